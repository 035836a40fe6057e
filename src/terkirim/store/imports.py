"""Statements that write people from a list down, thousands at a time."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import asyncpg
import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import InsertRows, UpdateRows
from terkirim.store.tables import contacts as table


class Person(NamedTuple):
    """What a list says of somebody; `id` and `consent` are theirs if they are new, `fields` is
    JSON.
    """

    phone: str
    id: str
    name: str | None
    region: str
    language: str | None
    time_zone: str | None
    fields: str
    consent: str


class Known(NamedTuple):
    """What is written down of somebody a list may say something new of."""

    id: str
    name: str | None
    language: str | None
    time_zone: str | None
    fields: str


_ADD = InsertRows(
    table, Person._fields, ("created_at",), "ON CONFLICT (phone) DO NOTHING RETURNING phone"
)
_CHANGE = UpdateRows(table, Known._fields[1:], Known._fields[:1])
_LOOK = ", ".join(f"c.{name}" for name in ("phone", *Known._fields))
_ON_SQLITE = f"SELECT {_LOOK} FROM json_each(?) AS j CROSS JOIN contacts AS c ON c.phone = j.value"  # noqa: S608 - names of columns
_ON_POSTGRESQL = f"SELECT {_LOOK} FROM contacts AS c WHERE c.phone = any($1::varchar[])"  # noqa: S608 - likewise


async def known(db: AsyncConnection, phones: Sequence[str]) -> dict[str, Known]:
    """Who of these is written down, by phone."""
    if db.dialect.name == "postgresql":
        found = await db.exec_driver_sql(_ON_POSTGRESQL, (list(phones),))
    else:
        asked = msgspec.json.encode(phones).decode()
        found = await db.exec_driver_sql(_ON_SQLITE, (asked,))
    return {one[0]: Known(*one[1:]) for one in map(tuple, found.all())}


async def add(db: AsyncConnection, people: Iterable[Person], now: float) -> set[str]:
    """Write new people down in the order of their phones; answers with the phones that were new.

    So that two lists at a time don't wait for each other in a circle.
    """
    rows = sorted(people)
    if await copied(db, rows, now):
        return {row.phone for row in rows}
    return {row[0] for row in await _ADD.run(db, rows, {"created_at": now})}


async def copied(db: AsyncConnection, people: Iterable[Person], now: float) -> bool:
    """Write people down whom nobody knows, PostgreSQL's fastest way; whether that was done.

    It cannot pass over who is there: if anybody is, nothing is written. SQLite has no such way.
    """
    if db.dialect.name != "postgresql":
        return False
    rows = sorted(people)
    connection: Any = (await db.get_raw_connection()).driver_connection
    names = (*Person._fields, "created_at")
    records = [(*row, now) for row in rows]
    try:
        async with db.begin_nested():
            await connection.copy_records_to_table(table.name, records=records, columns=names)
    except asyncpg.UniqueViolationError:
        return False
    return True


async def change(db: AsyncConnection, people: Iterable[Known]) -> None:
    """Write down what a list says otherwise."""
    await _CHANGE.run(db, [(*one[1:], one.id) for one in sorted(people)])
