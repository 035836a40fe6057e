"""Group commit: one transaction for many, an answer for each, and only when it is on disk."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from sqlalchemy import text

from terkirim.store import Store, open_store, webhooks
from terkirim.store.engine import Connection
from terkirim.store.group_commit import GroupCommit
from terkirim.store.webhooks import Arrival
from terkirim.vocabulary.clock import SimulatedClock

BAD = b"bad"


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    opened = await open_store(database)
    yield opened
    await opened.close()


class HastyClock(SimulatedClock):
    """Who sleeps by it has slept at once."""

    async def sleep(self, seconds: float) -> None:
        await self.advance_to(self.now() + seconds)


class Desk:
    """Appends bodies as webhooks, and remembers in which groups they came."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.faults: list[Exception] = []

    async def append(self, db: Connection, bodies: Sequence[bytes]) -> list[bytes]:
        self.groups.append(len(bodies))
        await webhooks.append(db, [Arrival(0.0, body) for body in bodies])
        if BAD in bodies:
            raise ValueError("a bad item")
        if self.faults:
            raise self.faults.pop()
        return list(bodies)


async def _kept(store: Store) -> list[bytes]:
    async with store.read() as db:
        return [hook.body for hook in await webhooks.pending(db, 10_000)]


async def test_many_share_a_few_transactions_and_all_are_on_disk_when_told(store: Store) -> None:
    desk = Desk()
    commit = GroupCommit(store, desk.append, SimulatedClock(0))

    async def hand_in(number: int) -> bool:
        body = str(number).encode()
        assert await commit.hand_in(body) == body
        return body in await _kept(store)

    assert all(await asyncio.gather(*(hand_in(number) for number in range(200))))
    assert sum(desk.groups) == 200
    assert len(desk.groups) <= 5


async def test_a_bad_item_fails_alone(store: Store) -> None:
    commit = GroupCommit(store, Desk().append, SimulatedClock(0))
    items = [b"1", b"2", BAD, b"3", b"4", BAD, b"5"]
    answers = await asyncio.gather(*map(commit.hand_in, items), return_exceptions=True)
    assert [type(answer) for answer in answers].count(ValueError) == 2
    assert sorted(await _kept(store)) == [b"1", b"2", b"3", b"4", b"5"]


async def test_a_database_that_is_away_for_a_while_is_waited_for(store: Store) -> None:
    desk, clock = Desk(), HastyClock(0)
    desk.faults = [ConnectionError(), ConnectionError()]
    assert await GroupCommit(store, desk.append, clock).hand_in(b"1") == b"1"
    assert desk.groups == [1, 1, 1]
    assert await _kept(store) == [b"1"]
    assert clock.now() < 5


async def test_a_database_that_stays_away_is_given_up(store: Store) -> None:
    desk, clock = Desk(), HastyClock(0)
    desk.faults = [ConnectionError() for _ in range(1000)]
    with pytest.raises(ConnectionError):
        await GroupCommit(store, desk.append, clock).hand_in(b"1")
    assert 30 <= clock.now() < 60
    assert await _kept(store) == []


async def test_a_connection_the_server_cuts_is_replaced(store: Store) -> None:
    if not store.shared:
        pytest.skip("a file cuts no connection")
    cut = [True]

    async def append(db: Connection, bodies: Sequence[bytes]) -> Sequence[bytes]:
        await webhooks.append(db, [Arrival(0.0, body) for body in bodies])
        if cut and cut.pop():
            own = (await db.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            async with store.read() as other:
                await other.execute(text(f"SELECT pg_terminate_backend({own})"))
        return bodies

    commit = GroupCommit(store, append, HastyClock(0))
    answers = await asyncio.gather(commit.hand_in(b"1"), commit.hand_in(b"2"))
    assert list(answers) == [b"1", b"2"]
    assert await _kept(store) == [b"1", b"2"]


async def test_who_goes_away_is_written_all_the_same_and_stops_nobody(store: Store) -> None:
    commit = GroupCommit(store, Desk().append, SimulatedClock(0))
    impatient = asyncio.create_task(commit.hand_in(b"1"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await commit.hand_in(b"2") == b"2"
    assert await _kept(store) == [b"1", b"2"]
