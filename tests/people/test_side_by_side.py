"""A list, what is said of consent and what arrived touch the same people at once (PostgreSQL)."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select, text

from postgres import Postgres
from terkirim.delivery.consent.model import Consent, Said
from terkirim.delivery.consent.record import record_many
from terkirim.store import Contact, Store, contacts, open_store, progress
from terkirim.store.contacts import OnList
from terkirim.store.engine import Connection
from terkirim.store.tables import contacts as table

FIRST, SECOND = "+6281200000001", "+6281200000002"  # the ids are in the other order
IDS = {FIRST: "con_2", SECOND: "con_1"}
_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND wait_event_type = 'Lock'"
)


async def read_in(db: Connection) -> None:
    named = [OnList(phone, own, "Sari", "ID", "unknown") for phone, own in IDS.items()]
    await contacts.list_all(db, named, 10.0)


async def say(db: Connection) -> None:
    consent = Consent("marketing", given=True, source="form", at=9.0)
    await record_many(db, [Said(own, consent) for own in IDS.values()], 10.0)


async def arrive(db: Connection) -> None:
    await progress.note_reached(db, dict.fromkeys(IDS.values(), 9.0), {})


async def beside(store: Store, work: Callable[[Connection], Awaitable[None]]) -> None:
    async with store.write_rows() as db:
        await work(db)


async def waiting(store: Store, many: int) -> None:
    """Return when so many transactions wait for a row."""
    async with asyncio.timeout(20), store.read() as db:
        while (await db.execute(_WAITING)).scalar_one() < many:
            await db.execute(text("SELECT pg_stat_clear_snapshot()"))
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("other", [say, arrive])
async def test_a_list_and_others_lock_people_in_one_order(
    postgres: Postgres, other: Callable[[Connection], Awaitable[None]]
) -> None:
    """The list has the first person, the other has not taken the second meanwhile."""
    store = await open_store(await asyncio.to_thread(postgres.fresh))
    async with store.write() as db:
        await contacts.add(db, [Contact(own, phone) for phone, own in IDS.items()])
    async with store.write_rows() as db:
        await db.execute(select(table.c.id).where(table.c.phone == FIRST).with_for_update())
        listing = asyncio.create_task(beside(store, read_in))
        await waiting(store, 1)
        another = asyncio.create_task(beside(store, other))
        await waiting(store, 2)
    await asyncio.gather(listing, another)
    async with store.read() as db:
        names = set((await db.execute(select(table.c.name))).scalars())
    await store.close()
    assert names == {"Sari"}
