"""Statements on the queue: which messages are due, sender by sender, the most urgent first."""

from operator import itemgetter

from sqlalchemy import Select, bindparam, literal, literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.messages import locked, select_messages
from terkirim.store.records import Message
from terkirim.store.rows import among, chunks
from terkirim.store.tables import messages, senders
from terkirim.vocabulary.states import State

# An index seek for each: a million messages that are due tomorrow cost the ones due now nothing.
PRIORITIES = range(10)

_m = messages.c
# Not bound: SQLite would plan anew every time, for an index may depend on it (see the agenda).
_queued = _m.state == literal_column(f"'{State.QUEUED}'")
_WAITING = (
    select(senders.c.id)
    .where(
        select(_m.id)
        .where(_queued, _m.sender_id == senders.c.id, _m.due_at <= bindparam("now"))
        .exists()
    )
    .order_by(senders.c.id)
)


def _due_of(priority: int) -> Select[int, str]:
    query = (
        select(_m.id)
        .where(
            _queued,
            _m.sender_id == bindparam("sender_id"),
            _m.priority == priority,
            _m.due_at <= bindparam("now"),
        )
        .order_by(_m.due_at, _m.id)
        .limit(bindparam("most"))
        .subquery()
    )
    return select(literal(priority), query.c.id)


_DUE = union_all(*(_due_of(priority) for priority in PRIORITIES))


async def senders_with_due(db: AsyncConnection, now: float) -> list[str]:
    """The senders that have something queued to send now."""
    return list((await db.execute(_WAITING, {"now": now})).scalars())


async def due(db: AsyncConnection, sender_id: str, now: float, limit: int) -> list[Message]:
    """What a sender has to send now, the most urgent first; nobody else may change it meanwhile."""
    values = {"sender_id": sender_id, "now": now, "most": limit}
    rows = (await db.execute(_DUE, values)).all()
    urgent_first = sorted(rows, key=itemgetter(0))[:limit]
    found: list[Message] = []
    for ids in chunks(row[1] for row in urgent_first):
        query = select(messages).where(among(db, _m.id, ids), _queued)
        found += await select_messages(db, locked(db, query, skip=True))
    return sorted(found, key=lambda one: (one.priority, one.due_at, one.id))
