"""Bring a database up to the newest schema."""

from pathlib import Path
from typing import NamedTuple

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from terkirim.errors import BadInput
from terkirim.store.postgresql import WITHOUT_LIMIT
from terkirim.vocabulary.text import Text

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7238466)")


class Revisions(NamedTuple):
    """The schema a database had (None: none yet) and the one it has now."""

    before: str | None
    after: str | None


async def migrate(engine: AsyncEngine, revision: str = "head") -> Revisions:
    """Apply every migration the database has not seen; a new one gets them all.

    Processes that start together migrate one after the other. Raises BadInput where a newer
    Terkirim has been there.
    """
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text(WITHOUT_LIMIT))
            await connection.execute(_ONE_AT_A_TIME)
        before = await revision_of(connection)
        _require_known(before)
        await connection.run_sync(_upgrade, revision)
        return Revisions(before, await revision_of(connection))


async def revision_of(connection: AsyncConnection) -> str | None:
    """The schema a database has; None where it has none of ours."""
    return await connection.run_sync(
        lambda plain: MigrationContext.configure(plain).get_current_revision()
    )


def newest() -> str | None:
    """The newest schema."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _require_known(revision: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise BadInput(
            Text(
                id=f"Skema basis data ini ({revision}) dibuat oleh Terkirim yang lebih baru; "
                "perbarui Terkirim di sini.",
                en=f"This database has a schema ({revision}) of a newer Terkirim; update "
                "Terkirim here.",
            )
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _upgrade(connection: Connection, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
