"""Processes on one PostgreSQL wake each other (LISTEN/NOTIFY). It only saves waiting:

whoever hears nothing looks every second all the same, so nothing depends on a word arriving.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from sqlalchemy import NullPool
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from terkirim.store.engine import Store

_CHANNEL = "terkirim"
_TELL = "SELECT pg_notify($1, '')"
_APART_S = 0.05  # what comes closer together is one word: each takes a lock of the whole server
_AGAIN_S = 1.0
_ALIVE_S = 15.0
_LAST_WORD_S = 2.0

_log = structlog.get_logger(__name__)


async def tell(db: AsyncConnection) -> None:
    """Ring once this transaction is on disk: for a process without a bell of its own."""
    if db.dialect.name == "postgresql":
        await db.exec_driver_sql(_TELL, (_CHANNEL,))


class Bell:
    """Rings in the other processes, and hears them ring. On SQLite there are none."""

    def __init__(self, store: Store, heard: Callable[[], None]) -> None:
        self._store = store
        self._heard = heard
        self._rung = asyncio.Event()
        self._told = asyncio.Event()
        self._told.set()

    def ring(self) -> None:
        """Something new is on disk."""
        if self._store.shared:
            self._told.clear()
            self._rung.set()

    async def told(self) -> None:
        """Wait until everybody has been told."""
        await self._told.wait()

    async def keep(self) -> None:
        """Listen and tell until cancelled; a connection that breaks is made again."""
        while self._store.shared:
            try:
                await self._converse()
            except Exception as error:
                _log.warning("processes cannot wake each other", error=repr(error))
            await asyncio.sleep(_AGAIN_S)

    async def _converse(self) -> None:
        engine = create_async_engine(self._store.address, poolclass=NullPool)
        async with engine.connect() as connection:
            line = (await connection.get_raw_connection()).driver_connection
            if line is None:
                return
            line.add_termination_listener(lambda _: self._rung.set())
            own = line.get_server_pid()
            await line.add_listener(
                _CHANNEL, lambda _line, pid, _channel, _word: self._heard() if pid != own else None
            )
            self._heard()  # what was told before nobody heard
            while not line.is_closed():
                try:
                    await asyncio.wait_for(self._rung.wait(), _ALIVE_S)
                except TimeoutError:
                    await line.execute("SELECT 1")
                else:
                    await line.execute(_TELL, _CHANNEL)
                    self._rung.clear()
                    self._told.set()
                    await asyncio.sleep(_APART_S)


@asynccontextmanager
async def open_bell(store: Store, heard: Callable[[], None]) -> AsyncIterator[Bell]:
    """A bell that rings while the block runs; its last word is told before it ends."""
    bell = Bell(store, heard)
    keeping = asyncio.create_task(bell.keep())
    try:
        yield bell
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(bell.told(), _LAST_WORD_S)
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
