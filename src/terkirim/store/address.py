"""Where the database is: an SQLite file, or a PostgreSQL server."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_SERVERS = ("postgresql", "postgres", "postgresql+asyncpg")


def address_of(database: str | Path) -> URL:
    """The address meant by the setting: a path, or `postgresql://user:password@host/name`.

    Raises ValueError where it is a URL of another kind.
    """
    text = str(database)
    if "://" not in text:
        return URL.create("sqlite+aiosqlite", database=text)
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError("not a database address") from None
    if url.drivername not in _SERVERS:
        raise ValueError("a path to an SQLite file or postgresql://… is wanted")
    return url.set(drivername="postgresql+asyncpg")


def is_shared(database: str | Path) -> bool:
    """Whether other processes may work on it at the same time. Raises ValueError as above."""
    return address_of(database).drivername.startswith("postgresql")
