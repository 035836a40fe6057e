"""Statements on what people agreed to, and on who wants nothing more."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import InsertRows, Rows, UpdateRows
from terkirim.store.messages import locked
from terkirim.store.rows import among, at_once, chunks
from terkirim.store.tables import consents as table
from terkirim.store.tables import contacts, messages, suppressions


class Recorded(NamedTuple):
    """One yes or no as it is written down, with whose it is."""

    contact_id: str
    purpose: str
    given: bool
    at: float
    source: str
    wording: str
    proof: str
    recorded_at: float = 0.0


class Standings(NamedTuple):
    """What `consents` comes to, as the contact's own row says it."""

    marketing: str
    utility: str


class Suppression(NamedTuple):
    """Who wants nothing more, by digest, since when and by what."""

    digest: str
    purpose: str
    at: float
    source: str


_OPEN = ("scheduled", "queued", "held", "sending", "unresolved", "accepted", "sent")
_FIELDS = Recorded._fields
_RECORD = InsertRows(table, _FIELDS[:-1], _FIELDS[-1:])
_COLUMNS = [table.c[name] for name in _FIELDS]
_SET = UpdateRows(contacts, ("consent", "utility_consent"), ("id",))
_SUPPRESS = InsertRows(
    suppressions,
    Suppression._fields,
    then="ON CONFLICT (digest, purpose) DO UPDATE SET at = excluded.at, source = excluded.source"
    " WHERE excluded.at > suppressions.at",
)


async def add(db: AsyncConnection, said: Sequence[Recorded], now: float) -> None:
    """Write down what was said; `now` is when it is recorded."""
    await load(db, [one[:-1] for one in said], now)


async def load(db: AsyncConnection, rows: Rows, now: float) -> None:
    """The same for rows of all that `Recorded` holds but its last: for thousands of them."""
    await _RECORD.load(db, rows, {"recorded_at": now})


async def of(db: AsyncConnection, contact_ids: Iterable[str]) -> dict[str, list[Recorded]]:
    """All that was said, by contact, in the order of their instants."""
    found: dict[str, list[Recorded]] = {}
    for part in chunks(contact_ids):
        query = select(*_COLUMNS).where(among(db, table.c.contact_id, part))
        for row in (await db.execute(query.order_by(table.c.at, table.c.id))).all():
            found.setdefault(row[0], []).append(Recorded(*row))
    return found


async def standings(
    db: AsyncConnection, contact_ids: Iterable[str], *, lock: bool = True
) -> dict[str, Standings]:
    """What contacts' rows say of their consent; locked where the transaction changes, in the order
    of their phones, as lists do.
    """
    own = contacts.c
    found: dict[str, Standings] = {}
    for part in at_once(db, contact_ids):
        query = select(own.id, own.consent, own.utility_consent).where(among(db, own.id, part))
        query = query.order_by(own.phone, own.id)
        for row in (await db.execute(locked(db, query) if lock else query)).all():
            found[row[0]] = Standings(row[1], row[2])
    return found


async def set_standings(db: AsyncConnection, changed: dict[str, Standings]) -> None:
    """Write on contacts' rows what their consents come to."""
    await _SET.run(db, [(*now, contact_id) for contact_id, now in sorted(changed.items())])


async def with_open(db: AsyncConnection, contact_ids: Iterable[str], category: str) -> set[str]:
    """Which of these contacts have messages of a category that wait, or whose fate is open."""
    own = messages.c
    found: set[str] = set()
    for part in chunks(contact_ids):
        query = select(own.contact_id).where(
            among(db, own.contact_id, part), own.category == category, own.state.in_(_OPEN)
        )
        found |= set((await db.execute(query)).scalars())
    return found


async def drop(db: AsyncConnection, contact_id: str) -> None:
    """Delete all that was said about one contact."""
    await db.execute(delete(table).where(table.c.contact_id == contact_id))


async def suppress(db: AsyncConnection, those: Sequence[Suppression]) -> None:
    """Remember by digest who wants nothing more; the later instant stays."""
    await _SUPPRESS.run(db, those)


async def any_suppressed(db: AsyncConnection) -> bool:
    """Whether anybody is suppressed at all."""
    return (await db.execute(select(suppressions.c.digest).limit(1))).first() is not None


async def suppressed(db: AsyncConnection, digests: Iterable[str]) -> list[Suppression]:
    """Which of these digests are suppressed, for what."""
    found: list[Suppression] = []
    own = suppressions.c
    for part in chunks(digests):
        query = select(own.digest, own.purpose, own.at, own.source)
        rows = (await db.execute(query.where(among(db, own.digest, part)))).all()
        found += [Suppression(*row) for row in rows]
    return found


async def unsuppress(db: AsyncConnection, purpose: str, digests: Iterable[str]) -> None:
    """The person wants to hear of this again."""
    for part in chunks(digests):
        await db.execute(
            delete(suppressions).where(
                suppressions.c.purpose == purpose, among(db, suppressions.c.digest, part)
            )
        )
