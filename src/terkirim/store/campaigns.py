"""Statements on campaigns."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import InsertRows
from terkirim.store.records import Campaign, Event, Message
from terkirim.store.rows import among, chunks, columns, read
from terkirim.store.tables import campaigns as table
from terkirim.store.tables import events, messages

_OWN = ("id", "contact_id", "recipient", "payload", "sms_text", "reopening_template")
_SAME = tuple(column.name for column in messages.c if column.name not in _OWN)
_ENTER = InsertRows(messages, _OWN, _SAME)
_BEGIN = InsertRows(events, ("message_id",), ("at", "kind", "state", "data"))


class Recipient(NamedTuple):
    """What a campaign's message to one person has of its own."""

    message_id: str
    contact_id: str
    address: str
    payload: str
    sms_text: str | None
    reopening_template: str | None


async def add(db: AsyncConnection, new: Campaign) -> None:
    """Write a campaign down."""
    await db.execute(insert(table), [columns(new, table)])


async def by_name(db: AsyncConnection, name: str) -> Campaign | None:
    """A campaign by its name."""
    row = (await db.execute(select(table).where(table.c.name == name))).one_or_none()
    return read(row, Campaign) if row else None


async def entered(db: AsyncConnection, campaign_id: str, contact_ids: Iterable[str]) -> set[str]:
    """Of these contacts, those the campaign has a message for."""
    found: set[str] = set()
    for part in chunks(contact_ids):
        query = select(messages.c.contact_id).where(
            messages.c.campaign_id == campaign_id, among(db, messages.c.contact_id, part)
        )
        found |= set((await db.execute(query)).scalars())
    return found


async def enter(
    db: AsyncConnection, like: Message, event: Event, recipients: Sequence[Recipient]
) -> None:
    """Write a message like this one down for each recipient, and the event it begins with.

    Raises IntegrityError where the campaign has a message for one of them.
    """
    encoded = msgspec.json.encode(like.causes).decode()
    await _ENTER.load(
        db, recipients, columns(like, messages, state=like.state.value, causes=encoded)
    )
    same = columns(event, events, state=event.state.value)
    await _BEGIN.load(db, [(one.message_id,) for one in recipients], same)


async def count(db: AsyncConnection, campaign_id: str, more: int) -> None:
    """Note that a campaign has messages for so many more contacts."""
    reached = table.c.recipients + more
    await db.execute(update(table).where(table.c.id == campaign_id).values(recipients=reached))


async def every(db: AsyncConnection) -> list[Campaign]:
    """All campaigns, newest first."""
    rows = (await db.execute(select(table).order_by(table.c.created_at.desc()))).all()
    return [read(row, Campaign) for row in rows]
