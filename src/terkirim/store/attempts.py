"""Statements on attempts: one row per request, written when its end is known.

Until then the message says that it was begun: it is `sending`, and has its number and its instant.
Where something else must be noted of it before, `note_begun` writes it down.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    Row,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import InsertRows, UpdateRows
from terkirim.store.records import Attempt
from terkirim.store.rows import among, chunks, read
from terkirim.store.tables import OPEN, contacts, messages
from terkirim.store.tables import attempts as table
from terkirim.vocabulary.states import State

_LATEST = 1000
_LATEST_HEARD = 3000
_MANY_PEOPLE = 200
_BEGINNING = ("message_id", "number", "sender_id", "marketing", "started_at")
_OUTCOME = ("finished_at", "outcome", "http_status", "code", "wamid")

# What a status has told already, an answer that never came does not take back. A claim that was
# never written may bear the number of another: that one's attempt began at another instant.
_FINISH = InsertRows(
    table,
    (*_BEGINNING, *_OUTCOME),
    then="ON CONFLICT (message_id, number) DO UPDATE SET finished_at = excluded.finished_at,"
    " outcome = excluded.outcome, http_status = excluded.http_status,"
    " code = coalesce(excluded.code, attempts.code),"
    " wamid = coalesce(excluded.wamid, attempts.wamid)"
    " WHERE attempts.started_at = excluded.started_at",
)
_HEARD = UpdateRows(
    table,
    ("heard_at", "code", "wamid"),
    ("message_id", "number"),
    unless_null=("code",),
    first_wins=("wamid",),
)
_begun = (
    select(
        messages.c.id,
        messages.c.attempts,
        messages.c.sender_id,
        messages.c.category == "marketing",
        messages.c.sent_at,
    )
    .where(messages.c.state == State.SENDING.value)
    .where(
        ~select(table.c.number)
        .where(table.c.message_id == messages.c.id, table.c.number == messages.c.attempts)
        .exists()
    )
)

_REACHED = union_all(
    select(messages.c.contact_id, table.c.started_at)
    .select_from(table.join(messages, messages.c.id == table.c.message_id))
    .where(
        table.c.sender_id == bindparam("sender_id"),
        table.c.marketing.in_((True, False)),
        table.c.started_at >= bindparam("since"),
        messages.c.kind == "template",
        func.coalesce(table.c.outcome, "").not_in(("refused", "not_sent")),
    ),
    select(messages.c.contact_id, messages.c.sent_at).where(
        text(OPEN),
        messages.c.state == literal_column(f"'{State.SENDING}'"),
        messages.c.sender_id == bindparam("sender_id"),
        messages.c.kind == "template",
        messages.c.sent_at >= bindparam("since"),
    ),
)


class Unnamed(NamedTuple):
    """Attempts of a message without an id of Meta's: the first, the latest, the latest one whose
    answer is not written down yet (0: none).
    """

    first: int
    latest: int
    unanswered: int


async def note_begun(db: AsyncConnection, message_ids: Iterable[str]) -> None:
    """Write down the attempts under way of these messages."""
    for part in chunks(message_ids):
        under_way = _begun.where(among(db, messages.c.id, part))
        await db.execute(insert(table).from_select(_BEGINNING, under_way))


async def finish(db: AsyncConnection, ended: Sequence[Attempt]) -> None:
    """Write down how requests ended."""
    await _FINISH.run(db, [msgspec.structs.astuple(one)[:-1] for one in ended])


async def heard(
    db: AsyncConnection, statuses: Iterable[tuple[str, int, float, int | None, str]]
) -> None:
    """Note statuses: message id, attempt number, instant, error code if failed, wamid."""
    news: dict[tuple[str, int], tuple[float, int | None, str]] = {}
    for message_id, number, at, code, wamid in statuses:
        before = news.get((message_id, number), (at, None, wamid))
        news[message_id, number] = (at, before[1] if code is None else code, before[2])
    await _HEARD.run(db, [(*told, *attempt) for attempt, told in news.items()])


async def by_wamid(db: AsyncConnection, wamids: Iterable[str]) -> dict[str, Attempt]:
    """The attempts Meta gave these message ids."""
    found: dict[str, Attempt] = {}
    for part in chunks(wamids):
        for row in (await db.execute(select(table).where(among(db, table.c.wamid, part)))).all():
            found[row.wamid] = _attempt(row)
    return found


async def unnamed(db: AsyncConnection, message_ids: Iterable[str]) -> dict[str, Unnamed]:
    """The attempts that may have an id of Meta's we don't know; refused ones have none."""
    found: dict[str, Unnamed] = {}
    for part in chunks(message_ids):
        query = (
            select(
                table.c.message_id,
                func.min(table.c.number),
                func.max(table.c.number),
                func.max(case((table.c.outcome.is_(None), table.c.number), else_=0)),
            )
            .where(
                among(db, table.c.message_id, part),
                table.c.wamid.is_(None),
                func.coalesce(table.c.outcome, "ambiguous") == "ambiguous",
            )
            .group_by(table.c.message_id)
        )
        found |= {row[0]: Unnamed(*row[1:]) for row in (await db.execute(query)).all()}
        under_way = _begun.where(among(db, messages.c.id, part))
        for message_id, number, *_ in (await db.execute(under_way)).all():
            first = found[message_id].first if message_id in found else number
            found[message_id] = Unnamed(first, number, number)
    return found


async def of_message(db: AsyncConnection, message_id: str) -> list[Attempt]:
    """The attempts of one message in order."""
    query = select(table).where(table.c.message_id == message_id).order_by(table.c.number)
    return [_attempt(row) for row in (await db.execute(query)).all()]


async def spread(
    db: AsyncConnection, sender_id: str, code: int, since: float, *, marketing: bool
) -> tuple[int, int]:
    """Of a sender's attempts of a kind since then that Meta answered: how many, how many `code`."""
    query = select(
        func.count(), func.coalesce(func.sum(case((table.c.code == code, 1), else_=0)), 0)
    ).where(
        table.c.sender_id == sender_id,
        table.c.marketing == marketing,
        table.c.started_at >= since,
        table.c.heard_at.is_not(None),
    )
    answered, failing = (await db.execute(query)).one()
    return int(answered), int(failing)


