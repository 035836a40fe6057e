"""Many rows in one statement, which the database works through by itself.

A driver asked to execute a statement for each row comes back to Python after each; with a busy
event loop beside it, that costs more than the work. So PostgreSQL gets the rows as arrays, and
SQLite as one JSON text.
"""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Column, LargeBinary, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

Rows = Sequence[tuple[Any, ...]]

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


class _Statement:
    """One statement in each database's own words; `columns` say what the tuples hold."""

    def __init__(self, columns: Sequence[Column[Any]], on_sqlite: str, on_postgresql: str) -> None:
        self._on_sqlite = on_sqlite
        self._on_postgresql = on_postgresql
        self._width = len(columns)

    async def run(self, db: AsyncConnection, rows: Rows) -> None:
        """Execute it for all rows. Of rows with the same key, any one may win."""
        if not rows:
            return
        if db.dialect.name == "postgresql":
            by_column = tuple([row[place] for row in rows] for place in range(self._width))
            await db.exec_driver_sql(self._on_postgresql, by_column)
        else:
            await db.exec_driver_sql(self._on_sqlite, (msgspec.json.encode(rows).decode(),))


class InsertRows(_Statement):
    """Inserting rows that hold these columns. Raises IntegrityError on a key that is taken."""

    def __init__(self, table: Table, names: Sequence[str]) -> None:
        columns = [table.c[name] for name in names]
        into = f"INSERT INTO {table.name} ({', '.join(names)})"
        values = ", ".join(_from_json(place) for place in range(len(names)))
        super().__init__(
            columns,
            f"{into} SELECT {values} FROM json_each(?) AS j",
            f"{into} SELECT * FROM unnest({_arrays(columns)})",
        )
        self._blobs = any(isinstance(column.type, LargeBinary) for column in columns)
        self._one_by_one = f"{into} VALUES ({', '.join('?' * len(names))})"

    async def run(self, db: AsyncConnection, rows: Rows) -> None:
        """Insert them. JSON holds no bytes: where there are any, SQLite gets row by row."""
        if rows and self._blobs and db.dialect.name == "sqlite":
            await db.exec_driver_sql(self._one_by_one, [tuple(row) for row in rows])
        else:
            await super().run(db, rows)


class UpdateRows(_Statement):
    """Setting some columns of rows named by their keys. The tuples hold values, then keys.

    `first_wins` are set only where nothing stood there, `unless_null` only to something.
    """

    def __init__(
        self,
        table: Table,
        names: Sequence[str],
        keys: Sequence[str],
        *,
        first_wins: Collection[str] = (),
        unless_null: Collection[str] = (),
    ) -> None:
        def setting(name: str, value: str) -> str:
            if name in first_wins:
                value = f"coalesce({table.name}.{name}, {value})"
            elif name in unless_null:
                value = f"coalesce({value}, {table.name}.{name})"
            return f"{name} = {value}"

        def statement(values: Sequence[str], source: str) -> str:
            settings = [setting(name, value) for name, value in zip(names, values, strict=False)]
            own = zip(keys, values[len(names) :], strict=True)
            where = [f"{table.name}.{key} = {value}" for key, value in own]
            return (
                f"UPDATE {table.name} SET {', '.join(settings)} FROM {source} "
                f"WHERE {' AND '.join(where)}"
            )

        columns = [table.c[name] for name in (*names, *keys)]
        places = range(len(columns))
        given = ", ".join(f"v{place}" for place in places)
        super().__init__(
            columns,
            statement([_from_json(place) for place in places], "json_each(?) AS j"),
            statement(
                [f"j.v{place}" for place in places], f"unnest({_arrays(columns)}) AS j({given})"
            ),
        )


def _from_json(place: int) -> str:
    return f"j.value ->> {place}"


def _arrays(columns: Sequence[Column[Any]]) -> str:
    kinds = [column.type.compile(dialect=_DIALECT) for column in columns]
    return ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(kinds, 1))
