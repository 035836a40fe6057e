"""Statements on leases: who of many workers does what, until when."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.rows import among, chunks
from terkirim.store.tables import leases as table

# Taken where nobody has it, its time is over, or it is one's own already. Both databases know it.
_TAKE = text(
    "INSERT INTO leases (key, owner, until) VALUES (:key, :owner, :until) "
    "ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, until = excluded.until "
    "WHERE leases.owner = excluded.owner OR leases.until <= :now RETURNING key"
)


class Lease(NamedTuple):
    """Who has something, until when."""

    owner: str
    until: float


async def take(
    db: AsyncConnection, keys: Iterable[str], owner: str, now: float, until: float
) -> set[str]:
    """Take or renew leases; answers which are the owner's now."""
    got = set()
    for key in sorted(keys):
        values = {"key": key, "owner": owner, "until": until, "now": now}
        if (await db.execute(_TAKE, values)).first() is not None:
            got.add(key)
    return got


async def still_owned(db: AsyncConnection, keys: Iterable[str], owner: str) -> set[str]:
    """Which leases are the owner's; nobody can take them over before this transaction ends."""
    found: set[str] = set()
    for part in chunks(sorted(keys)):
        query = select(table.c.key).where(among(db, table.c.key, part), table.c.owner == owner)
        query = query.order_by(table.c.key).with_for_update(read=True)
        found |= set((await db.execute(query)).scalars())
    return found


async def give_back(db: AsyncConnection, keys: Iterable[str], owner: str) -> None:
    """Leave leases to others."""
    condition = table.c.key.in_(list(keys)) & (table.c.owner == owner)
    await db.execute(delete(table).where(condition))


async def in_force(db: AsyncConnection, prefix: str, now: float) -> dict[str, Lease]:
    """The leases in force whose key begins so; the keys without that beginning."""
    query = select(table.c.key, table.c.owner, table.c.until).where(
        table.c.until > now, func.substr(table.c.key, 1, len(prefix)) == prefix
    )
    rows = (await db.execute(query)).all()
    return {row[0][len(prefix) :]: Lease(row[1], row[2]) for row in rows}
