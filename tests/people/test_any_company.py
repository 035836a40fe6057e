"""Whatever order webhooks come in, with a number, a user id or both: one contact a person."""

from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from house import House
from people.webhooks import Json, became, everybody, history, tell, wrote
from terkirim.sandbox import LIVE_SENDER
from terkirim.store import contacts

Addresses = tuple[str | None, str | None]


class Life(NamedTuple):
    """A person's addresses one after the other, and what is told of them when (seconds)."""

    stages: list[Addresses]
    told: list[Json]
    latest: float

    @property
    def every(self) -> set[str | None]:
        """All addresses they ever had."""
        return {address for stage in self.stages for address in stage}


_CHANGES = ("both", "number", "user_id")


def _stages(person: int, changes: list[str], base: int) -> list[Addresses]:
    """One stage more than changes: of the number, of the user id, or of both."""
    phone, bsuid = f"+6281{base:05d}{person}000", f"ID.{base:05d}{person}000"
    stages: list[Addresses] = [(phone, bsuid)]
    for place, change in enumerate(changes, 1):
        phone = f"+6281{base:05d}{person}{place:03d}" if change != "user_id" else phone
        bsuid = f"ID.{base:05d}{person}{place:03d}" if change != "number" else bsuid
        stages.append((phone, bsuid))
    return stages


@st.composite
def lives(draw: st.DrawFn, base: int, start: float) -> list[Life]:
    """Each stage is told of at least once: by what names both, or by the change to or from it."""
    found = []
    for person in range(draw(st.integers(1, 3))):
        changes = draw(st.lists(st.sampled_from(_CHANGES), max_size=2))
        stages = _stages(person, changes, base)
        told: list[Json] = []
        at = start
        for place, (phone, bsuid) in enumerate(stages):
            if place:
                told.append(became(stages[place - 1], (phone, bsuid), at))
            elif len(stages) == 1 or draw(st.booleans()):
                told.append(wrote(phone, bsuid, at + 5))
            for offset in draw(st.lists(st.integers(1, 9), max_size=3, unique=True)):
                seen = draw(st.sampled_from([(phone, None), (None, bsuid), (phone, bsuid)]))
                told.append(wrote(*seen, at + offset))
            at += 10
        found.append(Life(stages, told, at))
    return found


_bases = iter(range(10_000, 99_999))


@given(data=st.data())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_one_contact_a_person_and_no_loss(house: House, data: st.DataObject) -> None:
    now = house.stage.clock.now()
    people = data.draw(lives(next(_bases), now - 100))
    told = data.draw(st.permutations([(life, one) for life in people for one in life.told]))
    before = {contact.id for contact in await everybody(house)}
    for _, entry in told:
        await tell(house, entry)
    fresh = [one for one in await everybody(house) if one.id not in before]
    had = await history(house)
    for life in people:
        [own] = [one for one in fresh if {one.phone, one.bsuid} & life.every]
        assert (own.phone, own.bsuid) == life.stages[-1]
        known = {value for contact_id, value in had if contact_id == own.id}
        assert known | {own.phone, own.bsuid} == life.every
        written = [one for one in life.told if one["type"] == "text"]
        if written:
            async with house.terkirim.store.read() as db:
                inbound = await contacts.last_inbound(db, LIVE_SENDER, [own.id])
            assert inbound[own.id] == max(float(one["timestamp"]) for one in written)
    assert len(fresh) == len(people)


P, Q, R, S = "+6281200000001", "+6281200000002", "+6281200000003", "+6281200000004"
A, B, C = "ID.1001", "ID.1002", "ID.1003"


def heard(phone: str | None, bsuid: str | None, at: int) -> tuple[int, Json]:
    """A person wrote at that second of their life."""
    return at, wrote(phone, bsuid, at)


def turned(old: Addresses, new: Addresses, at: int) -> tuple[int, Json]:
    """WhatsApp tells of a change at that second."""
    return at, became(old, new, at)


