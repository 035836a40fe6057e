"""Statements on checks: what checkers said of numbers, the last word of each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.knowledge.diagnosis.evidence import CHECK_COUNTS_FOR
from terkirim.store.bulk import InsertRows
from terkirim.store.rows import among, chunks
from terkirim.store.tables import checks as table
from terkirim.store.tables import contacts, messages
from terkirim.vocabulary.states import State


class Check(NamedTuple):
    """A verdict of one checker on one number (E.164), and when it was given."""

    phone: str
    checker: str
    verdict: str
    details: Mapping[str, str]
    checked_at: float


_SAVE = InsertRows(
    table,
    ("phone", "checker", "verdict", "details", "checked_at"),
    then="ON CONFLICT (phone, checker) DO UPDATE SET verdict = excluded.verdict,"
    " details = excluded.details, checked_at = excluded.checked_at",
)
_ALL = select(*(table.c[name] for name in Check._fields))


async def save(db: AsyncConnection, new: Iterable[Check]) -> None:
    """Write verdicts down in place of what the same checker said before."""
    rows = [(one[0], one[1], one[2], _text(one.details), one.checked_at) for one in new]
    await _SAVE.run(db, sorted(rows))


async def said_since(
    db: AsyncConnection, checker: str, phones: Iterable[str], since: float
) -> dict[str, Check]:
    """What one checker said of these numbers at or after an instant, by number."""
    found: dict[str, Check] = {}
    for part in chunks(phones):
        query = _ALL.where(
            among(db, table.c.phone, part),
            table.c.checker == checker,
            table.c.checked_at >= since,
        )
        found |= {row[0]: _check(row) for row in await db.execute(query)}
    return found


async def said_of(db: AsyncConnection, phones: Iterable[str]) -> dict[str, list[Check]]:
    """What every checker said of these numbers, the newest first."""
    found: dict[str, list[Check]] = {}
    for part in chunks(phones):
        query = _ALL.where(among(db, table.c.phone, part)).order_by(table.c.checked_at.desc())
        for row in await db.execute(query):
            found.setdefault(row[0], []).append(_check(row))
    return found


async def any_known(db: AsyncConnection) -> bool:
    """Whether a checker was ever asked."""
    return (await db.execute(select(table.c.phone).limit(1))).first() is not None


async def doubted_in(db: AsyncConnection, campaign_id: str, since: float, now: float) -> int:
    """How many of those a campaign has entered since an instant, and not left out, are doubted."""
    if not await any_known(db):
        return 0
    entered = exists().where(
        messages.c.contact_id == contacts.c.id,
        messages.c.campaign_id == campaign_id,
        messages.c.created_at >= since,
        messages.c.state != State.CANCELLED.value,
    )
    query = select(func.count()).select_from(contacts).where(doubted(now), entered)
    return int((await db.execute(query)).scalar_one())


def doubted(now: float) -> ColumnElement[bool]:
    """That a contact's number has no WhatsApp is what checkers said last, lately, and nothing that
    reached or came from them says otherwise: `delivery.checkers.rules`, for many at a time.
    """
    said, later = table.alias(), table.alias()
    taken_back = exists().where(
        later.c.phone == said.c.phone,
        later.c.verdict == "has_whatsapp",
        later.c.checked_at >= said.c.checked_at,
    )
    says_no = exists().where(
        said.c.phone == contacts.c.phone,
        said.c.verdict == "no_whatsapp",
        said.c.checked_at >= now - CHECK_COUNTS_FOR,
        ~taken_back,
    )
    unseen = contacts.c.delivered_at.is_(None) & contacts.c.inbound_at.is_(None)
    return unseen & says_no


def _check(row: Sequence[Any]) -> Check:
    return Check(row[0], row[1], row[2], msgspec.json.decode(row[3]), row[4])


def _text(details: Mapping[str, str]) -> str:
    return msgspec.json.encode(details).decode()
