"""Statements on raw webhooks: a queue that holds what is open, and an archive of what was applied.

A body is written once. When it has been applied it leaves the queue and goes, with the others of
its batch and compressed, into one row of the archive: the queue stays as small as the work is.
"""

import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import InsertRows
from terkirim.store.messages import locked
from terkirim.store.records import Webhook
from terkirim.store.rows import CHUNK, among
from terkirim.store.tables import webhook_archive as archive
from terkirim.store.tables import webhooks as table

_APPEND = InsertRows(table, ("received_at", "body", "state", "note"))
_COLUMNS = (table.c.id, table.c.received_at, table.c.body, table.c.state, table.c.note)
SET_ASIDE = ("quarantined", "foreign", "orphaned", "unapplied")
_AT_ONCE = 1000


class Arrival(NamedTuple):
    """A body as it came, and what becomes of it; the columns it is written to."""

    received_at: float
    body: bytes
    state: str = "pending"
    note: str = ""


async def append(db: AsyncConnection, arrivals: Sequence[Arrival]) -> None:
    """Write bodies down as they came."""
    await _APPEND.run(db, arrivals)


async def pending(db: AsyncConnection, limit: int) -> list[Webhook]:
    """The oldest webhooks not yet applied; in a transaction that changes, those nobody else has."""
    query = select(*_COLUMNS).where(table.c.state == "pending").order_by(table.c.id).limit(limit)
    return [Webhook(*row) for row in (await db.execute(locked(db, query, skip=True))).all()]


async def still_pending(db: AsyncConnection, ids: Iterable[int]) -> set[int]:
    """Which of these webhooks nobody has applied meanwhile."""
    wanted = list(ids)
    found: set[int] = set()
    for start in range(0, len(wanted), CHUNK):
        query = select(table.c.id).where(
            among(db, table.c.id, wanted[start : start + CHUNK]), table.c.state == "pending"
        )
        found |= set((await db.execute(locked(db, query, skip=True))).scalars())
    return found


async def set_aside(db: AsyncConnection, limit: int = 50) -> list[Webhook]:
    """What could not be applied, newest first."""
    query = select(*_COLUMNS).where(table.c.state.in_(SET_ASIDE)).order_by(table.c.id.desc())
    return [Webhook(*row) for row in (await db.execute(query.limit(limit))).all()]


async def put_aside(db: AsyncConnection, ids: Sequence[int], state: str, note: str) -> None:
    """Keep webhooks for a person to see, in a state of SET_ASIDE."""
    if ids:
        where = table.c.id.in_(list(ids))
        await db.execute(update(table).where(where).values(state=state, note=note))


async def applied(db: AsyncConnection, done: Sequence[Webhook], now: float) -> None:
    """Move webhooks from the queue to the archive."""
    if not done:
        return
    ids = [hook.id for hook in done]
    for start in range(0, len(ids), CHUNK):
        await db.execute(delete(table).where(among(db, table.c.id, ids[start : start + CHUNK])))
    bodies = zlib.compress(msgspec.msgpack.encode([hook.body for hook in done]), 1)
    values = {"applied_at": now, "webhooks": len(done), "bodies": bodies}
    await db.execute(insert(archive), [values])


async def archived(db: AsyncConnection, since: float, limit: int = 100) -> list[tuple[int, bytes]]:
    """Applied bodies with the archive row they are in, of the first rows applied since then."""
    query = select(archive.c.id, archive.c.bodies).where(archive.c.applied_at >= since)
    rows = (await db.execute(query.order_by(archive.c.id).limit(limit))).all()
    return [(row.id, body) for row in rows for body in _unpacked(row.bodies)]


def _unpacked(bodies: bytes) -> list[bytes]:
    return msgspec.msgpack.decode(zlib.decompress(bodies), type=list[bytes])


async def forget(db: AsyncConnection, before: float) -> int:
    """Delete a portion of what was applied, or came from strangers, before then; how many rows.

    What could not be read, or never found its message, is kept for a person.
    """
    old = select(archive.c.id).where(archive.c.applied_at < before).limit(_AT_ONCE)
    gone = (await db.execute(delete(archive).where(archive.c.id.in_(old)))).rowcount
    strangers = (
        select(table.c.id)
        .where(table.c.state.in_(("applied", "foreign")), table.c.received_at < before)
        .limit(_AT_ONCE)
    )
    return gone + (await db.execute(delete(table).where(table.c.id.in_(strangers)))).rowcount


async def counts(db: AsyncConnection) -> dict[str, int]:
    """How many webhooks are in each state."""
    rows = (await db.execute(select(table.c.state, func.count()).group_by(table.c.state))).all()
    found: dict[str, int] = {row[0]: row[1] for row in rows}
    gone = (await db.execute(select(func.sum(archive.c.webhooks)))).scalar()
    if gone:
        found["applied"] = found.get("applied", 0) + gone
    return found
