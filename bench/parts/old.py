"""Old messages by the million: what the product wrote of some, copied within the database.

Every table that tells of messages is copied, whatever its columns: names are made anew where they
must be unique, instants are moved into the past. Indexes are made again afterwards.
"""

from sqlalchemy import Column, Float, String, Table, Text, UniqueConstraint
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from terkirim.store.tables import metadata

_PART = 100_000
_DAY = 86_400.0
_FAST = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1048576", "temp_store=MEMORY")


async def multiply(database: str, seeds: int, wanted: int) -> int:
    """Copy the messages of a database, of which there are `seeds`, until there are `wanted`.

    Answers how many copies there are. Nothing else may use the database meanwhile.
    """
    engine = create_async_engine(_url(database), isolation_level="AUTOCOMMIT")
    async with engine.connect() as db:
        if engine.dialect.name == "sqlite":
            for pragma in _FAST:
                await db.exec_driver_sql(f"PRAGMA {pragma}")
        tables = [table for table in metadata.sorted_tables if _tells_of_messages(table)]
        for table in tables:
            await _drop_indexes(db, table)
            await db.exec_driver_sql(_seeding(table))
        copies = max(1, wanted // seeds)
        for first in range(0, copies, max(1, _PART // seeds)):
            last = min(copies, first + max(1, _PART // seeds))
            for table in tables:
                await db.exec_driver_sql(copying(table, first, last))
        for table in tables:
            await _make_indexes(db, table)
        if engine.dialect.name == "sqlite":
            await db.exec_driver_sql("PRAGMA journal_mode=WAL")
        else:
            await db.exec_driver_sql("VACUUM ANALYZE")
    await engine.dispose()
    return copies * seeds


def copying(table: Table, first: int, last: int) -> str:
    """The statement that copies the seeds, once for each number from `first` to before `last`."""
    unique = unique_columns(table)
    chosen = {column.name: _copied(column, column.name in unique) for column in table.c}
    kept = {name: value for name, value in chosen.items() if value}
    names = ", ".join(f'"{name}"' for name in kept)
    numbers = f"SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last - 1}"  # noqa: S608 - numbers
    values = ", ".join(kept.values())
    source = f"SELECT {values} FROM seed_{table.name} AS s, n"  # noqa: S608 - names of our own tables
    return f"INSERT INTO {table.name} ({names}) WITH RECURSIVE n(i) AS ({numbers}) {source}"


def _seeding(table: Table) -> str:
    return f"CREATE TEMP TABLE seed_{table.name} AS SELECT * FROM {table.name}"  # noqa: S608 - ours


def unique_columns(table: Table) -> set[str]:
    """The columns that are part of something unique, or name a message."""
    found = {column.name for column in table.primary_key} | {"message_id", "wamid"}
    found |= {column.name for column in table.c if column.unique}
    for index in table.indexes:
        found |= {column.name for column in index.columns} if index.unique else set()
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            found |= {column.name for column in constraint.columns}
    return found


def _copied(column: "Column[object]", unique: bool) -> str:
    own = f's."{column.name}"'
    if isinstance(column.type, Float):
        return f"{own} - {_DAY} * (1 + n.i % 90)"
    if unique and isinstance(column.type, String | Text):
        return f"{own} || '-' || n.i"
    if column.primary_key and column.autoincrement is True:
        return ""
    return own


def _tells_of_messages(table: Table) -> bool:
    return table.name == "messages" or "message_id" in table.c


async def _drop_indexes(db: AsyncConnection, table: Table) -> None:
    for index in table.indexes:
        await db.run_sync(index.drop)


async def _make_indexes(db: AsyncConnection, table: Table) -> None:
    for index in table.indexes:
        await db.run_sync(index.create)


def _url(database: str) -> str:
    if database.startswith("postgresql://"):
        return database.replace("postgresql://", "postgresql+asyncpg://", 1)
    return f"sqlite+aiosqlite:///{database}"
