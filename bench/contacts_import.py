"""A million contacts into the database, against a bare bulk insert of the same rows.

Both write the same number of rows a transaction, durably, into tables of the same columns and
keys; the bare one knows each row beforehand and looks nothing up: sqlite3's `executemany`, and
PostgreSQL's COPY. The lists are in memory, cleaned, as `terkirim contacts import` gets them.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from statistics import median
from typing import Any

import asyncpg
import uvloop
from sqlalchemy import Table, insert, select
from sqlalchemy.dialects import sqlite

from bench.options import Options
from bench.parts.databases import Database, databases
from bench.rows import Lap, Row, interleaved
from terkirim.collector import calm_the_collector
from terkirim.delivery.imports.run import PORTION, ContactImporter
from terkirim.delivery.lists.model import CleanList, Contact
from terkirim.store import open_store
from terkirim.store.tables import consents, contacts
from terkirim.vocabulary.clock import SystemClock
from terkirim.vocabulary.identifiers import Identifiers

_WITHIN = 1 / 3
_SIFTED = 2_500
_TABLES = {"contacts": contacts, "consents": consents}
_SQLITE = "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA cache_size=-49152"


def measure(options: Options) -> Iterator[Row]:
    """Without consent, and with a consent column: then a second row a person is written."""
    calm_the_collector()  # as the command does
    with databases() as found:
        for database in found:
            for stated, words in ((False, ""), (True, ", each with a consent")):
                yield _of(database, options, stated=stated, words=words)


def _of(database: Database, options: Options, *, stated: bool, words: str) -> Row:
    many = options.recipients
    portions = list(_portions(many, stated=stated))
    kept: list[dict[str, list[tuple[Any, ...]]]] = []

    def ours() -> Lap:
        place = database.fresh()
        asyncio.run(_empty(place))
        lap = _lap(many, lambda: _import(place, portions, many))
        if not kept:
            kept.append(asyncio.run(_written(place)))
        return lap

    def bare() -> Lap:
        place = database.fresh()
        asyncio.run(_empty(place))
        return _lap(many, lambda: _insert(place, kept[0]))

    laps = interleaved({"ours": ours, "bare": bare}, options.rounds)
    name = f"import of {many:,} contacts{words}, {database.name}"
    note = f"from memory, {PORTION:,} a transaction; against a bare bulk insert"
    value, baseline = (median(lap.rate for lap in laps[one]) for one in ("ours", "bare"))
    ratio = value / baseline  # of the time that passes: a server works for both
    return Row(name, value, "1/s", baseline, ratio, _WITHIN, ratio >= _WITHIN, note)


def _portions(many: int, *, stated: bool) -> Iterator[CleanList]:
    for start in range(0, many, _SIFTED):
        people = tuple(
            Contact(
                line=number + 2,
                e164=f"+62812{number * 7_919 % 100_000_000:08d}",
                region="ID",
                name=f"Sari {number}",
                consent="yes" if stated else "unknown",
                columns={"pesanan": f"A-{number}", "kota": "Bandung"},
            )
            for number in range(start, min(start + _SIFTED, many))
        )
        yield CleanList(people, (), len(people), stated, ())


def _lap(many: int, work: Callable[[], Coroutine[Any, Any, None]]) -> Lap:
    began, cpu = time.perf_counter(), time.process_time()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work())
    return Lap(many, time.perf_counter() - began, time.process_time() - cpu)


async def _import(place: str, portions: Sequence[CleanList], many: int) -> None:
    async def given() -> AsyncIterator[CleanList]:
        for portion in portions:
            yield portion

    store = await open_store(place)
    try:
        done = await ContactImporter(store, Identifiers(), SystemClock()).run(given(), "b", "ID")
        if done.new != many:
            raise AssertionError(f"{done.new:,} of {many:,} are new")
    finally:
        await store.close()


async def _empty(place: str) -> None:
    await (await open_store(place)).close()


async def _written(place: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that an import wrote, in the order of its ids."""
    store = await open_store(place)
    try:
        async with store.read() as db:
            return {
                name: [tuple(row) for row in await db.execute(select(table).order_by(table.c.id))]
                for name, table in _TABLES.items()
            }
    finally:
        await store.close()


async def _insert(place: str, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    if place.startswith("postgresql"):
        await _copy(place, rows)
    else:
        _execute_many(place, rows)


def _execute_many(place: str, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    file = sqlite3.connect(place, isolation_level=None)
    for pragma in _SQLITE:
        file.execute(pragma)
    inserts = {name: _insert_into(table) for name, table in _TABLES.items()}
    for start in range(0, len(rows["contacts"]), PORTION):
        file.execute("BEGIN IMMEDIATE")
        for name, own in rows.items():
            file.executemany(inserts[name], own[start : start + PORTION])
        file.execute("COMMIT")
    file.close()


def _insert_into(table: Table) -> str:
    return str(insert(table).compile(dialect=sqlite.dialect(paramstyle="qmark")))


async def _copy(place: str, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    connection = await asyncpg.connect(place)
    for start in range(0, len(rows["contacts"]), PORTION):
        async with connection.transaction():
            for name, own in rows.items():
                if part := own[start : start + PORTION]:
                    names = [column.name for column in _TABLES[name].columns]
                    await connection.copy_records_to_table(name, records=part, columns=names)
    await connection.close()
