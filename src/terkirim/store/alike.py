"""Insert many rows that differ in few columns, in one statement the database works through alone.

What is the same in all of them is sent once.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Column, Row, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


class InsertAlike:
    """Inserting into a table: `same` names the columns all rows share, `own` those they do not.

    `then` says what happens where a row is there already and what is answered, in words both
    databases know.
    """

    def __init__(
        self, table: Table, same: Sequence[str], own: Sequence[str], then: str = ""
    ) -> None:
        self._same, self._width = tuple(same), len(own)
        into = f"INSERT INTO {table.name} ({', '.join((*same, *own))})"
        shared = [_bound(table.c[name], place) for place, name in enumerate(same, 1)]
        arrays = [_bound(table.c[n], place, "[]") for place, n in enumerate(own, len(same) + 1)]
        fields = [f"f{place}" for place in range(len(own))]
        picked = ", ".join([*shared, *fields])
        given = f"unnest({', '.join(arrays)}) AS j({', '.join(fields)})"
        self._on_postgresql = f"{into} SELECT {picked} FROM {given} {then}"  # noqa: S608 - our own names
        picked = ", ".join([*("?" for _ in same), *(f"value ->> {n}" for n in range(len(own)))])
        self._on_sqlite = f"{into} SELECT {picked} FROM json_each(?) WHERE true {then}"  # noqa: S608 - our own names

    async def run(
        self, db: AsyncConnection, same: Mapping[str, Any], rows: Sequence[tuple[Any, ...]]
    ) -> Sequence[Row[Any]]:
        """Insert the rows. Raises IntegrityError on a key that is taken and not foreseen."""
        if not rows:
            return ()
        shared = tuple(same[name] for name in self._same)
        if db.dialect.name == "postgresql":
            columns = ([row[place] for row in rows] for place in range(self._width))
            found = await db.exec_driver_sql(self._on_postgresql, (*shared, *columns))
        else:
            text = msgspec.json.encode(rows).decode()
            found = await db.exec_driver_sql(self._on_sqlite, (*shared, text))
        return found.all() if found.returns_rows else ()


def _bound(column: Column[Any], place: int, array: str = "") -> str:
    return f"${place}::{column.type.compile(dialect=_DIALECT)}{array}"