async def spread_of_template(
    db: AsyncConnection, sender_id: str, template: tuple[str, str], code: int, since: float
) -> tuple[int, int]:
    """Of the latest answered attempts of a template (name, language): how many, how many `code`.

    Looks at the sender's latest thousand, so that it costs the same at any volume.
    """
    name, language = template
    latest = (
        select(table.c.message_id, table.c.code)
        .where(
            table.c.sender_id == sender_id,
            table.c.marketing.in_((True, False)),
            table.c.started_at >= since,
            table.c.finished_at.is_not(None),
        )
        .order_by(table.c.started_at.desc())
        .limit(_LATEST)
        .subquery()
    )
    query = (
        select(func.count(), func.coalesce(func.sum(case((latest.c.code == code, 1), else_=0)), 0))
        .select_from(latest.join(messages, messages.c.id == latest.c.message_id))
        .where(messages.c.template_name == name, messages.c.template_language == language)
    )
    answered, failing = (await db.execute(query)).one()
    return int(answered), int(failing)


async def people_failing(
    db: AsyncConnection, sender_id: str, code: int, since: float
) -> dict[str, bool]:
    """The contacts a sender's messages failed for with `code`, and whether one ever reached them.

    At most two hundred: whoever asks wants to know whether it is many.
    """
    query = (
        select(messages.c.contact_id, contacts.c.delivered_at.is_not(None))
        .select_from(
            table.join(messages, messages.c.id == table.c.message_id).join(
                contacts, contacts.c.id == messages.c.contact_id
            )
        )
        .where(
            table.c.sender_id == sender_id,
            table.c.marketing.in_((True, False)),
            table.c.started_at >= since,
            table.c.code == code,
        )
        .distinct()
        .limit(_MANY_PEOPLE)
    )
    return {str(contact): bool(reached) for contact, reached in (await db.execute(query)).all()}


async def reached(db: AsyncConnection, sender_id: str, since: float) -> list[tuple[str, float]]:
    """Whom a sender wrote to by template since then, and when; what is under way included."""
    rows = (await db.execute(_REACHED, {"sender_id": sender_id, "since": since})).all()
    return [(row[0], row[1]) for row in rows]


async def count_marketing(db: AsyncConnection, sender_id: str, since: float) -> int:
    """How many marketing messages a sender sent since then."""
    query = select(func.count()).where(
        table.c.sender_id == sender_id, table.c.marketing.is_(True), table.c.started_at >= since
    )
    return (await db.execute(query)).scalar_one()


async def last_heard(db: AsyncConnection, sender_id: str) -> float | None:
    """When the newest status for a message of a sender came: whether webhooks flow.

    Looks at the sender's latest thousands of attempts, so that it costs the same at any volume.
    """
    latest = union_all(
        *(
            select(table.c.heard_at)
            .where(table.c.sender_id == sender_id, table.c.marketing == marketing)
            .order_by(table.c.started_at.desc())
            .limit(_LATEST_HEARD)
            .subquery()
            .select()
            for marketing in (True, False)
        )
    ).subquery()
    at: float | None = (await db.execute(select(func.max(latest.c.heard_at)))).scalar()
    return at


def _attempt(row: Row[Any]) -> Attempt:
    return read(row, Attempt)
