"""Statements on contacts, their failures and their windows."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store import identities
from terkirim.store.bulk import InsertRows
from terkirim.store.records import Contact
from terkirim.store.rows import among, chunks, read
from terkirim.store.tables import contacts as table
from terkirim.store.tables import failures, windows

_CHANGES = (
    *("name", "standing", "delivered_at", "read_at", "inbound_at"),
    *("bsuid", "phone_seen_at", "bsuid_seen_at"),
)
_SAVE = (
    update(table)
    .where(table.c.id == bindparam("own_id"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGES})
)

_ADD = InsertRows(table, tuple(Contact.__struct_fields__))
_LISTED = select(table.c.phone, table.c.id, table.c.name, table.c.consent)


class OnList(NamedTuple):
    """What a list says of a person; `id` and `consent` are theirs if they are new."""

    phone: str
    id: str
    name: str | None
    region: str
    consent: str


class Listed(NamedTuple):
    """What a list needs to know of a contact that is written down; `phone` is the present one."""

    phone: str
    id: str
    name: str | None
    consent: str


_LIST = InsertRows(
    table,
    OnList._fields,
    ("created_at",),
    "ON CONFLICT (phone) DO UPDATE SET name = excluded.name"
    " WHERE excluded.name <> coalesce(contacts.name, '') RETURNING phone, id, name, consent",
)


def _contact(row: Row[Any]) -> Contact:
    return read(row, Contact)


async def add(db: AsyncConnection, new: Sequence[Contact]) -> None:
    """Write new contacts down."""
    await _ADD.run(db, [msgspec.structs.astuple(contact) for contact in new])


async def list_all(db: AsyncConnection, people: Iterable[OnList], now: float) -> dict[str, Listed]:
    """Write people down by their phones, new or known; answers with who they are, by phone.

    Of those known, only the name changes. Phones are written in their order, so that two lists at a
    time don't wait in a circle. A number in another spelling, or one a person had before, leads to
    that person.
    """
    listed = list(people)
    present = await identities.known_as(db, [row.phone for row in listed])
    by_phone = {row.phone: row for row in listed}
    for phone, own in present.items():
        by_phone[own] = by_phone.pop(phone)._replace(phone=own)
    rows = sorted(by_phone.values())
    found = {row[0]: _listed(row) for row in await _LIST.run(db, rows, {"created_at": now})}
    for part in chunks(row.phone for row in rows if row.phone not in found):
        there = await db.execute(_LISTED.where(among(db, table.c.phone, part)))
        found |= {row[0]: _listed(row) for row in there}
    return {row.phone: found[present.get(row.phone, row.phone)] for row in listed}


def _listed(row: Sequence[Any]) -> Listed:
    return Listed(row[0], row[1], row[2], row[3])


async def save(db: AsyncConnection, changed: Iterable[Contact]) -> None:
    """Write back what may change of a contact."""
    rows = [
        {
            "own_id": contact.id,
            **{f"new_{name}": getattr(contact, name) for name in _CHANGES},
        }
        for contact in changed
    ]
    if rows:
        await db.execute(_SAVE, rows)


async def by_id(db: AsyncConnection, ids: Iterable[str]) -> dict[str, Contact]:
    """Contacts by our id."""
    found: dict[str, Contact] = {}
    for part in chunks(ids):
        for row in (await db.execute(select(table).where(among(db, table.c.id, part)))).all():
            found[row.id] = _contact(row)
    return found


async def by_phone(db: AsyncConnection, phones: Iterable[str]) -> dict[str, Contact]:
    """Contacts by E.164 number."""
    found: dict[str, Contact] = {}
    for part in chunks(phones):
        for row in (await db.execute(select(table).where(among(db, table.c.phone, part)))).all():
            found[row.phone] = _contact(row)
    return found


async def by_bsuid(db: AsyncConnection, bsuid: str) -> Contact | None:
    """The contact of a business-scoped user id."""
    row = (await db.execute(select(table).where(table.c.bsuid == bsuid))).one_or_none()
    return _contact(row) if row else None


async def by_bsuids(db: AsyncConnection, bsuids: Iterable[str]) -> dict[str, Contact]:
    """Contacts by business-scoped user id."""
    found: dict[str, Contact] = {}
    for part in chunks(bsuids):
        for row in (await db.execute(select(table).where(among(db, table.c.bsuid, part)))).all():
            found[row.bsuid] = _contact(row)
    return found


async def count_inactive(db: AsyncConnection) -> int:
    """How many contacts are inactive."""
    query = select(func.count()).select_from(table).where(table.c.standing == "inactive")
    return (await db.execute(query)).scalar_one()


async def set_window(db: AsyncConnection, sender_id: str, contact_id: str, at: float) -> None:
    """Note a customer's message; an older one than is on record changes nothing."""
    where = (windows.c.sender_id == sender_id, windows.c.contact_id == contact_id)
    changed = await db.execute(
        update(windows)
        .where(*where)
        .values(
            last_inbound_at=func.coalesce(
                select(func.max(windows.c.last_inbound_at))
                .where(*where, windows.c.last_inbound_at > at)
                .scalar_subquery(),
                at,
            )
        )
    )
    if changed.rowcount == 0:
        await db.execute(
            insert(windows),
            [{"sender_id": sender_id, "contact_id": contact_id, "last_inbound_at": at}],
        )


