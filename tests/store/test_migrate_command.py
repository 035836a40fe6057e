"""`terkirim migrate` says from which schema to which, on both databases."""

import asyncio

from sqlalchemy import text
from typer.testing import CliRunner, Result

from terkirim.cli import app
from terkirim.store import open_store, postgresql, sqlite
from terkirim.store.address import address_of, is_shared
from terkirim.store.migrations.migrate import migrate, newest


def run(place: str, language: str = "en") -> Result:
    words = ["migrate", "--database", place]
    return CliRunner().invoke(app, words, env={"LANG": language, "LC_ALL": language})


async def an_old_one(place: str) -> None:
    kind = postgresql if is_shared(place) else sqlite
    writer, reader = kind.engines(address_of(place))
    await migrate(writer, "0001")
    await writer.dispose()
    await reader.dispose()


async def marked_as(place: str, revision: str) -> None:
    store = await open_store(place)
    async with store.write() as db:
        await db.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    await store.close()


def test_a_new_database_gets_the_newest_schema_once(database: str) -> None:
    assert run(database).stdout == f"A new database: schema {newest()}.\n"
    assert run(database).stdout == f"The schema is up to date: {newest()}.\n"
    assert run(database, "id").stdout == f"Skema sudah yang terbaru: {newest()}.\n"


def test_an_old_one_is_brought_to_it(database: str) -> None:
    asyncio.run(an_old_one(database))
    assert run(database).stdout == f"The schema was brought from 0001 to {newest()}.\n"


def test_a_newer_terkirims_database_is_left_alone(database: str) -> None:
    asyncio.run(marked_as(database, "9999"))
    told = run(database)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "(9999) of a newer Terkirim" in told.stderr
    assert "(9999) dibuat oleh Terkirim yang lebih baru" in run(database, "id").stderr
