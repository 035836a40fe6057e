"""A database in which every table holds rows, and what is in it."""

from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer, LargeBinary, Table, insert, select

from terkirim.store import Store
from terkirim.store.tables import metadata

_BODY = bytes(range(256))
_TEXT = "Sari ✓ “siap”\n' \" \\ \U0001f44d"


async def fill_every_table(store: Store, rows: int = 3) -> None:
    """Write rows into each table; of every column that may be empty, one row in three has none."""
    async with store.write() as db:
        for table in metadata.sorted_tables:
            await db.execute(insert(table), [_row(table, number) for number in range(rows)])


async def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in the order of their keys."""
    async with store.read() as db:
        return {
            table.name: [
                tuple(row)
                for row in await db.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
        }


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: _value(column, number) for column in table.columns}


def _value(column: Column[Any], number: int) -> Any:
    if column.nullable and number % 3 == 0:
        return None
    if isinstance(column.type, Boolean):
        return number % 2 == 1
    if isinstance(column.type, Integer):
        return number + 41
    if isinstance(column.type, Float):
        return 1_793_586_000.1 + number / 3
    if isinstance(column.type, LargeBinary):
        return _BODY * (number + 1)
    return f"{number} {column.name} {_TEXT}"
