"""Statuses in any order, company and number end in the same state: WhatsApp promises none."""

from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crowd import numbers
from house import House
from statuses import deliver, envelope, said
from terkirim.store import contacts
from terkirim.vocabulary.clock import DAY, MINUTE
from terkirim.vocabulary.states import State

RANK = {
    "sent": State.SENT,
    "failed": State.FAILED,
    "delivered": State.DELIVERED,
    "read": State.READ,
}
MESSAGES = 5
_FINAL = 131051  # given up at once, however many others fail


class Plan(NamedTuple):
    """What is told of each message, in which order, in how large envelopes, applied when."""

    told: list[tuple[int, str]]
    sizes: list[int]
    applied: list[bool]

    def expected(self, message: int) -> State:
        """The state whatever the order: the best that was told."""
        words = {status for one, status in self.told if one == message}
        return next((RANK[one] for one in reversed(RANK) if one in words), State.ACCEPTED)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    pairs = st.tuples(st.integers(0, MESSAGES - 1), st.sampled_from(sorted(RANK)))
    told = draw(st.lists(pairs, min_size=6, max_size=24))
    many = st.lists(st.integers(1, 4), min_size=len(told), max_size=len(told))
    applied = st.lists(st.booleans(), min_size=len(told), max_size=len(told))
    return Plan(draw(st.permutations(told)), draw(many), draw(applied))


_taken = iter(numbers(10_000))


async def _wamids(house: House) -> dict[str, str]:
    record = await house.sandbox.record()
    return {one["callback_data"]: one["wamid"] for one in record["sends"]}


async def _tell(house: House, plan: Plan, ids: list[str]) -> None:
    wamids = await _wamids(house)
    waiting: list[dict[str, Any]] = []
    for place, (message, status) in enumerate(plan.told):
        at = house.stage.clock.now() - 100 + list(RANK).index(status)
        echoed = ids[message] if place % 3 else None
        waiting.append(said(status, wamids[ids[message]], at, echoed, _FINAL))
        if len(waiting) >= plan.sizes[place] or place == len(plan.told) - 1:
            assert await deliver(house, envelope(waiting)) == 200
            waiting = []
        if plan.applied[place]:
            await house.service.until_idle()


@given(plan=plans())
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_any_order_ends_in_the_best_that_was_told(house: House, plan: Plan) -> None:
    people = [next(_taken) for _ in range(MESSAGES)]
    await house.sandbox.people(*({"phone": one, "delivers": False} for one in people))
    ids = [await house.send(one) for one in people]
    # Our time alone passes, so that the pace lets them out and the sandbox tells nothing itself.
    await house.stage.clock.advance_to(house.stage.clock.now() + MINUTE)
    await house.service.until_idle()
    await _tell(house, plan, ids)
    await house.service.until_idle()
    for number, message_id in enumerate(ids):
        message = await house.message(message_id)
        assert message.state == plan.expected(number), await house.story(message_id)
        failed = message.state == State.FAILED
        assert (message.cause is not None) == failed
        story = await house.story(message_id)
        assert story.count("failed") == story.count("decided") <= 1
        for word in ("sent", "delivered", "read"):
            assert story.count(word) <= 1
        if failed or message.state == State.ACCEPTED:
            assert not {"delivered", "read"} & set(story)


async def test_a_failure_counts_after_its_grace_unless_something_arrived(house: House) -> None:
    """Contradictions, in both orders and beside each other in one body."""
    people = numbers(4)
    await house.sandbox.people(*({"phone": one, "delivers": False} for one in people))
    ids = [await house.send(one) for one in people]
    await house.service.until_idle()
    wamids, now = await _wamids(house), house.stage.clock.now()
    orders = (["failed"], ["failed", "delivered"], ["delivered", "failed"], ["delivered"])
    bodies = [
        envelope([said(status, wamids[one], now, one) for status in order])
        for one, order in zip(ids, orders, strict=True)
    ]
    for body in bodies:
        assert await deliver(house, body) == 200
    await house.stage.play(3 * DAY)
    messages = [await house.message(one) for one in ids]
    assert [one.state for one in messages] == [State.FAILED] + [State.DELIVERED] * 3
    async with house.terkirim.store.read() as db:
        counted = await contacts.counted_failures(db, [one.contact_id for one in messages])
    assert counted == {messages[0].contact_id: 1}
