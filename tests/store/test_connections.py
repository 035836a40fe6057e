"""What a session that writes states for itself, whatever the server's defaults."""

import asyncio

import asyncpg

from postgres import Postgres
from terkirim.store import open_store

_WANTED = {
    "synchronous_commit": "on",
    "idle_in_transaction_session_timeout": "30s",
    "transaction_timeout": "2min",
}


def test_who_writes_waits_for_the_disk_and_is_let_go_when_standing_still(
    postgres: Postgres,
) -> None:
    place = postgres.fresh()
    assert asyncio.run(_stated(place)) == _WANTED


async def _stated(place: str) -> dict[str, str]:
    other = await asyncpg.connect(place)
    database = await other.fetchval("SELECT current_database()")
    await other.execute(f'ALTER DATABASE "{database}" SET synchronous_commit = off')
    await other.close()
    store = await open_store(place)
    try:
        async with store.write_rows() as db:
            return {
                name: (await db.exec_driver_sql(f"SHOW {name}")).scalar_one() for name in _WANTED
            }
    finally:
        await store.close()
