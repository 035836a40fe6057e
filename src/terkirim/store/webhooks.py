"""Statements on the inbox: raw webhooks, and statuses that wait for their message."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.records import Webhook
from terkirim.store.rows import read
from terkirim.store.tables import attempts, messages, orphans
from terkirim.store.tables import webhooks as table


async def append(
    db: AsyncConnection, bodies: Sequence[bytes], now: float, state: str = "pending", note: str = ""
) -> None:
    """Write bodies down as they came."""
    rows = [{"received_at": now, "body": body, "state": state, "note": note} for body in bodies]
    await db.execute(insert(table), rows)


async def pending(db: AsyncConnection, limit: int) -> list[Webhook]:
    """The oldest webhooks not yet applied."""
    query = select(table).where(table.c.state == "pending").order_by(table.c.id).limit(limit)
    return [read(row, Webhook) for row in (await db.execute(query)).all()]


async def set_aside(db: AsyncConnection, limit: int = 50) -> list[Webhook]:
    """What could not be applied: quarantined or from an unknown sender, newest first."""
    query = (
        select(table)
        .where(table.c.state.in_(["quarantined", "foreign"]))
        .order_by(table.c.id.desc())
        .limit(limit)
    )
    return [read(row, Webhook) for row in (await db.execute(query)).all()]


async def mark(db: AsyncConnection, ids: Iterable[int], state: str, note: str = "") -> None:
    """Say what became of webhooks."""
    wanted = list(ids)
    if wanted:
        await db.execute(update(table).where(table.c.id.in_(wanted)).values(state=state, note=note))


async def counts(db: AsyncConnection) -> dict[str, int]:
    """How many webhooks are in each state."""
    rows = (await db.execute(select(table.c.state, func.count()).group_by(table.c.state))).all()
    return {row[0]: row[1] for row in rows}


async def add_orphans(
    db: AsyncConnection, statuses: Sequence[tuple[str, str | None, str]], now: float
) -> None:
    """Keep statuses (wamid, our id if echoed, JSON) whose message is not known yet."""
    rows = [
        {"wamid": wamid, "message_id": message_id, "status": status, "received_at": now}
        for wamid, message_id, status in statuses
    ]
    if rows:
        await db.execute(insert(orphans), rows)


async def orphans_of_known(db: AsyncConnection, limit: int = 500) -> list[tuple[int, str]]:
    """Waiting statuses (id, JSON) whose message has become known, oldest first."""
    by_wamid = select(attempts.c.wamid).where(attempts.c.wamid == orphans.c.wamid).exists()
    by_our_id = select(messages.c.id).where(messages.c.id == orphans.c.message_id).exists()
    query = select(orphans.c.id, orphans.c.status).where(or_(by_wamid, by_our_id))
    rows = (await db.execute(query.order_by(orphans.c.id).limit(limit))).all()
    return [(row.id, row.status) for row in rows]


async def forget_orphans(db: AsyncConnection, ids: Sequence[int]) -> None:
    """Statuses that have found their message wait no longer."""
    if ids:
        await db.execute(delete(orphans).where(orphans.c.id.in_(ids)))
