"""PostgreSQL through asyncpg: many writers, each on its own rows."""

from sqlalchemy import event
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

_WRITERS = 6
_READERS = 4
# Who stands still or vanishes in the midst of a transaction keeps its locks no longer than a lease.
_LEFT_OPEN_S = 30
# Between the parts of one statement a session does not count as idle; from PostgreSQL 17 on a
# transaction ends after this in any case.
_IN_ALL_S = 120
_FOR_WRITERS = (
    f"SET synchronous_commit = 'on'; SET idle_in_transaction_session_timeout = '{_LEFT_OPEN_S}s'"
)
_LIMIT = (
    "SELECT set_config('transaction_timeout', '{seconds}s', {local}) "
    "WHERE current_setting('server_version_num')::int >= 170000"
)
WITHOUT_LIMIT = _LIMIT.format(seconds=0, local=True)


def engines(address: URL) -> tuple[AsyncEngine, AsyncEngine]:
    """The writer and the readers. What is committed is on disk, whatever the server's default.

    Settings are stated, not given as the connection begins: poolers refuse such, or pass over them.
    """
    arguments = {"server_settings": {"application_name": "terkirim"}}
    writer = create_async_engine(
        address,
        pool_size=_WRITERS,
        max_overflow=0,
        pool_use_lifo=True,
        connect_args=arguments,
        execution_options={"writes": True},
    )

    @event.listens_for(writer.sync_engine, "connect")
    def settle(connection: AsyncAdapt_asyncpg_connection, _entry: ConnectionPoolEntry) -> None:
        said = f"{_FOR_WRITERS}; {_LIMIT.format(seconds=_IN_ALL_S, local=False)}"
        connection.run_async(lambda asyncpg: asyncpg.execute(said))

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
