"""SQLite: durable writes, one writer at a time, readers beside it."""

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-49152",
)
# Reads go through the system's own cache. Not those of the writer: its memory would seem to grow
# with the database.
_FOR_READERS = ("PRAGMA mmap_size=1073741824",)


def engines(address: URL) -> tuple[AsyncEngine, AsyncEngine]:
    """The writer and the readers."""
    return _engine(address, "BEGIN IMMEDIATE", 1), _engine(address, "BEGIN", 4)


def _engine(address: URL, begin: str, connections: int) -> AsyncEngine:
    writes = begin != "BEGIN"
    engine = create_async_engine(
        address,
        pool_size=connections,
        max_overflow=0,
        execution_options={"writes": writes},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we begin by ourselves, so that writers queue up early
        cursor = connection.cursor()
        for pragma in _PRAGMAS if writes else _PRAGMAS + _FOR_READERS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: object) -> None:
        connection.exec_driver_sql(begin)  # type: ignore[attr-defined]  # SQLAlchemy's Connection

    return engine
