"""Bring a database up to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7238466)")


async def migrate(engine: AsyncEngine, revision: str = "head") -> None:
    """Apply every migration the database has not seen; a new one gets them all.

    Processes that start together migrate one after the other.
    """
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(_ONE_AT_A_TIME)
        await connection.run_sync(_upgrade, revision)


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
