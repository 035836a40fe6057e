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
    sms,
    windows,
)

# How far a message, or its SMS, has come to its person; what ended without reaching them is not in
# it.
_PROGRESS = {
    **dict.fromkeys(("queued", "scheduled", "held"), 1),
    **dict.fromkeys(("sending", "unresolved", "accepted", "sent"), 2),
    **dict.fromkeys(("delivered", "read"), 5),
}
_PROGRESS_BY_SMS = {"waiting": 3, "sending": 4, "unknown": 5, "sent": 5}
_OPEN = (1, 2)
_MAY_GO_BY_SMS = (1, 2, 3, 4)
_OWN = ("recipient", "recipient_marketing", "recipient_utility")
_WITH_SENDER = ("pair", "window")


async def merge(db: AsyncConnection, gone: str, kept: Contact, now: float) -> list[str]:
    """Let a contact become part of another, whose row becomes `kept`.

    Answers with the open messages of campaigns both are in that are no longer part of them: nobody
    should get these.
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
    """A campaign has one message to a person: the one that has come less far becomes a single one,
    where both are level that of the one who goes. Unless it has arrived it has no text for an SMS
    any more: one that waits is called off when it is due.
    """
    m, other, texts, others_texts = messages.c, messages.alias(), sms.alias(), sms.alias()
    both = (
        select(m.id, m.state, texts.c.state, other.c.id, other.c.state, others_texts.c.state)
        .join(other, other.c.campaign_id == m.campaign_id)
        .outerjoin(texts, texts.c.message_id == m.id)
        .outerjoin(others_texts, others_texts.c.message_id == other.c.id)
        .where(m.contact_id == gone, other.c.contact_id == kept)
    )
    leaving: dict[str, int] = {}
    for row in (await db.execute(both.order_by(m.id))).all():
        its, others = _progress(*row[1:3]), _progress(*row[4:])
        leaving |= {row[0]: its} if its <= others else {row[3]: others}
    textless = [one for one, progress in leaving.items() if progress in _MAY_GO_BY_SMS]
    for ids, column in ((list(leaving), "campaign_id"), (textless, "sms_text")):
        if ids:
            there = among(db, m.id, ids)
            await db.execute(update(messages).where(there).values({column: None}))
    return [one for one, progress in leaving.items() if progress in _OPEN]


def _progress(state: str, by_sms: str | None) -> int:
    if state == "rerouted":
        return _PROGRESS_BY_SMS.get(by_sms or "", 0)
    return _PROGRESS.get(state, 0)


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
    pairs: list[tuple[Sequence[str], str, str]] = [(_OWN, gone, kept)]
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
