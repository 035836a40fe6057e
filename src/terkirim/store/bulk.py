"""Many rows in one statement, which the database works through by itself.

A driver asked to execute a statement for each row comes back to Python after each; with a busy
event loop beside it, that costs more than the work. So PostgreSQL gets the rows as arrays, and
SQLite as one JSON text.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Column, LargeBinary, Row, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

Rows = Sequence[tuple[Any, ...]]

_WORTH_COPYING = 500
_TAKEN = "23505"  # SQLSTATE: unique_violation
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


class InsertRows:
    """Inserting rows that hold the columns `names`; columns in `same` have one value for all rows,
    which is sent once. `then` says what happens where a row is there already and what is answered,
    in words both databases know.
    """

    def __init__(
        self, table: Table, names: Sequence[str], same: Sequence[str] = (), then: str = ""
    ) -> None:
        self._table, self._columns = table.name, (*same, *names)
        self._same, self._width = tuple(same), len(names)
        shared, own = [table.c[name] for name in same], [table.c[name] for name in names]
        into = f"INSERT INTO {table.name} ({', '.join((*same, *names))})"
        fields = [f"v{place}" for place in range(len(own))]
        picked = ", ".join([*_bound(shared), *fields])
        arrays = ", ".join(_bound(own, len(shared), "[]"))
        self._on_postgresql = (
            f"{into} SELECT {picked} FROM unnest({arrays}) AS j({', '.join(fields)}) {then}"
        )
        picked = ", ".join([*("?" for _ in same), *map(_from_json, range(len(own)))])
        self._on_sqlite = f"{into} SELECT {picked} FROM json_each(?) AS j WHERE true {then}"
        self._row_by_row = f"{into} VALUES ({', '.join('?' * (len(same) + len(own)))})"
        self._blobs = any(isinstance(column.type, LargeBinary) for column in own)

    async def run(
        self, db: AsyncConnection, rows: Rows, same: Mapping[str, Any] | None = None
    ) -> Sequence[Row[Any]]:
        """Insert the rows. Raises IntegrityError on a key that is taken and not foreseen.

        JSON holds no bytes: where there are any, SQLite gets row by row.
        """
        if not rows:
            return ()
        shared = tuple((same or {})[name] for name in self._same)
        if db.dialect.name == "postgresql":
            values = (*shared, *_by_column(rows, self._width))
            found = await db.exec_driver_sql(self._on_postgresql, values)
        elif self._blobs:
            found = await db.exec_driver_sql(self._row_by_row, [(*shared, *row) for row in rows])
        else:
            found = await db.exec_driver_sql(self._on_sqlite, (*shared, _json(rows)))
        return found.all() if found.returns_rows else ()

    async def load(
        self, db: AsyncConnection, rows: Rows, same: Mapping[str, Any] | None = None
    ) -> None:
        """Insert the rows, all of which are new: thousands of them PostgreSQL's fastest way, COPY.

        It knows no `then`. Raises IntegrityError on a key that is taken.
        """
        if db.dialect.name != "postgresql" or len(rows) < _WORTH_COPYING:
            await self.run(db, rows, same)
            return
        shared = tuple((same or {})[name] for name in self._same)
        records = [(*shared, *row) for row in rows]
        async with db.begin_nested():  # it begins the transaction, too: the driver's COPY would not
            connection: Any = (await db.get_raw_connection()).driver_connection
            try:
                await connection.copy_records_to_table(
                    self._table, records=records, columns=self._columns
                )
            except Exception as error:
                if getattr(error, "sqlstate", None) != _TAKEN:
                    raise
                raise IntegrityError(f"COPY {self._table}", None, error) from error


class UpdateRows:
    """Setting some columns of rows named by their keys. The tuples hold values, then keys.

    `first_wins` are set only where nothing stood there, `unless_null` only to something. A column
    may be value and key: it is compared before it is set. `answer` names a column that tells which
    rows there were.
    """

    def __init__(
        self,
        table: Table,
        names: Sequence[str],
        keys: Sequence[str],
        *,
        first_wins: Collection[str] = (),
        unless_null: Collection[str] = (),
        answer: str = "",
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
                f"WHERE {' AND '.join(where)}{returning}"
            )

        returning = f" RETURNING {table.name}.{answer}" if answer else ""

        columns = [table.c[name] for name in (*names, *keys)]
        places = range(len(columns))
        given = ", ".join(f"v{place}" for place in places)
        arrays = ", ".join(_bound(columns, 0, "[]"))
        self._width = len(columns)
        self._on_sqlite = statement([_from_json(place) for place in places], "json_each(?) AS j")
        self._on_postgresql = statement(
            [f"j.v{place}" for place in places], f"unnest({arrays}) AS j({given})"
        )

    async def run(self, db: AsyncConnection, rows: Rows) -> Sequence[Row[Any]]:
        """Set them. Of rows with the same key, any one may win."""
        if not rows:
            return ()
        if db.dialect.name == "postgresql":
            found = await db.exec_driver_sql(self._on_postgresql, _by_column(rows, self._width))
        else:
            found = await db.exec_driver_sql(self._on_sqlite, (_json(rows),))
        return found.all() if found.returns_rows else ()


def _by_column(rows: Rows, width: int) -> tuple[list[Any], ...]:
    return tuple([row[place] for row in rows] for place in range(width))


def _json(rows: Rows) -> str:
    return msgspec.json.encode(rows).decode()


def _from_json(place: int) -> str:
    return f"j.value ->> {place}"


def _bound(columns: Sequence[Column[Any]], before: int = 0, array: str = "") -> list[str]:
    """PostgreSQL's places for values of these columns, `before` others."""
    kinds = [column.type.compile(dialect=_DIALECT) for column in columns]
    return [f"${place}::{kind}{array}" for place, kind in enumerate(kinds, before + 1)]
