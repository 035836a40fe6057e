"""Statements that only look: counts and lists for people."""

from sqlalchemy import func, or_, select, text, union
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.messages import select_messages
from terkirim.store.records import Message
from terkirim.store.tables import DECISIONS, contacts, events, identities, messages


async def states(db: AsyncConnection) -> dict[str, int]:
    """How many messages are in each state."""
    query = select(messages.c.state, func.count()).group_by(messages.c.state)
    return {row[0]: row[1] for row in (await db.execute(query)).all()}


async def decisions(db: AsyncConnection) -> list[tuple[str, str, str]]:
    """Kind, message id and data of every event that says why something was done."""
    query = select(events.c.kind, events.c.message_id, events.c.data)
    query = query.where(text(f"events.{DECISIONS}")).order_by(events.c.id)
    return [(row[0], row[1], row[2]) for row in (await db.execute(query)).all()]


async def recent(
    db: AsyncConnection, state: str | None, cause: str | None, limit: int, offset: int
) -> list[Message]:
    """Messages, newest first."""
    query = select(messages).order_by(messages.c.id.desc())
    if state is not None:
        query = query.where(messages.c.state == state)
    if cause is not None:
        query = query.where(messages.c.cause == cause)
    return await select_messages(db, query.limit(limit).offset(offset))


async def after(db: AsyncConnection, message_id: str, limit: int) -> list[Message]:
    """The messages whose id follows this one's, in order."""
    query = select(messages).where(messages.c.id > message_id).order_by(messages.c.id)
    return await select_messages(db, query.limit(limit))


async def to_recipient(db: AsyncConnection, address: str, limit: int) -> list[Message]:
    """The messages to whoever has this number or user id, or had it, newest first."""
    person = union(
        select(contacts.c.id).where(or_(contacts.c.phone == address, contacts.c.bsuid == address)),
        select(identities.c.contact_id).where(identities.c.value == address),
    )
    query = select(messages).where(messages.c.contact_id.in_(person))
    return await select_messages(db, query.order_by(messages.c.id.desc()).limit(limit))


async def failures_after(
    db: AsyncConnection, event_id: int, limit: int
) -> list[tuple[int, str, str, float, str]]:
    """Event id, message id, recipient, instant and data of decisions on failures, in order."""
    query = (
        select(events.c.id, events.c.message_id, messages.c.recipient, events.c.at, events.c.data)
        .join(messages, messages.c.id == events.c.message_id)
        .where(
            text(f"events.{DECISIONS}"),
            events.c.kind.in_(("decided", "judged")),
            events.c.id > event_id,
        )
        .order_by(events.c.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in (await db.execute(query)).all()]