TANGLED = {
    "the old id alone, then the pair of later, then the change": (
        (P, B),
        [heard(None, A, 4), heard(P, B, 13), turned((P, A), (P, B), 10)],
    ),
    "the second change of an id before the first": (
        (P, C),
        [heard(P, A, 5), turned((P, B), (P, C), 20), turned((P, A), (P, B), 10)],
    ),
    "the number alone was heard last": (
        (P, B),
        [heard(P, None, 15), heard(P, A, 5), heard(P, B, 13), turned((P, A), (P, B), 10)],
    ),
    "the number alone, two ids ago": (
        (P, C),
        [
            *(heard(P, None, 28), heard(P, A, 1), turned((P, B), (P, C), 20)),
            *(turned((P, A), (P, B), 10), heard(None, B, 17)),
        ],
    ),
    "an old number heard of between two late signs of it": (
        (Q, A),
        [heard(Q, A, 15), heard(P, A, 3), heard(P, None, 6), turned((P, A), (Q, A), 10)],
    ),
    "a number between two others": (
        (R, A),
        [
            *(heard(P, A, 4), heard(R, A, 26), turned((P, A), (Q, A), 10)),
            *(heard(Q, None, 19), turned((Q, A), (R, A), 20)),
        ],
    ),
    "a number kept while the id changed": (
        (R, B),
        [
            *(heard(R, B, 22), turned((P, A), (P, B), 10), heard(P, None, 16)),
            turned((P, B), (R, B), 20),
        ],
    ),
    "three numbers, the last one first": (
        (S, A),
        [
            *(heard(S, None, 38), heard(None, A, 32), turned((P, A), (Q, A), 10)),
            *(heard(Q, A, 12), turned((R, A), (S, A), 30), turned((Q, A), (R, A), 20)),
        ],
    ),
    "the new number is somebody's who has nothing else": (
        (R, B),
        [
            *(heard(None, B, 24), heard(None, A, 4), turned((P, A), (P, B), 10)),
            *(heard(R, B, 22), heard(R, None, 33), turned((P, B), (R, B), 20)),
        ],
    ),
    "the lost number was seen a second after it was lost": (
        (Q, A),
        [heard(P, A, 11), turned((P, A), (Q, A), 10)],
    ),
    "the lost number was seen in that very second": (
        (Q, A),
        [turned((P, A), (Q, A), 10), heard(P, A, 10)],
    ),
    "the same, and the new one had been heard of alone": (
        (Q, A),
        [heard(P, A, 12), heard(Q, None, 11), turned((P, A), (Q, A), 10)],
    ),
    "the same, when an older number is known": (
        (Q, A),
        [heard(P, A, 11), heard(R, A, 3), turned((P, A), (Q, A), 10)],
    ),
    "back at the first number, told of first": (
        (P, A),
        [turned((Q, A), (P, A), 20), turned((P, A), (Q, A), 10)],
    ),
    "the same, and another id after it": (
        (R, C),
        [
            *(heard(None, C, 34), heard(None, B, 24), heard(None, A, 4)),
            *(turned((P, A), (P, B), 10), heard(R, B, 22), heard(R, None, 33)),
            *(turned((P, B), (R, B), 20), turned((R, B), (R, C), 30)),
        ],
    ),
}


@pytest.mark.parametrize("case", TANGLED)
async def test_what_whatsapp_tells_of_a_change_outweighs_the_order_of_signs(
    house: House, case: str
) -> None:
    last, told = TANGLED[case]
    start = house.stage.clock.now() - 100
    await tell(house, *({**entry, "timestamp": str(int(start) + at)} for at, entry in told))
    [own] = await everybody(house)
    assert (own.phone, own.bsuid) == last


UNTOLD = {
    "the new number came late, after the person wrote by user id": (
        (Q, A),
        [heard(P, A, 3), heard(None, A, 18), heard(Q, A, 16)],
    ),
    "the new user id came late, after the number was heard of": (
        (P, B),
        [heard(P, A, 3), heard(P, None, 18), heard(P, B, 16)],
    ),
    "another number came late, after the present one was heard of again": (
        (P, A),
        [heard(P, A, 3), heard(P, None, 18), heard(Q, A, 16)],
    ),
    "the old number came late, after the person wrote by user id": (
        (Q, A),
        [heard(Q, A, 16), heard(None, A, 18), heard(P, A, 3)],
    ),
    "the first two come last, what joins them in between": (
        (Q, B),
        [heard(Q, B, 29), heard(P, A, 9), heard(P, B, 15)],
    ),
    "a new user id on a number that was given up, before both": (
        (P, B),
        [heard(Q, A, 5), heard(P, B, 25), heard(P, A, 15)],
    ),
    "the number alone is heard of when they have another": (
        (Q, B),
        [heard(Q, A, 17), turned((Q, A), (Q, B), 20), heard(P, None, 7), heard(P, A, 6)],
    ),
    "the user id alone is the later one": (
        (P, B),
        [heard(P, A, 4), heard(None, B, 25), heard(P, B, 14), heard(P, A, 5)],
    ),
    "between two others, told and untold": (
        (R, C),
        [heard(R, B, 24), turned((R, B), (R, C), 30), heard(P, A, 3), heard(P, B, 12)],
    ),
}


@pytest.mark.parametrize("case", UNTOLD)
async def test_of_each_kind_the_address_seen_last_is_the_present_one(
    house: House, case: str
) -> None:
    last, told = UNTOLD[case]
    start = house.stage.clock.now() - 100
    await tell(house, *({**entry, "timestamp": str(int(start) + at)} for at, entry in told))
    [own] = await everybody(house)
    assert (own.phone, own.bsuid) == last
    every = {one for _, entry in told for one in (entry.get("from"), entry.get("from_user_id"))}
    had = {value.removeprefix("+") for _, value in await history(house)}
    assert had | {(own.phone or "").removeprefix("+"), own.bsuid} >= every - {None}
