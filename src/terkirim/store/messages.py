"""Statements on messages: the table that is the queue."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row, Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import InsertRows, UpdateRows
from terkirim.store.records import Message
from terkirim.store.rows import among, chunks
from terkirim.store.tables import EXPIRES, OPEN
from terkirim.store.tables import messages as table
from terkirim.vocabulary.states import State

# Column by column in the order of the record: the hot path reads and writes nothing by name.
FIELDS = tuple(Message.__struct_fields__)
COLUMNS = [table.c[name] for name in FIELDS]
_STATE, _CAUSES = FIELDS.index("state"), FIELDS.index("causes")
_STATES = {state.value: state for state in State}
_NO_CAUSES = "{}"
LEFT = ("sending", "unresolved", "accepted", "sent", "delivered", "read")
_ADD = InsertRows(table, FIELDS)
_ACCEPT = UpdateRows(
    table,
    ("state", "updated_at", "wamid"),
    ("id", "state", "attempts", "sent_at"),
    answer="id",
)


def _values(message: Message) -> tuple[Any, ...]:
    values = list(msgspec.structs.astuple(message))
    values[_STATE] = message.state.value
    values[_CAUSES] = _encoded(message.causes)
    return tuple(values)


def _encoded(causes: dict[str, int]) -> str:
    return msgspec.json.encode(causes).decode() if causes else _NO_CAUSES


def _message(row: Row[Any]) -> Message:
    values = list(row)
    values[_STATE] = _STATES[values[_STATE]]
    causes = values[_CAUSES]
    values[_CAUSES] = {} if causes == _NO_CAUSES else msgspec.json.decode(causes)
    return Message(*values)


def locked(db: AsyncConnection, query: Select[Any], *, skip: bool = False) -> Select[Any]:
    """In a transaction that changes: keep others from these rows, or pass over those they keep.

    SQLite has one writer and leaves the clause out.
    """
    if not db.sync_engine.get_execution_options().get("writes"):
        return query
    return query.with_for_update(skip_locked=skip)


async def select_messages(db: AsyncConnection, query: Select[Any]) -> list[Message]:
    """The messages a query on the whole table answers with."""
    query = query.with_only_columns(*COLUMNS, maintain_column_froms=True)
    return [_message(row) for row in (await db.execute(query)).all()]


async def add(db: AsyncConnection, new: Sequence[Message]) -> None:
    """Write new messages down. Raises IntegrityError on a key that is taken."""
    await _ADD.run(db, [_values(message) for message in new])


async def save(db: AsyncConnection, changed: Mapping[frozenset[str], Sequence[Message]]) -> None:
    """Write back what changed of messages: under the names of the fields, those they changed in."""
    for names, those in changed.items():
        own = tuple(sorted(names))
        rows = [(*[_column(one, name) for name in own], one.id) for one in those]
        await _saving(own).run(db, rows)


@cache
def _saving(names: tuple[str, ...]) -> UpdateRows:
    return UpdateRows(table, names, ("id",))


def _column(message: Message, name: str) -> Any:
    value = getattr(message, name)
    if name == "state":
        return value.value
    return _encoded(value) if name == "causes" else value


async def load(db: AsyncConnection, ids: Iterable[str]) -> dict[str, Message]:
    """The messages of these ids that exist, by id; locked where the transaction changes."""
    found: dict[str, Message] = {}
    for part in chunks(sorted(ids)):
        query = select(table).where(among(db, table.c.id, part)).order_by(table.c.id)
        for message in await select_messages(db, locked(db, query)):
            found[message.id] = message
    return found


async def due(
    db: AsyncConnection, states: Iterable[State], now: float, limit: int
) -> list[Message]:
    """Messages in these states, all of them open, whose time has come; the earliest first."""
    found: list[Message] = []
    for state in states:  # one at a time: in this order the index holds them
        query = select(table).where(text(OPEN), table.c.state == state.value, table.c.due_at <= now)
        query = query.order_by(table.c.due_at, table.c.id).limit(limit)
        found += await select_messages(db, locked(db, query, skip=True))
    return sorted(found, key=lambda one: (one.due_at, one.id))[:limit]


class Claim(NamedTuple):
    """How a message is claimed: in what state, by which attempt, and when that left."""

    state: State
    attempts: int
    sent_at: float | None


async def claims(db: AsyncConnection, ids: Iterable[str]) -> dict[str, Claim]:
    """How messages are claimed, locked where the transaction changes."""
    found: dict[str, Claim] = {}
    for part in chunks(sorted(ids)):
        query = select(table.c.id, table.c.state, table.c.attempts, table.c.sent_at)
        query = query.where(among(db, table.c.id, part)).order_by(table.c.id)
        for row in (await db.execute(locked(db, query))).all():
            found[row[0]] = Claim(_STATES[row[1]], row[2], row[3])
    return found


async def accept(
    db: AsyncConnection, taken: Mapping[str, tuple[Claim, str]], now: float
) -> set[str]:
    """Messages that Meta took, by id: how each was claimed, and Meta's message id for it.

    Answers which of them were still claimed so and are accepted now.
    """
    rows = [
        (State.ACCEPTED.value, now, wamid, one, claim.state.value, claim.attempts, claim.sent_at)
        for one, (claim, wamid) in sorted(taken.items())
    ]
    return {row[0] for row in await _ACCEPT.run(db, rows)}


async def in_state(
    db: AsyncConnection, state: State, limit: int = 1000, sender_id: str | None = None
) -> list[Message]:
    """Messages in an open state, those that are due longest first."""
    query = select(table).where(text(OPEN), table.c.state == state.value)
    query = query.order_by(table.c.due_at, table.c.id).limit(limit)
    if sender_id is not None:
        query = query.where(table.c.sender_id == sender_id)
    return await select_messages(db, locked(db, query, skip=True))


async def held_by(db: AsyncConnection, hold_id: str, limit: int) -> list[Message]:
    """What a hold holds, oldest first."""
    query = select(table).where(table.c.hold_id == hold_id, table.c.state == State.HELD.value)
    query = query.order_by(table.c.priority, table.c.id).limit(limit)
    return await select_messages(db, locked(db, query, skip=True))


async def count_held(db: AsyncConnection, hold_id: str) -> int:
    """How many messages a hold holds."""
    query = select(func.count()).where(
        table.c.hold_id == hold_id, table.c.state == State.HELD.value
    )
    return (await db.execute(query)).scalar_one()


async def expired(db: AsyncConnection, now: float, limit: int) -> list[Message]:
    """Messages whose life ended before they left."""
    query = select(table).where(text(EXPIRES), table.c.expires_at <= now)
    return await select_messages(db, locked(db, query.limit(limit), skip=True))
