"""Statements on messages that go by SMS."""

from typing import NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.consents import Standings
from terkirim.store.records import Sms
from terkirim.store.rows import columns, read
from terkirim.store.tables import contacts, messages
from terkirim.store.tables import sms as table

_THEIRS = ("phone", "consent", "utility_consent", "time_zone")


class Due(NamedTuple):
    """An SMS to be sent now. `phone`: the number its person has now, None where they have none;
    `consent`: what they say by now to being written to; `time_zone`: their own, where known.
    """

    text: Sms
    phone: str | None
    consent: Standings
    time_zone: str | None


async def add(db: AsyncConnection, new: Sms) -> None:
    """Queue an SMS, once per message."""
    known = await db.execute(select(table.c.message_id).where(table.c.message_id == new.message_id))
    if known.first() is None:
        await db.execute(insert(table), [columns(new, table)])


async def due(db: AsyncConnection, now: float, limit: int) -> list[Due]:
    """SMS waiting to be sent."""
    query = (
        select(table, *(contacts.c[name] for name in _THEIRS))
        .outerjoin(messages, messages.c.id == table.c.message_id)
        .outerjoin(contacts, contacts.c.id == messages.c.contact_id)
        .where(table.c.state == "waiting", table.c.due_at <= now)
        .order_by(table.c.due_at, table.c.message_id)
        .limit(limit)
    )
    return [
        Due(
            read(row, Sms),
            row.phone,
            Standings(row.consent, row.utility_consent),
            row.time_zone,
        )
        for row in (await db.execute(query)).all()
    ]


async def in_state(db: AsyncConnection, state: str) -> list[Sms]:
    """SMS in a state."""
    rows = (await db.execute(select(table).where(table.c.state == state))).all()
    return [read(row, Sms) for row in rows]


async def save(db: AsyncConnection, changed: Sms) -> None:
    """Write an SMS back."""
    values = columns(changed, table)
    await db.execute(update(table).where(table.c.message_id == changed.message_id).values(values))


async def set_state(db: AsyncConnection, message_id: str, state: str) -> None:
    """Change the state alone."""
    await db.execute(update(table).where(table.c.message_id == message_id).values(state=state))


async def of_message(db: AsyncConnection, message_id: str) -> Sms | None:
    """The SMS of a message."""
    query = select(table).where(table.c.message_id == message_id)
    row = (await db.execute(query)).one_or_none()
    return read(row, Sms) if row else None


async def counts(db: AsyncConnection) -> dict[str, int]:
    """How many SMS are in each state."""
    rows = (await db.execute(select(table.c.state, func.count()).group_by(table.c.state))).all()
    return {row[0]: row[1] for row in rows}
