"""Failures of many causes beside signs of arrival, in any order: the same end on both databases.

Two ends do depend on the order, and have to:

- A failure told before the arrival that disproves it places its hold; told after it, it does not.
  The hold stays until its time or its probe ends it: at once after the last status there is either
  the failure's hold or none, days later there is none.
- Of failures of one attempt that bear different codes, the first to come is believed.

And the story tells what came in its order: of a trouble the owner knows nobody is told again, and
what comes after a failure to have been sent is no news.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crowd import PROMO, numbers
from house import House, open_house
from migrated import migrated_file
from postgres import Postgres
from statuses import deliver, envelope, said
from terkirim.delivery.campaigns.rules import template_body
from terkirim.sandbox import ACCOUNT
from terkirim.store import contacts
from terkirim.vocabulary.clock import DAY, MINUTE
from terkirim.vocabulary.states import State

ORDER = template_body("order_ready", "id", ["Sari", "A-17"])
# Unreachable, capped, in an experiment, window closed, unpaid, spam, locked or without balance,
# a code nobody knows.
CODES = (131026, 131049, 130472, 131047, 131042, 131048, 131031, 999999)
ARRIVED = {"delivered": State.DELIVERED, "read": State.READ}
_SETTLED = 4 * DAY  # retries are made, holds lapse or are probed away, failures are judged
_FORGOTTEN = 8 * DAY  # a pause of the same kind is no recurrence any more

_taken = iter(numbers(90_000))


class Said(NamedTuple):
    """One status; `code` where it is a failure."""

    status: str
    code: int = 0


class Telling(NamedTuple):
    """Statuses in their order, in how large envelopes, applied after which."""

    told: Sequence[Said]
    sizes: Sequence[int]
    applied: Sequence[bool]


class Plan(NamedTuple):
    """The same statuses, told in two ways, of a message with this body."""

    body: dict[str, Any]
    tellings: Sequence[Telling]


class Facts(NamedTuple):
    """What became of a message, and of what stands against its person, sender and account."""

    state: State
    cause: str | None
    attempts: int
    counted: int
    standing: str
    holds: list[tuple[str, str, float | None]]


class End(NamedTuple):
    """At once, days later, and after all was told once more; how each failure was diagnosed."""

    soon: Facts
    late: Facts
    again: Facts
    diagnosed: list[tuple[str, float, list[str]]]
    story: list[str]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    codes = draw(st.lists(st.sampled_from(CODES), max_size=2))
    words = draw(st.lists(st.sampled_from(["sent", *ARRIVED]), max_size=3))
    single = [*(Said(word) for word in words), *(Said("failed", code) for code in codes)]
    told = single * draw(st.integers(1, 2))
    count = len(told)
    tellings = [
        Telling(
            draw(st.permutations(told)),
            draw(st.lists(st.integers(1, 3), min_size=count, max_size=count)),
            draw(st.lists(st.booleans(), min_size=count, max_size=count)),
        )
        for _ in range(2)
    ]
    return Plan(draw(st.sampled_from([ORDER, PROMO])), tellings)


@pytest.fixture
def shared(postgres: Postgres) -> str:
    """A database without rows on PostgreSQL."""
    return postgres.migrated()


class Twins:
    """The same house twice: on SQLite and on PostgreSQL."""

    def __init__(self, houses: Sequence[House]) -> None:
        self.own, self.shared = houses


@pytest.fixture
async def twins(tmp_path: Path, shared: str) -> AsyncIterator[Twins]:
    """Both, ready."""
    async with AsyncExitStack() as closing:
        opened = []
        own = await migrated_file(tmp_path / "terkirim.db")
        for place, database in enumerate([own, shared]):
            folder = tmp_path / str(place)
            folder.mkdir()
            opened.append(await closing.enter_async_context(open_house(folder, database=database)))
        yield Twins(opened)


async def _tell(house: House, telling: Telling, ours: str, wamid: str) -> None:
    waiting: list[dict[str, Any]] = []
    for place, (status, code) in enumerate(telling.told):
        echoed = ours if place % 3 else None
        waiting.append(said(status, wamid, house.stage.clock.now(), echoed, code))
        if len(waiting) >= telling.sizes[place]:
            assert await deliver(house, envelope(waiting)) == 200
            waiting = []
        if telling.applied[place]:
            await house.service.until_idle()
    assert await deliver(house, envelope(waiting)) == 200
    await house.service.until_idle()


async def _facts(house: House, ours: str) -> Facts:
    message = await house.message(ours)
    async with house.terkirim.store.read() as db:
        counted = await contacts.counted_failures(db, [message.contact_id])
        person = (await contacts.by_id(db, [message.contact_id]))[message.contact_id]
    holds = [
        (hold.scope, hold.cause, hold.until and hold.until - hold.since)
        for hold in await house.holds()
    ]
    assert message.hold_id is None or message.state == State.HELD
    return Facts(
        message.state,
        message.cause,
        message.attempts,
        counted.get(message.contact_id, 0),
        person.standing,
        holds,
    )


async def end_of(house: House, person: str, body: dict[str, Any], telling: Telling) -> End:
    """Send a message, tell of it, and look."""
    await house.sandbox.people({"phone": person, "delivers": False})
    await house.agree(person)
    ours = await house.send(person, body)
    # Our time alone passes, so that the pace lets it out and the sandbox tells nothing itself.
    await house.stage.clock.advance_to(house.stage.clock.now() + MINUTE)
    await house.service.until_idle()
    wamid = (await house.sends(ours))[0]["wamid"]
    await _tell(house, telling, ours, wamid)
    soon = await _facts(house, ours)
    await house.stage.play(_SETTLED)
    late = await _facts(house, ours)
    await _tell(house, telling, ours, wamid)
    again = await _facts(house, ours)
    diagnosed = [
        (one["cause"], one["confidence"], one["evidence_used"])
        for one in await house.decisions(ours)
    ]
    story = await house.story(ours)
    await house.stage.play(_FORGOTTEN)
    return End(soon, late, again, diagnosed, story)


@given(plan=plans())
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_failures_and_arrivals_in_any_order(twins: Twins, plan: Plan) -> None:
    ends = []
    for telling in plan.tellings:
        person = next(_taken)
        end = await end_of(twins.own, person, plan.body, telling)
        assert await end_of(twins.shared, person, plan.body, telling) == end
        assert end.again == end.late
        assert end.late.holds == []
        ends.append(end)
    words = {one.status for one in plan.tellings[0].told}
    codes = {one.code for one in plan.tellings[0].told if one.code}
    first, second = ends
    if words & ARRIVED.keys():
        best = State.READ if "read" in words else State.DELIVERED
        for end in ends:
            assert end.late == Facts(best, None, 1, 0, "active", [])
            assert end.soon._replace(holds=[]) == end.late
            assert len(end.soon.holds) <= 1
    elif len(codes) < 2:
        assert first._replace(story=[]) == second._replace(story=[])
    else:
        alone = [await _alone(twins.own, plan.body, telling) for telling in plan.tellings]
        assert [end[:4] for end in ends] == [end[:4] for end in alone]


async def _alone(house: House, body: dict[str, Any], telling: Telling) -> End:
    """What the first failure told would have led to."""
    [*_, first] = [one for one in reversed(telling.told) if one.code]
    return await end_of(house, next(_taken), body, Telling([first], [1], [True]))


async def test_the_first_of_two_failures_is_diagnosed_by_its_own_evidence(house: House) -> None:
    """131031 is an empty balance only to who has asked the wallet; 131051 asks nobody."""
    [person] = numbers(1)
    await house.sandbox.people({"phone": person, "delivers": False})
    ours = await house.send(person)
    await house.service.until_idle()
    await house.sandbox.account(ACCOUNT, balance=0.0)
    [send] = await house.sends(ours)
    now = house.stage.clock.now()
    told = [said("failed", send["wamid"], now, ours, code) for code in (131031, 131051)]
    assert await deliver(house, envelope(told)) == 200
    await house.service.until_idle()
    assert (await house.message(ours)).cause == "account.balance"
