"""Statements on segments: named conditions, who meets one, and what stands against writing to them.

Whoever meets a condition is looked at once, and each for one reason: the first that applies.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from sqlalchemy import (
    ColumnElement,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store import checks
from terkirim.store.conditions import Condition, in_sql, own_text
from terkirim.store.fitness import UNREACHED
from terkirim.store.messages import LEFT, locked
from terkirim.store.records import Contact
from terkirim.store.rows import among, chunks, read
from terkirim.store.tables import contacts, holds, messages
from terkirim.store.tables import segments as named
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.scopes import Scope

EXCLUDES = ("no_address", "user_id_only", "opted_out", "no_consent", "no_whatsapp", "inactive")
WAITS = ("held", "had_enough")

_MOST_NAMES = 1000


class Segment(msgspec.Struct, frozen=True):
    """A condition on contacts that has a name; `expression` is how a person wrote it."""

    name: str
    expression: str
    created_at: float


class Sift(NamedTuple):
    """For what people are sifted. `category`: Meta's, lower case; `by_sms`: who cannot be reached
    by WhatsApp gets an SMS; `a_day`: marketing messages to a person in 24 h, 0 for no cap.
    """

    now: float
    category: str = "marketing"
    by_sms: bool = False
    a_day: int = 0

    @property
    def marketing(self) -> bool:
        """Whether the rules of marketing apply."""
        return self.category == "marketing"


class Sifted(NamedTuple):
    """A person at the moment of writing to them: a phone number or user id, "" for neither;
    `reason`: the one of EXCLUDES that stands against it, None for none.
    """

    address: str
    reason: str | None


class Share(NamedTuple):
    """So many people for one reason, None for none; two of their addresses. `doubted`: whether a
    checker said that they have no WhatsApp.
    """

    reason: str | None
    doubted: bool
    people: int
    first: str
    last: str


async def put(db: AsyncConnection, segment: Segment) -> bool:
    """Keep a segment; answers whether there was one of that name, which it replaces."""
    replaced = await remove(db, segment.name)
    await db.execute(insert(named), [msgspec.structs.asdict(segment)])
    return replaced


async def by_name(db: AsyncConnection, name: str) -> Segment | None:
    """A segment by its name."""
    row = (await db.execute(select(named).where(named.c.name == name))).one_or_none()
    return read(row, Segment) if row else None


async def every(db: AsyncConnection) -> list[Segment]:
    """All segments, by their names."""
    rows = (await db.execute(select(named).order_by(named.c.name))).all()
    return [read(row, Segment) for row in rows]


async def remove(db: AsyncConnection, name: str) -> bool:
    """Forget a segment; answers whether there was one."""
    return (await db.execute(delete(named).where(named.c.name == name))).rowcount > 0


async def nobodys(db: AsyncConnection, fields: Iterable[str]) -> list[str]:
    """Those of these list fields in which no contact has anything."""
    found = []
    for field in fields:
        has = own_text(field, db.dialect.name) != ""
        known = await db.execute(select(literal(1)).select_from(contacts).where(has).limit(1))
        if known.first() is None:
            found.append(field)
    return found


async def field_names(db: AsyncConnection) -> list[str]:
    """The fields contacts have from their lists."""
    if db.dialect.name == "postgresql":
        query = select(func.json_object_keys(contacts.c.fields.cast(JSON))).distinct()
    else:
        each = func.json_each(contacts.c.fields).table_valued("key")
        query = select(each.c.key).select_from(contacts.join(each, literal(1) == 1)).distinct()
    return sorted((await db.execute(query.limit(_MOST_NAMES))).scalars())


async def shares(db: AsyncConnection, condition: Condition, sift: Sift) -> list[Share]:
    """Who meets a condition, counted by what stands against writing to them."""
    doubt = checks.doubted(sift.now) if await checks.any_known(db) else false()
    looked_at = (
        select(_reason(sift).label("reason"), _address().label("address"), doubt.label("doubted"))
        .where(in_sql(condition, sift.now, db.dialect.name))
        .subquery()
    )
    seen = looked_at.c
    those = (seen.reason, seen.doubted)
    query = select(*those, func.count(), func.min(seen.address), func.max(seen.address))
    return [Share(*row) for row in (await db.execute(query.group_by(*those))).all()]


async def page(
    db: AsyncConnection, condition: Condition, now: float, after: str, limit: int
) -> list[Contact]:
    """Contacts that meet a condition, in order of their ids, whatever stands against writing to
    them.
    """
    meets = in_sql(condition, now, db.dialect.name)
    query = select(contacts).where(contacts.c.id > after, meets)
    rows = await db.execute(query.order_by(contacts.c.id).limit(limit))
    return [read(row, Contact) for row in rows.all()]


async def sifted(db: AsyncConnection, contact_ids: Iterable[str], sift: Sift) -> dict[str, Sifted]:
    """Those of these contacts there still are, by id; locked where the transaction changes, so that
    nobody says no meanwhile.
    """
    own = (contacts.c.id, _address(), case(*_excludes(sift)))
    found: dict[str, Sifted] = {}
    for part in chunks(contact_ids):
        query = select(*own).where(among(db, contacts.c.id, part)).order_by(contacts.c.phone)
        for contact_id, *seen in (await db.execute(locked(db, query))).all():
            found[contact_id] = Sifted(*seen)
    return found


def _reason(sift: Sift) -> ColumnElement[str | None]:
    """What stands against writing to a contact: the first of EXCLUDES and WAITS that applies."""
    whens = [*_excludes(sift), (_waits(sift), "held")]
    if sift.marketing and sift.a_day:
        whens.append((_had_enough(sift), "had_enough"))
    return case(*whens)


def _excludes(sift: Sift) -> list[tuple[ColumnElement[bool], str]]:
    person = contacts.c
    unaddressed: ColumnElement[bool] = person.phone.is_(None) & person.bsuid.is_(None)
    whens = [(unaddressed, "no_address")]
    if sift.category == "authentication":  # one-time codes go to numbers only: 131062
        whens.append((person.phone.is_(None), "user_id_only"))
    return [*whens, *_disagreed(sift), *_unreached(sift)]


def _disagreed(sift: Sift) -> list[tuple[ColumnElement[bool], str]]:
    """Marketing needs a yes, a utility message the absence of a no; the rest was asked for."""
    person = contacts.c
    if sift.marketing:
        stopped = _held(Scope.RECIPIENT_MARKETING, holds.c.cause == Cause.OPTED_OUT.value)
        refused = or_(person.consent == "no", stopped)
        return [(refused, "opted_out"), (person.consent != "yes", "no_consent")]
    if sift.category == "utility":
        stopped = _held(Scope.RECIPIENT_UTILITY, holds.c.cause == Cause.OPTED_OUT.value)
        return [(or_(person.utility_consent == "no", stopped), "opted_out")]
    return []


def _unreached(sift: Sift) -> list[tuple[ColumnElement[bool], str]]:
    """Whom WhatsApp does not reach; with an SMS text, those among them who have no number."""
    absent = _held(Scope.RECIPIENT, holds.c.cause == Cause.NO_WHATSAPP.value)
    silent = _held(Scope.RECIPIENT, holds.c.cause == Cause.UNREACHABLE.value)
    inactive = or_(contacts.c.standing == "inactive", silent)
    if sift.by_sms:
        numberless = contacts.c.phone.is_(None)
        absent, inactive = numberless & absent, numberless & inactive
    return [(absent, "no_whatsapp"), (inactive, "inactive")]


def _waits(sift: Sift) -> ColumnElement[bool]:
    held = _held(Scope.RECIPIENT, holds.c.cause.not_in(UNREACHED))
    if not sift.marketing:
        return held
    other = holds.c.cause != Cause.OPTED_OUT.value
    return or_(held, _held(Scope.RECIPIENT_MARKETING, other))


def _held(scope: Scope, causes: ColumnElement[bool]) -> ColumnElement[bool]:
    hold = holds.c
    conditions = (hold.lifted_at.is_(None), hold.scope == scope.value, hold.key == contacts.c.id)
    return exists().where(*conditions, causes)


def _had_enough(sift: Sift) -> ColumnElement[bool]:
    """As the pace counts it: what left in 24 h, unless a window is open."""
    sent = (
        select(func.count())
        .where(
            messages.c.contact_id == contacts.c.id,
            messages.c.category == "marketing",
            messages.c.sent_at > sift.now - DAY,
            messages.c.state.in_(LEFT),
        )
        .scalar_subquery()
    )
    closed = func.coalesce(contacts.c.inbound_at, 0.0) <= sift.now - DAY
    return closed & (sent >= sift.a_day)


def _address() -> ColumnElement[str]:
    return func.coalesce(contacts.c.phone, contacts.c.bsuid, "")
