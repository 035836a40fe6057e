"""The disk below the product: real SQLite, without threads, on which things go wrong by chance.

aiosqlite hands every call to a thread and so leaves the order to the machine. Here the same calls
are made at once, in the one thread there is, without the coroutines around each. What dies leaves
its files as they were at that instant, write-ahead log and all; the next process finds a copy of
them.
"""

import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import aiosqlite
from sqlalchemy.dialects.sqlite import aiosqlite as adapters
from sqlalchemy.ext.asyncio import engine
from sqlalchemy.util import EMPTY_DICT
from sqlalchemy.util.concurrency import await_, greenlet_spawn

from simulation.process import PROCESS, Process

_PARTS = ("", "-wal")  # the index (-shm) is rebuilt from the log
_UNSURE = 0.3  # of commits that fail: done, and the word of it lost with the connection


class Disk:
    """The database files of one run. `fails` says whether a statement fails now."""

    def __init__(
        self, folder: Path, fresh: Path | None, chance: Random, fails: Callable[[], bool]
    ) -> None:
        self._folder = folder
        self._copies = 0
        self._open: list[InlineConnection] = []
        self.chance = chance
        self.fails = fails
        self.file = folder / "0.db"
        if fresh is not None:
            shutil.copyfile(fresh, self.file)

    def crash(self) -> None:
        """Keep what is on disk, and let go of whoever had it open."""
        before, self._copies = self.file, self._copies + 1
        self.file = self._folder / f"{self._copies}.db"
        for part in _PARTS:
            if Path(f"{before}{part}").exists():
                shutil.copyfile(f"{before}{part}", f"{self.file}{part}")
        for connection in self._open:
            connection.cut()
        self._open.clear()

    def connect(self, database: str, **options: Any) -> "InlineConnection":
        """Takes the place of `aiosqlite.connect`."""
        connection = InlineConnection(
            lambda: sqlite3.connect(database, **options), self, PROCESS.get()
        )
        self._open.append(connection)
        return connection

    @contextmanager
    def inserted(self) -> Iterator[None]:
        """Put it below the product."""
        with (
            patch.object(aiosqlite, "connect", self.connect),
            patch.object(adapters, "AsyncAdapt_aiosqlite_connection", _Adapted),
            patch.object(engine, "greenlet_spawn", _spawn),
        ):
            yield


def _spawn(work: Any, *args: Any, _require_await: bool = False, **options: Any) -> Any:
    """As SQLAlchemy has it, but a statement need not wait for anything."""
    return greenlet_spawn(work, *args, **options)


class _AtOnce:
    """Takes the place of the queue to aiosqlite's thread."""

    def put_nowait(self, order: tuple[Any, Callable[[], Any]]) -> None:
        future, function = order
        result = function()
        if future is not None:
            future.set_result(result)


class InlineConnection(aiosqlite.Connection):
    """aiosqlite's connection; its calls are steps of the process that makes them."""

    def __init__(
        self, connector: Callable[[], sqlite3.Connection], disk: Disk, process: Process | None
    ) -> None:
        super().__init__(connector, 64)
        self._tx: Any = _AtOnce()
        self._disk = disk
        self._process = process

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        return self._connect().__await__()

    def cut(self) -> None:
        """The process that had it is gone."""
        if self._connection is not None:
            self._connection.close()

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        return self.quietly(fn, *args, **kwargs)

    def act(self, fn: Any, *args: Any) -> Any:
        """Do what changes the disk, or looks at it: two steps, and it may go wrong."""
        process = self._process
        if process is None:
            return fn(*args)
        if process.stride():
            await_(process.pause())
        if self._disk.fails():
            if fn.__name__ == "commit" and self._disk.chance.random() < _UNSURE:
                fn()
            raise sqlite3.OperationalError("disk I/O error")
        result = fn(*args)
        if process.stride():
            await_(process.pause())
        return result

    def quietly(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Do what changes nothing on disk and is no step; the dead may only close."""
        if self._process is None or not self._process.dead:
            return fn(*args, **kwargs)
        if fn.__name__ in ("close", "rollback"):
            return None
        raise sqlite3.ProgrammingError("the process is dead")


class _Cursor(adapters.AsyncAdapt_aiosqlite_cursor):
    """SQLAlchemy's cursor, on sqlite3's own."""

    __slots__ = ()

    def __init__(self, adapted: "_Adapted") -> None:
        connection: Any = adapted.driver_connection
        self._adapt_connection = adapted
        self._connection = connection
        self._cursor = connection.quietly(connection._conn.cursor)
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()

    def execute(self, operation: Any, parameters: Any = None) -> None:
        self._connection.act(self._cursor.execute, operation, parameters or ())
        if self._cursor.description:
            self._rows = deque(self._connection.quietly(self._cursor.fetchall))

    def executemany(self, operation: Any, seq_of_parameters: Any) -> None:
        self._connection.act(self._cursor.executemany, operation, seq_of_parameters)

    async def _async_soft_close(self) -> None:
        """It is closed when its result is."""

    def close(self) -> None:
        self._rows.clear()
        self._connection.quietly(self._cursor.close)


class _Adapted(adapters.AsyncAdapt_aiosqlite_connection):
    """SQLAlchemy's connection, on sqlite3's own."""

    __slots__ = ()
    _cursor_cls: Any = _Cursor

    def commit(self) -> None:
        inline: Any = self._connection
        inline.act(inline._conn.commit)

    def rollback(self) -> None:
        inline: Any = self._connection
        if inline._connection:
            inline.quietly(inline._conn.rollback)
