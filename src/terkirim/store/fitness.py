"""Statements on what tells whether one person can be reached: failures, holds, windows, SMS."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.records import Hold
from terkirim.store.rows import among, read
from terkirim.store.tables import attempts, contacts, failures, holds, messages, sms, windows
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope

UNREACHED = (Cause.NO_WHATSAPP.value, Cause.UNREACHABLE.value)


_LAST_SMS = (
    select(sms.c.state)
    .join(messages, messages.c.id == sms.c.message_id)
    .order_by(sms.c.due_at.desc(), sms.c.message_id.desc())
    .limit(1)
)


class Failure(NamedTuple):
    """A failure that speaks about a person. `verdict`: watched until `watch_until`, counted or
    cancelled; `code` is Meta's, where its attempt has one.
    """

    message_id: str
    cause: str
    code: int | None
    failed_at: float
    watch_until: float
    verdict: str


async def failures_of(db: AsyncConnection, contact_id: str, limit: int = 20) -> list[Failure]:
    """The failures of one contact, newest first."""
    own, made = failures.c, attempts.c
    last = and_(made.message_id == messages.c.id, made.number == messages.c.attempts)
    query = (
        select(own.message_id, own.cause, made.code, own.failed_at, own.watch_until, own.verdict)
        .outerjoin(messages, messages.c.id == own.message_id)
        .outerjoin(attempts, last)
        .where(own.contact_id == contact_id)
        .order_by(own.failed_at.desc(), own.message_id)
        .limit(limit)
    )
    return [Failure(*row) for row in (await db.execute(query)).all()]


async def holds_over(db: AsyncConnection, places: Iterable[tuple[str, str]]) -> list[Hold]:
    """The holds in force on any of these scopes and keys, oldest first."""
    table = holds.c
    those = or_(*(and_(table.scope == scope, table.key == key) for scope, key in places))
    query = select(holds).where(table.lifted_at.is_(None), those).order_by(table.since, table.id)
    return [read(row, Hold) for row in (await db.execute(query)).all()]


async def wrote_to(
    db: AsyncConnection, contact_id: str, sender_ids: Iterable[str]
) -> dict[str, float]:
    """When a contact last wrote to each of these senders."""
    table = windows.c
    query = select(table.sender_id, table.last_inbound_at).where(
        among(db, table.sender_id, sorted(sender_ids)), table.contact_id == contact_id
    )
    return {row[0]: row[1] for row in (await db.execute(query)).all()}


async def last_sms(db: AsyncConnection, contact_id: str) -> str | None:
    """The state of the last SMS to a contact."""
    query = _LAST_SMS.where(messages.c.contact_id == contact_id)
    return (await db.execute(query)).scalar_one_or_none()


def channel() -> ColumnElement[str]:
    """What reaches a contact: `delivery.contacts.fitness.channel_of`, for many at a time."""
    person, hold = contacts.c, holds.c
    held = exists().where(
        hold.lifted_at.is_(None),
        hold.scope == Scope.RECIPIENT.value,
        hold.key == person.id,
        hold.cause.in_(UNREACHED),
    )
    lost = or_(person.standing == "inactive", held)
    heard = or_(person.delivered_at.is_not(None), person.inbound_at.is_not(None))
    texted = _LAST_SMS.where(messages.c.contact_id == person.id).scalar_subquery() == "sent"
    return case((and_(heard, ~lost), "whatsapp"), (texted, "sms"), (lost, "none"), else_="unknown")
