"""Copy everything an installation has written down into another, empty database.

One consistent view of the source, one transaction on the target: all arrives, or nothing.
"""

import asyncio
from collections.abc import Callable

from sqlalchemy import Table, func, insert, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.errors import BadInput
from terkirim.store.migrations.migrate import migrate, newest, revision_of
from terkirim.store.places import Place, in_use, open_place, require_file, same
from terkirim.store.postgresql import WITHOUT_LIMIT
from terkirim.store.tables import RowNumber, metadata
from terkirim.vocabulary.text import Text

_PORTION = 2_000
_VERSION_TABLE = "alembic_version"
_LOOK_ANEW = text("SELECT pg_stat_clear_snapshot()")
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = 'terkirim' AND pid <> pg_backend_pid()"
)


async def move(source: str, target: str, tell: Callable[[str, int], None]) -> None:
    """Copy the database at one address to the empty one at another.

    `tell` hears of every table when it is copied, and how many rows it has. The source stays as it
    is. Raises BadInput where the source is not there, in use or of another schema, where the
    target holds data, and where a row does not arrive.
    """
    if same(source, target):
        raise BadInput(
            Text(
                id="Asal dan tujuan adalah basis data yang sama.",
                en="Source and target are the same database.",
            )
        )
    require_file(source)
    async with (
        open_place(source) as old,
        open_place(target) as new,
        old.reader.connect() as reading,
    ):
        await _require_ready(old, reading)
        await _require_empty(new)
        await migrate(new.writer)
        async with new.writer.begin() as writing:
            if new.shared:
                await writing.execute(text(WITHOUT_LIMIT))
            for table in metadata.sorted_tables:
                tell(table.name, await _copy(table, reading, writing, new))


async def _require_ready(place: Place, db: AsyncConnection) -> None:
    """The source has the schema of this program, and nobody else is at work on it."""
    revision = await revision_of(db)
    if revision is None:
        raise BadInput(
            Text(
                id=f"Di {place.name} tidak ada data Terkirim.",
                en=f"There is no Terkirim data in {place.name}.",
            )
        )
    if revision != newest():
        raise BadInput(
            Text(
                id=f"Skema {place.name} ({revision}) bukan skema versi ini ({newest()}); jalankan "
                "terkirim migrate dahulu.",
                en=f"The schema of {place.name} ({revision}) is not the one of this version "
                f"({newest()}); run terkirim migrate first.",
            )
        )
    if place.shared and await _others_stay(db):
        raise in_use(place.name)


async def _others_stay(db: AsyncConnection) -> bool:
    """Whether another process has the database open; one that has just left is given a second."""
    for pause in (0.0, 0.1, 0.3, 0.6):
        await asyncio.sleep(pause)
        await db.execute(_LOOK_ANEW)
        if not (await db.execute(_OTHERS)).scalar_one():
            return False
    return True


async def _require_empty(place: Place) -> None:
    """No table of the target, ours or not, holds a row."""
    async with place.reader.connect() as db:
        names = await db.run_sync(lambda plain: inspect(plain).get_table_names())
        for name in sorted(set(names) - {_VERSION_TABLE}):
            quoted = db.dialect.identifier_preparer.quote(name)
            if (await db.execute(text(f"SELECT 1 FROM {quoted} LIMIT 1"))).first():  # noqa: S608 - its own name
                raise BadInput(
                    Text(
                        id=f"{place.name} sudah berisi data (tabel {name}); pilih basis data "
                        "yang kosong.",
                        en=f"{place.name} holds data already (table {name}); choose an empty "
                        "database.",
                    )
                )


async def _copy(
    table: Table, reading: AsyncConnection, writing: AsyncConnection, target: Place
) -> int:
    """Copy one table, compare the counts, and let its row numbers go on where they were."""
    names = [column.name for column in table.columns]
    rows = await reading.stream(select(table).order_by(*table.primary_key.columns))
    async for portion in rows.partitions(_PORTION):
        await writing.execute(insert(table), [dict(row._mapping) for row in portion])
    counting = select(func.count()).select_from(table)
    there = (await reading.execute(counting)).scalar_one()
    here = (await writing.execute(counting)).scalar_one()
    if here != there:
        raise BadInput(
            Text(
                id=f"Tabel {table.name} berisi {there} baris di asal tetapi {here} di tujuan; "
                "tidak ada yang dipindahkan.",
                en=f"Table {table.name} has {there} rows in the source but {here} in the target; "
                "nothing was moved.",
            )
        )
    if target.shared and table.c[names[0]].type is RowNumber:
        await _continue_numbers(writing, table)
    return int(here)


async def _continue_numbers(db: AsyncConnection, table: Table) -> None:
    """PostgreSQL counts apart from what is there; SQLite goes on after the last by itself."""
    last = select(func.max(table.c.id)).scalar_subquery()
    sequence = func.pg_get_serial_sequence(table.name, "id")
    await db.execute(
        select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))).select_from(
            text("(SELECT 1) AS one")
        )
    )
