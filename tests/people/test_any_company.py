"""Whatever order webhooks come in, with a number, a user id or both: one contact a person."""

from typing import NamedTuple

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


def _stages(person: int, count: int, base: int) -> list[Addresses]:
    return [
        (f"+6281{base:05d}{person}{stage:03d}", f"ID.{base:05d}{person}{stage:03d}")
        for stage in range(count)
    ]


@st.composite
def lives(draw: st.DrawFn, base: int, start: float) -> list[Life]:
    """Each stage is told of at least once by what names both, or by the change to it."""
    found = []
    for person in range(draw(st.integers(1, 3))):
        stages = _stages(person, draw(st.integers(1, 3)), base)
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
