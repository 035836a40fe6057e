"""Open the database: SQLite with durable writes, one writer at a time, readers beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from terkirim.store.migrations.migrate import migrate

Connection = AsyncConnection

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-65536",
)


class Store:
    """The open database. Use `write` for a transaction that changes, `read` for one that looks."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """One transaction, alone; on disk when the block has ended, rolled back if it raised."""
        async with self._turn, self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """One consistent view of what is committed."""
        async with self._reader.begin() as connection:
            yield connection

    async def close(self) -> None:
        """Give the files back."""
        await self._writer.dispose()
        await self._reader.dispose()


async def open_store(path: Path) -> Store:
    """Open the SQLite file at `path`, creating it and bringing its schema up to date.

    Raises OSError where the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(migrate, path)
    return Store(_engine(path, "BEGIN IMMEDIATE", 1), _engine(path, "BEGIN", 4))


def _engine(path: Path, begin: str, connections: int) -> AsyncEngine:
    url = URL.create("sqlite+aiosqlite", database=str(path))
    engine = create_async_engine(url, pool_size=connections, max_overflow=0)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we begin by ourselves, so that writers queue up early
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: object) -> None:
        connection.exec_driver_sql(begin)  # type: ignore[attr-defined]  # SQLAlchemy's Connection

    return engine
