"""Two contacts that are one person become one row, and all that is theirs goes along."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.records import Contact
from terkirim.store.rows import among, columns
from terkirim.store.tables import (
    alerts,
    consents,
    contacts,
    failures,
    holds,
    identities,
    messages,
    senders,
    windows,
)

_WAITING = ("queued", "scheduled", "held")
_OWN = ("recipient", "recipient_marketing")
_WITH_SENDER = ("pair", "window")


async def merge(db: AsyncConnection, gone: str, kept: Contact, now: float) -> list[str]:
    """Let a contact become part of another, whose row becomes `kept`.

    Answers with the messages that wait for the one in a campaign the other is in as well: they are
    no longer part of it, and nobody should get them.
    """
    doubled = await _leave_campaigns(db, gone, kept.id)
    for table in (messages, failures, consents, identities):
        await db.execute(update(table).where(table.c.contact_id == gone).values(contact_id=kept.id))
    await _move_windows(db, gone, kept.id)
    await _move_holds(db, gone, kept.id, now)
    await db.execute(delete(contacts).where(contacts.c.id == gone))
    values = columns(kept, contacts)
    await db.execute(update(contacts).where(contacts.c.id == kept.id).values(values))
    return doubled


async def _leave_campaigns(db: AsyncConnection, gone: str, kept: str) -> list[str]:
    """A campaign has one message to a person: those of the one who goes become single ones."""
    other = messages.alias()
    both = (
        select(messages.c.id, messages.c.state)
        .join(other, other.c.campaign_id == messages.c.campaign_id)
        .where(messages.c.contact_id == gone, other.c.contact_id == kept)
    )
    rows = (await db.execute(both.order_by(messages.c.id))).all()
    ids = [row[0] for row in rows]
    if ids:
        there = among(db, messages.c.id, ids)
        await db.execute(update(messages).where(there).values(campaign_id=None))
    return [row[0] for row in rows if row[1] in _WAITING]


async def _move_windows(db: AsyncConnection, gone: str, kept: str) -> None:
    """Of two windows with one sender the later message counts."""
    w, other = windows.c, windows.alias()
    both = select(other.c.sender_id).where(other.c.contact_id == kept)
    later = (
        select(func.max(other.c.last_inbound_at))
        .where(other.c.sender_id == w.sender_id, other.c.contact_id.in_((gone, kept)))
        .scalar_subquery()
    )
    await db.execute(update(windows).where(w.contact_id == kept).values(last_inbound_at=later))
    await db.execute(delete(windows).where(w.contact_id == gone, w.sender_id.in_(both)))
    await db.execute(update(windows).where(w.contact_id == gone).values(contact_id=kept))


async def _move_holds(db: AsyncConnection, gone: str, kept: str, now: float) -> None:
    ids = list((await db.execute(select(senders.c.id))).scalars())
    pairs = [(_OWN, gone, kept)]
    pairs += [(_WITH_SENDER, f"{one}/{gone}", f"{one}/{kept}") for one in ids]
    for scopes, old, new in pairs:
        await _move_hold(db, scopes, old, new, now)
        await _move_alerts(db, old, new, now)


async def _move_hold(
    db: AsyncConnection, scopes: Sequence[str], old: str, new: str, now: float
) -> None:
    """A hold both have stays once, with what either held."""
    h, other = holds.c, holds.alias()
    in_force = (h.lifted_at.is_(None), h.scope.in_(scopes), h.key == old)
    same = (
        other.c.lifted_at.is_(None),
        other.c.scope == h.scope,
        other.c.key == new,
        other.c.cause == h.cause,
    )
    twice = select(h.id, other.c.id).join(other, _all(same)).where(*in_force)
    for lost, stays in (await db.execute(twice)).all():
        await db.execute(update(messages).where(messages.c.hold_id == lost).values(hold_id=stays))
        ended = {"lifted_at": now, "lifted_by": "one person with two contacts"}
        await db.execute(update(holds).where(h.id == lost).values(ended))
    await db.execute(update(holds).where(*in_force).values(key=new))


async def _move_alerts(db: AsyncConnection, old: str, new: str, now: float) -> None:
    """Alerts are named after their cause and what a hold's key names."""
    a = alerts.c
    still = (a.resolved_at.is_(None), a.subject.like(f"%/{old}"))
    for alert_id, subject in (await db.execute(select(a.id, a.subject).where(*still))).all():
        named = subject.removesuffix(old) + new
        there = select(a.id).where(a.subject == named, a.resolved_at.is_(None))
        if (await db.execute(there)).first() is None:
            await db.execute(update(alerts).where(a.id == alert_id).values(subject=named))
        else:
            await db.execute(update(alerts).where(a.id == alert_id).values(resolved_at=now))


def _all(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, *rest = conditions
    for one in rest:
        first = first & one
    return first
