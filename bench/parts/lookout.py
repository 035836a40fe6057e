"""Looks into a database from beside the product, at next to no cost to it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any, Protocol

import asyncpg

_ANY_UNSENT = """
SELECT count(*) FROM (
    SELECT 1 FROM messages
    WHERE state IN ('queued', 'scheduled', 'sending', 'unresolved') LIMIT 1
) AS found
"""


class Lookout(Protocol):
    """Answers statements."""

    async def number(self, statement: str) -> int:
        """The number."""

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows."""

    async def change(self, statement: str) -> None:
        """Carry out a statement that changes something."""


class _SqliteLookout:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def number(self, statement: str) -> int:
        return int(self._connection.execute(statement).fetchone()[0])

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement).fetchall()

    async def change(self, statement: str) -> None:
        self._connection.execute(statement)


class _PostgresLookout:
    def __init__(self, connection: "asyncpg.Connection") -> None:
        self._connection = connection

    async def number(self, statement: str) -> int:
        return int(await self._connection.fetchval(statement))

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self._connection.fetch(statement)]

    async def change(self, statement: str) -> None:
        await self._connection.execute(statement)


@asynccontextmanager
async def open_lookout(database: str) -> AsyncIterator[Lookout]:
    """A connection of its own to a SQLite file or a postgresql:// URL."""
    if database.startswith("postgresql"):
        connection = await asyncpg.connect(database)
        try:
            yield _PostgresLookout(connection)
        finally:
            await connection.close()
    else:
        with closing(sqlite3.connect(database, isolation_level=None)) as file:
            yield _SqliteLookout(file)


async def accepted_since(lookout: Lookout, since: float) -> int:
    """How many of the messages that were written down since an instant are accepted."""
    young = f"SELECT count(*) FROM messages WHERE created_at >= {since}"  # noqa: S608 - a number
    return await lookout.number(f"{young} AND state = 'accepted'")


async def any_unsent(lookout: Lookout) -> bool:
    """Whether a message still has to leave or to be settled; costs next to nothing."""
    return await lookout.number(_ANY_UNSENT) > 0
