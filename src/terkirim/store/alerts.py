"""Statements on alerts."""

from typing import Any

from sqlalchemy import Row, Select, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.records import Alert
from terkirim.store.rows import columns, read
from terkirim.store.tables import alerts as table
from terkirim.vocabulary.text import Text


def _alert(row: Row[Any]) -> Alert:
    title = Text(id=row.title_id, en=row.title_en)
    return read(row, Alert, title=title, body=Text(id=row.body_id, en=row.body_en))


async def _all(db: AsyncConnection, query: Select[Any]) -> list[Alert]:
    return [_alert(row) for row in (await db.execute(query)).all()]


async def add(db: AsyncConnection, new: Alert) -> None:
    """Raise an alert."""
    values = columns(
        new,
        table,
        title_id=new.title.id,
        title_en=new.title.en,
        body_id=new.body.id,
        body_en=new.body.en,
    )
    await db.execute(insert(table), [values])


async def open_on(db: AsyncConnection, subject: str) -> Alert | None:
    """The open alert on a subject."""
    rows = await _all(
        db, select(table).where(table.c.subject == subject, table.c.resolved_at.is_(None))
    )
    return rows[0] if rows else None


async def every(db: AsyncConnection, limit: int = 500) -> list[Alert]:
    """All alerts: open ones first, then the newest."""
    query = select(table).order_by(
        table.c.resolved_at.is_not(None), table.c.raised_at.desc(), table.c.id
    )
    return await _all(db, query.limit(limit))


async def untold(db: AsyncConnection) -> list[Alert]:
    """Alerts of which a person has not been told: raised, or resolved after being told."""
    query = select(table).where(
        or_(
            table.c.told_at.is_(None),
            table.c.resolved_at.is_not(None) & table.c.told_resolved_at.is_(None),
        )
    )
    return await _all(db, query.order_by(table.c.raised_at, table.c.id))


async def resolve(db: AsyncConnection, subject: str, now: float) -> None:
    """Close the alert on a subject."""
    await db.execute(
        update(table)
        .where(table.c.subject == subject, table.c.resolved_at.is_(None))
        .values(resolved_at=now)
    )


async def resolve_one(db: AsyncConnection, alert_id: str, now: float) -> bool:
    """Close one alert by hand; False where it is not open."""
    changed = await db.execute(
        update(table)
        .where(table.c.id == alert_id, table.c.resolved_at.is_(None))
        .values(resolved_at=now)
    )
    return changed.rowcount == 1


async def told(db: AsyncConnection, alert_id: str, now: float, *, resolved: bool) -> None:
    """Note that the person was told of the alert, or of its resolution."""
    column = {"told_resolved_at": now} if resolved else {"told_at": now}
    await db.execute(update(table).where(table.c.id == alert_id).values(column))
