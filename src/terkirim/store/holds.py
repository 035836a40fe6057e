"""Statements on holds."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Select, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.records import Hold
from terkirim.store.rows import among, chunks, columns, read
from terkirim.store.tables import holds as table
from terkirim.store.tables import messages
from terkirim.vocabulary.states import State


async def _all(db: AsyncConnection, query: Select[Any]) -> list[Hold]:
    return [_hold(row) for row in (await db.execute(query)).all()]


def _hold(row: Row[Any]) -> Hold:
    return read(row, Hold)


async def active(db: AsyncConnection) -> list[Hold]:
    """The holds in force, oldest first."""
    query = select(table).where(table.c.lifted_at.is_(None)).order_by(table.c.since, table.c.id)
    return await _all(db, query)


async def get(db: AsyncConnection, hold_id: str) -> Hold | None:
    """One hold, in force or lifted."""
    rows = await _all(db, select(table).where(table.c.id == hold_id))
    return rows[0] if rows else None


async def every(db: AsyncConnection, limit: int = 200) -> list[Hold]:
    """All holds, newest first."""
    return await _all(db, select(table).order_by(table.c.since.desc()).limit(limit))


async def active_on(
    db: AsyncConnection, scope: str, keys: Iterable[str], causes: Sequence[str]
) -> list[Hold]:
    """The holds in force of a scope, on any of these keys, by any of these causes."""
    found: list[Hold] = []
    for part in chunks(keys):
        query = select(table).where(
            table.c.lifted_at.is_(None),
            table.c.scope == scope,
            among(db, table.c.key, part),
            table.c.cause.in_(causes),
        )
        found += await _all(db, query.order_by(table.c.id))
    return found


async def find(db: AsyncConnection, scope: str, key: str, cause: str) -> Hold | None:
    """The hold in force on exactly this."""
    rows = await _all(
        db,
        select(table).where(
            table.c.scope == scope,
            table.c.key == key,
            table.c.cause == cause,
            table.c.lifted_at.is_(None),
        ),
    )
    return rows[0] if rows else None


async def earlier(
    db: AsyncConnection, scope: str, key: str, cause: str, since: float
) -> list[Hold]:
    """Lifted holds on the same since then, newest first."""
    query = (
        select(table)
        .where(
            table.c.scope == scope,
            table.c.key == key,
            table.c.cause == cause,
            table.c.lifted_at >= since,
        )
        .order_by(table.c.lifted_at.desc())
    )
    return await _all(db, query)


async def add(db: AsyncConnection, new: Hold) -> None:
    """Put a hold in force."""
    await db.execute(insert(table), [columns(new, table)])


async def save(db: AsyncConnection, changed: Hold) -> None:
    """Write a hold back whole."""
    values = columns(changed, table)
    values.pop("id")
    await db.execute(update(table).where(table.c.id == changed.id).values(values))


async def lifted_but_holding(db: AsyncConnection) -> list[str]:
    """Lifted holds that still have messages to release."""
    query = (
        select(table.c.id)
        .join(messages, messages.c.hold_id == table.c.id)
        .where(table.c.lifted_at.is_not(None), messages.c.state == State.HELD.value)
        .distinct()
    )
    return list((await db.execute(query)).scalars())


async def last_change(db: AsyncConnection, scope: str, key: str) -> float | None:
    """When holds of this scope and key last let something out: lifted, or at a canary stage."""
    query = select(
        func.max(table.c.lifted_at), func.max(case((table.c.stage > 0, table.c.stage_since)))
    ).where(table.c.scope == scope, table.c.key == key)
    return max((at for at in (await db.execute(query)).one() if at is not None), default=None)


async def counts(db: AsyncConnection) -> dict[str, int]:
    """How many messages each hold holds."""
    query = (
        select(messages.c.hold_id, func.count())
        .where(messages.c.state == State.HELD.value, messages.c.hold_id.is_not(None))
        .group_by(messages.c.hold_id)
    )
    return {row[0]: row[1] for row in (await db.execute(query)).all()}
