"""Statements on events: what happened to a message, in order, never changed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import InsertRows
from terkirim.store.records import Event
from terkirim.store.rows import read
from terkirim.store.tables import events as table

_ADD = InsertRows(table, ("message_id", "at", "kind", "state", "data"))


async def add(db: AsyncConnection, new: Sequence[Event]) -> None:
    """Append events."""
    await _ADD.run(
        db, [(one.message_id, one.at, one.kind, one.state.value, one.data) for one in new]
    )


async def of_message(db: AsyncConnection, message_id: str) -> list[Event]:
    """The timeline of one message."""
    query = select(table).where(table.c.message_id == message_id).order_by(table.c.id)
    return [read(row, Event) for row in (await db.execute(query)).all()]
