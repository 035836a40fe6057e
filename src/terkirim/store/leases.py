"""Statements on leases: who of many workers does what, until when."""

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.tables import leases as table

# Taken where nobody has it, its time is over, or it is one's own already. Both databases know it.
_TAKE = text(
    "INSERT INTO leases (key, owner, until) VALUES (:key, :owner, :until) "
    "ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, until = excluded.until "
    "WHERE leases.owner = excluded.owner OR leases.until <= :now RETURNING key"
)
_KEEP = select(table.c.key).where(
    table.c.key == bindparam("wanted"), table.c.owner == bindparam("me")
)


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


async def still_owned(db: AsyncConnection, key: str, owner: str) -> bool:
    """Whether a lease is the owner's; nobody can take it over before this transaction ends."""
    query = _KEEP.with_for_update(read=True)
    return (await db.execute(query, {"wanted": key, "me": owner})).first() is not None


async def give_back(db: AsyncConnection, keys: Iterable[str], owner: str) -> None:
    """Leave leases to others."""
    condition = table.c.key.in_(list(keys)) & (table.c.owner == owner)
    await db.execute(delete(table).where(condition))


async def owners(db: AsyncConnection, prefix: str, now: float) -> dict[str, str]:
    """The leases in force whose key begins so, with their owners."""
    query = select(table.c.key, table.c.owner).where(
        table.c.until > now, func.substr(table.c.key, 1, len(prefix)) == prefix
    )
    return {row[0]: row[1] for row in (await db.execute(query)).all()}
