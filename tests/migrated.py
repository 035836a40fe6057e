"""Databases with the newest schema: migrated once a process, copied for each test."""

import asyncio
import tempfile
from pathlib import Path

from terkirim.store import open_store

_made: list[bytes] = []


async def bring_up(database: str) -> None:
    """Have the product migrate a database."""
    store = await open_store(database)
    await store.close()


async def migrated_file(place: Path) -> str:
    """An SQLite database without rows at this place, unless one is there; its address."""
    return await asyncio.to_thread(migrated_file_now, place)


def migrated_file_now(place: Path) -> str:
    """The same, where no event loop runs."""
    if not _made:
        with tempfile.TemporaryDirectory() as folder:
            first = Path(folder, "first.db")
            asyncio.run(bring_up(str(first)))
            _made.append(first.read_bytes())
    if not place.exists():
        place.write_bytes(_made[0])
    return str(place)
