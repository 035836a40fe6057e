"""One statement for many rows, given as tuples.

What SQLAlchemy does for each row of an `execute` with many is done once here: the statement is
compiled for the database's driver, and the driver gets the tuples as they are.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ClauseElement

Rows = Sequence[tuple[Any, ...]]


class Many:
    """A statement with the names of its values, in the order in which the tuples hold them."""

    def __init__(self, statement: ClauseElement, names: Sequence[str]) -> None:
        self._statement = statement
        self._names = list(names)
        self._compiled: dict[str, tuple[str, list[int] | None]] = {}

    async def run(self, db: AsyncConnection, rows: Rows) -> None:
        """Execute it for every row."""
        if not rows:
            return
        sql, order = self._for(db.dialect)
        if order is not None:
            rows = [tuple([row[place] for place in order]) for row in rows]
        await db.exec_driver_sql(sql, list(rows))

    def _for(self, dialect: Dialect) -> tuple[str, list[int] | None]:
        """The driver's SQL, and where its values stand in a row if not just as they come."""
        known = self._compiled.get(dialect.name)
        if known is None:
            compiled = self._statement.compile(dialect=dialect)
            wanted = getattr(compiled, "positiontup", None) or []
            order = [self._names.index(name) for name in wanted]
            plain = order == list(range(len(self._names)))
            known = self._compiled[dialect.name] = (str(compiled), None if plain else order)
        return known
