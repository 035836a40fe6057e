"""Open the database and hand out transactions.

`write` is alone: no other `write` of any process runs beside it, so what it has read stays so.
`write_rows` is for the hot path: it touches only rows it names, compares before it sets, and runs
beside others where the database can (PostgreSQL). On SQLite there is one writer at a time.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from terkirim.store import postgresql, sqlite
from terkirim.store.address import address_of, is_shared
from terkirim.store.migrations.migrate import migrate

Connection = AsyncConnection

_ALONE = text("SELECT pg_advisory_xact_lock(7238465)")


class Store:
    """The open database. Use `write` for a transaction that changes, `read` for one that looks."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader
        self._shared = writer.dialect.name == "postgresql"
        self._turn = asyncio.Lock()

    @property
    def shared(self) -> bool:
        """Whether other processes may work on it at the same time (PostgreSQL)."""
        return self._shared

    @property
    def address(self) -> URL:
        """Where it is."""
        return self._writer.url

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """One transaction, alone; on disk when the block has ended, rolled back if it raised."""
        async with self._turn, self._writer.begin() as connection:
            if self._shared:
                await connection.execute(_ALONE)
            yield connection

    @asynccontextmanager
    async def write_rows(self) -> AsyncIterator[Connection]:
        """One transaction on rows it names, beside others where the database can."""
        turn: AbstractAsyncContextManager[object] = nullcontext() if self._shared else self._turn
        async with turn, self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """One consistent view of what is committed."""
        async with self._reader.begin() as connection:
            yield connection

    async def close(self) -> None:
        """Give files and connections back."""
        await self._writer.dispose()
        await self._reader.dispose()


async def open_store(database: str | Path) -> Store:
    """Open the database, creating an SQLite file, and bring its schema up to date.

    Raises OSError where the folder cannot be written or the server does not answer, ValueError
    where it is no address.
    """
    address = address_of(database)
    kind = postgresql if is_shared(database) else sqlite
    if kind is sqlite:
        Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
    writer, reader = kind.engines(address)
    await migrate(writer)
    return Store(writer, reader)
