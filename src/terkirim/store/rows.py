"""Between rows and records."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ARRAY, ColumnElement, Row, Table, any_, literal
from sqlalchemy.ext.asyncio import AsyncConnection

Record = TypeVar("Record", bound=msgspec.Struct)

CHUNK = 500  # ids in one IN (…): well below SQLite's limit of bound values


def read(row: Row[Any], record: type[Record], **decoded: object) -> Record:
    """A row as a record; `decoded` replaces columns that are stored in another form."""
    values = dict(zip(map(_plain, row._fields), row, strict=True))
    return msgspec.convert({**values, **decoded}, record, strict=False)


@cache
def _plain(name: str) -> str:
    """SQLAlchemy's names are a subclass of str, which msgspec does not take."""
    return "".join(name)


def columns(record: msgspec.Struct, table: Table, **encoded: object) -> dict[str, Any]:
    """A record as values for the table's columns; `encoded` replaces fields that need a form."""
    values: Mapping[str, Any] = {
        name: getattr(record, name) for name in record.__struct_fields__ if name in table.c
    }
    return {**values, **encoded}


def among(
    db: AsyncConnection, column: ColumnElement[Any], values: Iterable[Any]
) -> ColumnElement[bool]:
    """A column has one of these values. PostgreSQL takes an array, so that the statement is the
    same for any number of them; SQLite finds its indexes for a list only.
    """
    if db.dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(column.type)))
    return column.in_(list(values))


def at_once(db: AsyncConnection, ids: Iterable[str]) -> Iterable[Sequence[str]]:
    """The ids in one portion on PostgreSQL, so that all their rows are locked in one order."""
    if db.dialect.name != "postgresql":
        return chunks(ids)
    whole = list(dict.fromkeys(ids))
    return [whole] if whole else []


def chunks(ids: Iterable[str]) -> Iterable[Sequence[str]]:
    """The ids in portions that fit one statement, each id once."""
    unique = list(dict.fromkeys(ids))
    for start in range(0, len(unique), CHUNK):
        yield unique[start : start + CHUNK]
