"""Statements that write people from a list down, thousands at a time."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import InsertRows, UpdateRows
from terkirim.store.tables import contacts as table


class Person(msgspec.Struct, frozen=True, gc=False):
    """What a list says of somebody; `id` and `consent` are theirs if they are new, `fields` is
    JSON. There are thousands at a time: nothing the garbage collector need look through.
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


_FIELDS = Person.__struct_fields__
_STRANGERS = InsertRows(table, _FIELDS, ("created_at",))
_ADD = InsertRows(table, _FIELDS, ("created_at",), "ON CONFLICT (phone) DO NOTHING RETURNING phone")
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


async def add_strangers(db: AsyncConnection, people: Iterable[Person], now: float) -> bool:
    """Write people down whom nobody knows; whether that was done.

    If anybody is known, nothing is written.
    """
    try:
        async with db.begin_nested():
            await _STRANGERS.load(db, _rows(people), {"created_at": now})
    except IntegrityError:
        return False
    return True


async def add(db: AsyncConnection, people: Sequence[Person], now: float) -> set[str]:
    """Write new people down; answers with the phones that were new."""
    if await add_strangers(db, people, now):
        return {row.phone for row in people}
    return {row[0] for row in await _ADD.run(db, _rows(people), {"created_at": now})}


def _rows(people: Iterable[Person]) -> list[tuple[Any, ...]]:
    """In the order of their phones: two lists at a time don't wait for each other in a circle."""
    return [msgspec.structs.astuple(one) for one in sorted(people, key=attrgetter("phone"))]


async def change(db: AsyncConnection, people: Iterable[Known]) -> None:
    """Write down what a list says otherwise."""
    await _CHANGE.run(db, [(*one[1:], one.id) for one in sorted(people)])
