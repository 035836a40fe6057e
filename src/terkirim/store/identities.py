"""Statements on the addresses people had, and on the present ones a contact's own row holds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Update, and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import UpdateRows
from terkirim.store.messages import locked
from terkirim.store.records import Contact
from terkirim.store.rows import among, chunks
from terkirim.store.tables import contacts, messages
from terkirim.store.tables import identities as table
from terkirim.vocabulary.phone import REWRITTEN, spellings

_WAITING = ("queued", "scheduled", "held")
_MAY_LEAVE = (*_WAITING, "sending", "unresolved")
_MAY_COME_BACK = (*_MAY_LEAVE, "accepted", "sent")


class Identity(NamedTuple):
    """An address (`kind`: phone or bsuid) a contact had, from when until when, and who said so."""

    contact_id: str
    kind: str
    value: str
    since: float
    until: float
    source: str


class Addresses(NamedTuple):
    """What a contact is reached at."""

    phone: str | None
    bsuid: str | None


class Readdressed(NamedTuple):
    """`moved`: messages that go elsewhere, by id, and where they would have gone. `stranded`: those
    that wait, or may wait again if they fail, for an address that is gone without another.
    """

    moved: dict[str, str]
    stranded: list[str]


_LEARN = UpdateRows(
    contacts, ("bsuid", "bsuid_seen_at"), ("id",), first_wins=("bsuid", "bsuid_seen_at")
)
_COLUMNS: list[Column[Any]] = [table.c[name] for name in Identity._fields]


async def add(db: AsyncConnection, ended: Sequence[Identity]) -> None:
    """Write down addresses that are history."""
    if ended:
        await db.execute(insert(table), [one._asdict() for one in ended])


async def end(
    db: AsyncConnection, contact_id: str, values: Sequence[str], at: float, source: str
) -> None:
    """Write down when exactly a contact lost addresses, where that was a guess so far."""
    those = and_(table.c.contact_id == contact_id, among(db, table.c.value, values))
    if values:
        guessed = update(table).where(those, table.c.source != source)
        await db.execute(guessed.values(until=at, source=source))


async def had(db: AsyncConnection, values: Iterable[str]) -> list[Identity]:
    """Who had these addresses, the earliest to give them up first."""
    found: list[Identity] = []
    for part in chunks(values):
        query = select(*_COLUMNS).where(among(db, table.c.value, part))
        rows = (await db.execute(query.order_by(table.c.until))).all()
        found += [Identity(*row) for row in rows]
    return found


async def of_contact(db: AsyncConnection, contact_id: str) -> list[Identity]:
    """The addresses a contact had, the earliest to be given up first."""
    query = select(*_COLUMNS).where(table.c.contact_id == contact_id).order_by(table.c.until)
    return [Identity(*row) for row in (await db.execute(query)).all()]


async def present(db: AsyncConnection, contact_ids: Iterable[str]) -> dict[str, Addresses]:
    """What these contacts are reached at."""
    c = contacts.c
    found: dict[str, Addresses] = {}
    for part in chunks(contact_ids):
        query = select(c.id, c.phone, c.bsuid).where(among(db, c.id, part))
        found |= {row[0]: Addresses(row[1], row[2]) for row in await db.execute(query)}
    return found


async def somebodys(db: AsyncConnection, bsuids: Iterable[str]) -> set[str]:
    """Which of these user ids are or were somebody's."""
    found: set[str] = set()
    for part in chunks(bsuids):
        for column in (contacts.c.bsuid, table.c.value):
            query = select(column).where(among(db, column, part))
            found |= set((await db.execute(query)).scalars())
    return found


async def learn(db: AsyncConnection, bsuids: Mapping[str, tuple[str, float]]) -> None:
    """Note the user ids of contacts and when they were seen, by our id, where none is known yet."""
    await _LEARN.run(db, [(*seen, one) for one, seen in sorted(bsuids.items())])


async def set_addresses(db: AsyncConnection, contact: Contact) -> None:
    """Write a contact's present addresses down. Raises IntegrityError where another has one."""
    values = {"phone": contact.phone, "bsuid": contact.bsuid, "region": contact.region}
    await db.execute(_own(contact).values(**values, **_seen(contact)))


async def note_seen(db: AsyncConnection, contact: Contact) -> None:
    """Write down when a contact's present addresses were last seen to be theirs."""
    await db.execute(_own(contact).values(_seen(contact)))


def _own(contact: Contact) -> Update:
    return update(contacts).where(contacts.c.id == contact.id)


def _seen(contact: Contact) -> dict[str, float | None]:
    return {"phone_seen_at": contact.phone_seen_at, "bsuid_seen_at": contact.bsuid_seen_at}


async def readdress(
    db: AsyncConnection, contact_id: str, old: Iterable[str], new: str | None
) -> Readdressed:
    """Send what waits for an old address of a contact to the new one; without one, nothing is
    changed.
    """
    m = messages.c
    those = and_(m.contact_id == contact_id, among(db, m.recipient, list(old)))
    states = _MAY_COME_BACK if new is None else _MAY_LEAVE
    query = select(m.id, m.recipient).where(those, m.state.in_(states)).order_by(m.id)
    rows = await db.execute(locked(db, query))
    found: dict[str, str] = {row[0]: row[1] for row in rows}
    if new is None:
        return Readdressed({}, list(found))
    for part in chunks(found):
        await db.execute(update(messages).where(among(db, m.id, part)).values(recipient=new))
    return Readdressed(found, [])


async def known_as(db: AsyncConnection, phones: Iterable[str]) -> Mapping[str, str]:
    """By which number those are known now who have another spelling, or another number since.

    Numbers that are somebody's as they stand, and those nobody knows, are not in the answer.
    """
    listed = list(phones)
    found = await _moved(db, listed)
    others = {
        other: phone
        for phone in listed
        if phone.startswith(REWRITTEN)
        for other in spellings(phone)[1:]
    }
    for part in chunks(others):
        query = select(contacts.c.phone).where(among(db, contacts.c.phone, part))
        found |= {others[known]: known for (known,) in await db.execute(query)}
    taken = await _present(db, found)
    return {phone: known for phone, known in found.items() if phone not in taken}


async def _moved(db: AsyncConnection, phones: Sequence[str]) -> dict[str, str]:
    """The present numbers of those who had these before."""
    if (await db.execute(select(table.c.id).limit(1))).first() is None:
        return {}
    found: dict[str, str] = {}
    for part in chunks(phones):
        query = (
            select(table.c.value, contacts.c.phone)
            .join(contacts, contacts.c.id == table.c.contact_id)
            .where(
                among(db, table.c.value, part),
                table.c.kind == "phone",
                contacts.c.phone.is_not(None),
            )
            .order_by(table.c.until)
        )
        found |= {row[0]: row[1] for row in await db.execute(query)}
    return found


async def _present(db: AsyncConnection, phones: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for part in chunks(phones):
        query = select(contacts.c.phone).where(among(db, contacts.c.phone, part))
        found |= set((await db.execute(query)).scalars())
    return found
