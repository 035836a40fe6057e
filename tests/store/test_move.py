"""An installation's data reaches another database whole, or not at all."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from postgres import Postgres
from store.filled import everything, fill_every_table
from terkirim.cli import app
from terkirim.store import Event, events, open_store, sqlite
from terkirim.store.address import address_of
from terkirim.store.migrations.migrate import migrate
from terkirim.vocabulary.states import State

WAYS = [
    ("sqlite", "postgresql"),
    ("postgresql", "sqlite"),
    ("sqlite", "sqlite"),
    ("postgresql", "postgresql"),
]


class Places:
    """Fresh databases of either kind."""

    def __init__(self, folder: Path, server: Postgres) -> None:
        self._folder = folder
        self._server = server
        self._made = 0

    def fresh(self, kind: str) -> str:
        self._made += 1
        if kind == "sqlite":
            return str(self._folder / f"{self._made}.db")
        with ThreadPoolExecutor(1) as apart:  # it runs a loop of its own
            return apart.submit(self._server.fresh).result()


@pytest.fixture
def fresh(tmp_path: Path, postgres: Postgres) -> Places:
    return Places(tmp_path, postgres)


def terkirim(*words: str, language: str = "en") -> Result:
    return CliRunner().invoke(app, words, env={"LANG": language, "LC_ALL": language})


async def filled(place: str) -> dict[str, list[tuple[Any, ...]]]:
    store = await open_store(place)
    await fill_every_table(store)
    content = await everything(store)
    await store.close()
    return content


async def content_of(place: str) -> dict[str, list[tuple[Any, ...]]]:
    store = await open_store(place)
    content = await everything(store)
    await store.close()
    return content


@pytest.mark.parametrize(("old_kind", "new_kind"), WAYS)
def test_every_row_of_every_table_arrives(fresh: Places, old_kind: str, new_kind: str) -> None:
    old, new = fresh.fresh(old_kind), fresh.fresh(new_kind)
    before = asyncio.run(filled(old))
    moved = terkirim("move", "--from", old, "--to", new)
    assert (moved.exit_code, moved.stderr.count(" rows\n")) == (0, len(before)), moved.output
    assert "postgres@" not in moved.output
    assert all(before.values())
    assert asyncio.run(content_of(new)) == before == asyncio.run(content_of(old))


@pytest.mark.parametrize(("old_kind", "new_kind"), WAYS)
def test_rows_are_numbered_on(fresh: Places, old_kind: str, new_kind: str) -> None:
    old, new = fresh.fresh(old_kind), fresh.fresh(new_kind)
    before = asyncio.run(filled(old))
    assert terkirim("move", "--from", old, "--to", new).exit_code == 0

    async def add_one() -> None:
        store = await open_store(new)
        async with store.write() as db:
            await events.add(db, [Event("msg_new", 1.0, "noted", State.QUEUED, "{}")])
        await store.close()

    asyncio.run(add_one())
    after = asyncio.run(content_of(new))["events"]
    assert after[:-1] == before["events"]
    assert after[-1][:2] == (before["events"][-1][0] + 1, "msg_new")


def test_the_settings_say_which_file(fresh: Places, tmp_path: Path) -> None:
    old, new = fresh.fresh("sqlite"), fresh.fresh("postgresql")
    before = asyncio.run(filled(old))
    config = tmp_path / "terkirim.toml"
    needed = ("account_id", "access_token", "app_secret", "verify_token")
    config.write_text(f'database = "{old}"\n' + "".join(f'{name} = "1"\n' for name in needed))
    moved = terkirim("move", "--from", "sqlite", "--to", new, "--config", str(config))
    assert moved.exit_code == 0, moved.output
    assert asyncio.run(content_of(new)) == before


def refused(language: str, *words: str) -> str:
    result = terkirim(*words, language=language)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


def both(*words: str) -> tuple[str, str]:
    return refused("id", *words), refused("en", *words)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_target_with_data_is_left_alone(fresh: Places, kind: str) -> None:
    old, new = fresh.fresh("sqlite"), fresh.fresh(kind)
    asyncio.run(filled(old))
    there = asyncio.run(filled(new))
    told = both("move", "--from", old, "--to", new)
    assert "sudah berisi data (tabel accounts)" in told[0]
    assert "holds data already (table accounts)" in told[1]
    assert asyncio.run(content_of(new)) == there


def test_a_strangers_database_is_no_target(fresh: Places) -> None:
    old, new = fresh.fresh("sqlite"), fresh.fresh("sqlite")
    asyncio.run(filled(old))
    with sqlite3.connect(new) as stranger:
        stranger.execute('CREATE TABLE "their own" (x)')
        stranger.execute('INSERT INTO "their own" VALUES (1)')
    assert "their own" in refused("en", "move", "--from", old, "--to", new)
    tables = sqlite3.connect(new).execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("their own",)]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_source_at_work_is_not_copied(fresh: Places, kind: str) -> None:
    old, new = fresh.fresh(kind), fresh.fresh("sqlite")
    await filled(old)
    store = await open_store(old)
    async with store.read() as db:
        await db.execute(text("SELECT 1"))
    told = await asyncio.to_thread(both, "move", "--from", old, "--to", new)
    await store.close()
    assert "hentikan terkirim serve" in told[0]
    assert "stop terkirim serve" in told[1]
    moved = await asyncio.to_thread(terkirim, "move", "--from", old, "--to", new)
    assert moved.exit_code == 0, moved.output


def test_what_cannot_be_a_source_or_target_is_said_in_one_sentence(
    fresh: Places, tmp_path: Path
) -> None:
    old, new = fresh.fresh("sqlite"), fresh.fresh("postgresql")
    asyncio.run(filled(old))
    text_file = tmp_path / "list.csv"
    text_file.write_text("Nama,Nomor\n" * 100)
    empty = tmp_path / "empty.db"
    empty.touch()
    absent, nobody = str(tmp_path / "no.db"), "postgresql://secret:hush@127.0.0.1:9/none"
    for words, indonesian, english in [
        (("--from", old, "--to", old), "basis data yang sama", "the same database"),
        (("--from", absent, "--to", new), "tidak ada", "There is no file"),
        (("--from", str(text_file), "--to", new), "tidak dapat dipakai", "cannot be used"),
        (("--from", str(empty), "--to", new), "tidak ada data Terkirim", "no Terkirim data"),
        (("--from", old, "--to", "mysql://x/y"), "tidak dikenali", "no database address"),
        (("--from", old, "--to", nobody), "tidak dapat dipakai", "cannot be used"),
        (("--from", old, "--to", new + "_absent"), "tidak dapat dipakai", "cannot be used"),
    ]:
        told = both("move", *words)
        assert indonesian in told[0]
        assert english in told[1]
        assert "hush" not in told[1]


async def test_an_older_schema_is_brought_up_to_date_first(fresh: Places) -> None:
    old, new = fresh.fresh("sqlite"), fresh.fresh("sqlite")
    writer, reader = sqlite.engines(address_of(old))
    await migrate(writer, "0002")
    await writer.dispose()
    await reader.dispose()
    told = await asyncio.to_thread(both, "move", "--from", old, "--to", new)
    assert "terkirim migrate dahulu" in told[0]
    assert "run terkirim migrate first" in told[1]
    migrated = await asyncio.to_thread(terkirim, "migrate", "--database", old)
    assert "from 0002 to 00" in migrated.stdout
    moved = await asyncio.to_thread(terkirim, "move", "--from", old, "--to", new)
    assert moved.exit_code == 0, moved.output


async def test_a_row_that_does_not_fit_leaves_the_target_empty(fresh: Places) -> None:
    old, new = fresh.fresh("sqlite"), fresh.fresh("postgresql")
    await filled(old)
    async with aiosqlite.connect(old) as db:
        await db.execute("UPDATE webhooks SET note = 'a' || char(0)")
        await db.commit()
    told = await asyncio.to_thread(terkirim, "move", "--from", old, "--to", new)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "cannot be used" in told.stderr.splitlines()[-1]
    assert not any((await content_of(new)).values())
