"""PostgreSQL through asyncpg: many writers, each on its own rows."""

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_WRITERS = 6
_READERS = 4
# Who stands still or vanishes in the midst of a transaction keeps its locks no longer than a lease.
_LEFT_OPEN_S = 30


def engines(address: URL) -> tuple[AsyncEngine, AsyncEngine]:
    """The writer and the readers. What is committed is on disk, whatever the server's default."""
    settings = {"synchronous_commit": "on", "application_name": "terkirim"}
    arguments = {"server_settings": settings}
    left_open = {"idle_in_transaction_session_timeout": f"{_LEFT_OPEN_S}s"}
    writer = create_async_engine(
        address,
        pool_size=_WRITERS,
        max_overflow=0,
        pool_use_lifo=True,
        connect_args={"server_settings": settings | left_open},
        execution_options={"writes": True},
    )
    reader = create_async_engine(
        address,
        pool_size=_READERS,
        max_overflow=0,
        pool_use_lifo=True,
        connect_args=arguments,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )
    return writer, reader