async def last_inbound(
    db: AsyncConnection, sender_id: str, contact_ids: Iterable[str]
) -> dict[str, float]:
    """When each of these contacts last wrote to a sender."""
    found: dict[str, float] = {}
    for part in chunks(contact_ids):
        query = select(windows.c.contact_id, windows.c.last_inbound_at).where(
            windows.c.sender_id == sender_id, among(db, windows.c.contact_id, part)
        )
        found |= {row[0]: row[1] for row in (await db.execute(query)).all()}
    return found


async def watch_failure(
    db: AsyncConnection, message_id: str, contact_id: str, cause: str, at: float, until: float
) -> None:
    """Put a failure under observation, once per message."""
    known = await db.execute(
        select(failures.c.message_id).where(failures.c.message_id == message_id)
    )
    if known.first() is None:
        values = {
            "message_id": message_id,
            "contact_id": contact_id,
            "cause": cause,
            "failed_at": at,
            "watch_until": until,
            "verdict": "watched",
        }
        await db.execute(insert(failures), [values])


async def failures_to_judge(db: AsyncConnection, now: float) -> list[tuple[str, str, str]]:
    """Watched failures whose grace is over: message id, contact id, cause; oldest first."""
    query = (
        select(failures.c.message_id, failures.c.contact_id, failures.c.cause)
        .where(failures.c.verdict == "watched", failures.c.watch_until <= now)
        .order_by(failures.c.watch_until, failures.c.message_id)
        .limit(500)
    )
    return [(row[0], row[1], row[2]) for row in (await db.execute(query)).all()]


async def judge(db: AsyncConnection, message_id: str, verdict: str) -> None:
    """Settle a failure: `counted`, or `cancelled` because something was delivered."""
    await db.execute(
        update(failures).where(failures.c.message_id == message_id).values(verdict=verdict)
    )


async def lower(
    db: AsyncConnection, ids: Iterable[str], standing: str, *, above: Sequence[str]
) -> None:
    """Set the standing of those of these contacts that are in one above it."""
    for part in chunks(ids):
        condition = (among(db, table.c.id, part), table.c.standing.in_(above))
        await db.execute(update(table).where(*condition).values(standing=standing))


async def forgive(db: AsyncConnection, contact_ids: Iterable[str]) -> None:
    """Cancel all failures of these contacts: they are reachable."""
    for part in chunks(contact_ids):
        await db.execute(
            update(failures)
            .where(among(db, failures.c.contact_id, part), failures.c.verdict != "cancelled")
            .values(verdict="cancelled")
        )


async def counted_failures(db: AsyncConnection, contact_ids: Iterable[str]) -> dict[str, int]:
    """How many failures stand against each contact."""
    found: dict[str, int] = {}
    for part in chunks(contact_ids):
        query = (
            select(failures.c.contact_id, func.count())
            .where(among(db, failures.c.contact_id, part), failures.c.verdict == "counted")
            .group_by(failures.c.contact_id)
        )
        found |= {row[0]: row[1] for row in (await db.execute(query)).all()}
    return found
