"""Statements on events: what happened to a message, in order, never changed."""

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.records import Event
from terkirim.store.rows import columns, read
from terkirim.store.tables import events as table


async def add(db: AsyncConnection, new: Sequence[Event]) -> None:
    """Append events."""
    rows = []
    for event in new:
        values = columns(event, table, state=event.state.value)
        values.pop("id")
        rows.append(values)
    if rows:
        await db.execute(insert(table), rows)


async def of_message(db: AsyncConnection, message_id: str) -> list[Event]:
    """The timeline of one message."""
    query = select(table).where(table.c.message_id == message_id).order_by(table.c.id)
    return [read(row, Event) for row in (await db.execute(query)).all()]
