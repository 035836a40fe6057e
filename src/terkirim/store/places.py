"""Open a database by its address for one piece of work, every fault in one sentence."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import asyncpg
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from terkirim.errors import BadInput
from terkirim.store import postgresql, sqlite
from terkirim.store.address import address_of, is_shared
from terkirim.store.migrations.migrate import Revisions, migrate
from terkirim.vocabulary.text import Text


class Place(NamedTuple):
    """An open database: where it is, without its password, and how to write and read it."""

    name: str
    shared: bool
    writer: AsyncEngine
    reader: AsyncEngine


async def bring_up_to_date(database: str) -> Revisions:
    """Apply the migrations a database has not seen, creating an SQLite file. Raises BadInput."""
    async with open_place(database) as place:
        return await migrate(place.writer)


@asynccontextmanager
async def open_place(database: str) -> AsyncIterator[Place]:
    """A database for one piece of work.

    Raises BadInput where the address is none, or the database does not open or answer.
    """
    address, shared = _address(database)
    name = name_of(address)
    try:
        if not shared:
            Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
        writer, reader = (postgresql if shared else sqlite).engines(address)
        try:
            yield Place(name, shared, writer, reader)
        finally:
            await writer.dispose()
            await reader.dispose()
    except (OSError, DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise _fault(name, error) from error


def name_of(address: URL) -> str:
    """How a database is named to people: its path, or its address without password and query."""
    if address.drivername.startswith("sqlite"):
        return address.database or ""
    shown = address.set(drivername="postgresql", query={})
    return shown.render_as_string(hide_password=True)


def same(one: str, other: str) -> bool:
    """Whether two addresses mean the same database. Raises BadInput where one is none."""
    first, second = _address(one)[0], _address(other)[0]
    if {first.drivername, second.drivername} == {"sqlite+aiosqlite"}:
        return Path(first.database or "").resolve() == Path(second.database or "").resolve()
    return first == second


def require_file(database: str) -> None:
    """Refuse an SQLite file that is not there, or is open in another process.

    Raises BadInput. While a process has a file in WAL mode open, nobody gets it for himself.
    """
    address, shared = _address(database)
    if shared:
        return
    path = Path(address.database or "")
    if not path.is_file():
        raise BadInput(
            Text(id=f"Berkas {path} tidak ada.", en=f"There is no file {path}."),
        )
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise in_use(str(path)) from error
    except sqlite3.DatabaseError as error:
        raise _fault(str(path), error) from error
    finally:
        connection.close()


def in_use(name: str) -> BadInput:
    """The error for a database another process works on."""
    return BadInput(
        Text(
            id=f"{name} masih dipakai proses lain; hentikan terkirim serve dahulu, sebab yang "
            "ditulisnya setelah disalin akan hilang.",
            en=f"{name} is in use by another process; stop terkirim serve first, for what it "
            "writes after the copy would be lost.",
        )
    )


def _address(database: str) -> tuple[URL, bool]:
    try:
        return address_of(database), is_shared(database)
    except ValueError as error:
        raise BadInput(
            Text(
                id="Alamat basis data tidak dikenali; pakai nama berkas SQLite atau "
                "postgresql://pengguna:sandi@host/nama.",
                en="This is no database address; use the name of an SQLite file or "
                "postgresql://user:password@host/name.",
            )
        ) from error


def _fault(name: str, error: Exception) -> BadInput:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    said = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
    return BadInput(
        Text(
            id=f"Basis data {name} tidak dapat dipakai: {said}.",
            en=f"The database {name} cannot be used: {said}.",
        )
    )
