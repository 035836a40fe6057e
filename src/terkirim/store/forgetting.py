"""Statements that take one person out of the database; what was sent stays for the sums."""

import zlib
from collections.abc import Callable, Iterable, Sequence

import msgspec
from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import UpdateRows
from terkirim.store.rows import among, chunks
from terkirim.store.tables import (
    attempts,
    checks,
    consents,
    contacts,
    events,
    failures,
    holds,
    identities,
    messages,
    orphans,
    sms,
    webhook_archive,
    webhooks,
    windows,
)

Rewrite = Callable[[bytes], bytes]

_AT_ONCE = 50
_TEXTS = {
    "recipient": "",
    "payload": "{}",
    "sms_text": None,
    "reopening_template": None,
    "caller_data": None,
    "idempotency_key": None,
}
_UNDER_WAY = ("sending", "unresolved", "accepted", "sent")
_REWRITE_EVENT = UpdateRows(events, ("data",), ("id",))


async def message_ids(db: AsyncConnection, contact_id: str) -> list[tuple[str, str | None]]:
    """A person's messages: our id and Meta's."""
    query = select(messages.c.id, messages.c.wamid).where(messages.c.contact_id == contact_id)
    return [(row[0], row[1]) for row in (await db.execute(query.order_by(messages.c.id))).all()]


async def wamids_of_attempts(db: AsyncConnection, ids: Iterable[str]) -> list[str]:
    """Meta's ids of every attempt of these messages; they hold the number, encoded."""
    found: list[str] = []
    for part in chunks(ids):
        query = select(attempts.c.wamid).where(
            among(db, attempts.c.message_id, part), attempts.c.wamid.is_not(None)
        )
        found += (await db.execute(query)).scalars()
    return found


async def blank_messages(
    db: AsyncConnection, ids: Sequence[str], now: float, anonymous: Callable[[str], str]
) -> None:
    """Leave of messages what sums need: states, causes, instants. None leaves from now on."""
    for part in chunks(ids):
        own = among(db, messages.c.id, part)
        await db.execute(update(messages).where(own).values({**_TEXTS, "expires_at": now}))
        await db.execute(delete(sms).where(among(db, sms.c.message_id, part)))
        query = select(events.c.data, events.c.id).where(among(db, events.c.message_id, part))
        rows = [(row[0], row[1]) for row in (await db.execute(query)).all()]
        await _REWRITE_EVENT.run(db, [(anonymous(data), event_id) for data, event_id in rows])


async def drop_names(db: AsyncConnection) -> None:
    """Delete Meta's ids of messages to forgotten people: they hold the number.

    Those of messages under way stay until another call: what becomes of them is told by that id.
    """
    over = (messages.c.recipient == "", messages.c.state.not_in(_UNDER_WAY))
    theirs = attempts.c.message_id.in_(select(messages.c.id).where(*over))
    named = (attempts.c.wamid.is_not(None), theirs)
    await db.execute(update(attempts).where(*named).values(wamid=None))
    known = (messages.c.wamid.is_not(None), *over)
    await db.execute(update(messages).where(*known).values(wamid=None))


async def drop_person(
    db: AsyncConnection, contact_id: str, phones: Sequence[str], now: float
) -> None:
    """Delete a person's row and all that hangs on it; holds on them end."""
    for table in (consents, identities, windows, failures):
        await db.execute(delete(table).where(table.c.contact_id == contact_id))
    await db.execute(delete(checks).where(among(db, checks.c.phone, phones)))
    theirs = or_(holds.c.key == contact_id, holds.c.key.like(f"%/{contact_id}"))
    over = {"lifted_at": now, "lifted_by": "the person was forgotten"}
    await db.execute(update(holds).where(theirs, holds.c.lifted_at.is_(None)).values(over))
    await db.execute(delete(contacts).where(contacts.c.id == contact_id))


async def rewrite_queue(db: AsyncConnection, rewrite: Rewrite) -> int:
    """Rewrite the bodies that wait or were set aside, and drop statuses that wait; how many."""
    changed = 0
    query = select(webhooks.c.id, webhooks.c.body).order_by(webhooks.c.id)
    for row in (await db.execute(query)).all():
        body = rewrite(row.body)
        if body != row.body:
            await db.execute(update(webhooks).where(webhooks.c.id == row.id).values(body=body))
            changed += 1
    for row in (await db.execute(select(orphans.c.id, orphans.c.status))).all():
        waiting = row.status.encode()
        if rewrite(b"[" + waiting + b"]") != b"[" + waiting + b"]":
            await db.execute(delete(orphans).where(orphans.c.id == row.id))
            changed += 1
    return changed


async def rewrite_archive(
    db: AsyncConnection, after: int, rewrite: Rewrite, limit: int | None = _AT_ONCE
) -> tuple[int | None, int]:
    """Rewrite a portion of the archive, the rows after that id; all of them without a limit.

    Answers the last id looked at, None at the end, and how many bodies were rewritten.
    """
    archive = webhook_archive.c
    query = select(archive.id, archive.bodies).where(archive.id > after)
    rows = (await db.execute(query.order_by(archive.id).limit(limit))).all()
    changed = 0
    for row in rows:
        bodies = msgspec.msgpack.decode(zlib.decompress(row.bodies), type=list[bytes])
        fresh = [rewrite(body) for body in bodies]
        differ = sum(old != new for old, new in zip(bodies, fresh, strict=True))
        if differ:
            packed = zlib.compress(msgspec.msgpack.encode(fresh), 1)
            where = archive.id == row.id
            await db.execute(update(webhook_archive).where(where).values(bodies=packed))
            changed += differ
    return (rows[-1].id if rows else None), changed
