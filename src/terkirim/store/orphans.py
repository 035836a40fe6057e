"""Statements on orphans: statuses that came before the message they are about was known."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import InsertRows, UpdateRows
from terkirim.store.messages import locked
from terkirim.store.rows import CHUNK, among
from terkirim.store.tables import orphans as table

_ADD = InsertRows(table, ("wamid", "message_id", "status", "received_at", "check_at"))
_LATER = UpdateRows(table, ("check_at",), ("id",))


class Orphan(NamedTuple):
    """A status (JSON) that waits; `message_id` is our id where Meta echoed it."""

    id: int
    wamid: str
    message_id: str | None
    status: str
    received_at: float


async def add(
    db: AsyncConnection,
    statuses: Sequence[tuple[str, str | None, str]],
    now: float,
    check_at: float,
) -> None:
    """Keep statuses (wamid, our id if echoed, JSON), to be looked at then."""
    await _ADD.run(db, [(*status, now, check_at) for status in statuses])


async def to_check(db: AsyncConnection, now: float, limit: int) -> list[Orphan]:
    """Those whose time to be looked at has come; where it changes, those nobody else has."""
    query = (
        select(table.c.id, table.c.wamid, table.c.message_id, table.c.status, table.c.received_at)
        .where(table.c.check_at <= now)
        .order_by(table.c.check_at, table.c.id)
        .limit(limit)
    )
    return [Orphan(*row) for row in (await db.execute(locked(db, query, skip=True))).all()]


async def look_later(db: AsyncConnection, when: Sequence[tuple[float, int]]) -> None:
    """When to look again at each (instant, id)."""
    await _LATER.run(db, when)


async def forget(db: AsyncConnection, ids: Sequence[int]) -> None:
    """They wait no longer."""
    for start in range(0, len(ids), CHUNK):
        await db.execute(delete(table).where(among(db, table.c.id, ids[start : start + CHUNK])))
