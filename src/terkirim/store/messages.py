"""Statements on messages: the table that is the queue."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.records import Message
from terkirim.store.rows import chunks, columns, read
from terkirim.store.tables import messages as table
from terkirim.vocabulary.states import State

_MUTABLE = (
    "state",
    "due_at",
    "hold_id",
    "released_from",
    "cause",
    "causes",
    "attempts",
    "wamid",
    "updated_at",
)
_SAVE = (
    update(table)
    .where(table.c.id == bindparam("own_id"))
    .values({name: bindparam(f"new_{name}") for name in _MUTABLE})
)


def _values(message: Message) -> dict[str, Any]:
    return columns(
        message,
        table,
        state=message.state.value,
        causes=msgspec.json.encode(message.causes).decode(),
    )


def _message(row: Row[Any]) -> Message:
    return read(row, Message, causes=msgspec.json.decode(row.causes))


def _locked(db: AsyncConnection, query: Select[Any], *, skip: bool = False) -> Select[Any]:
    """In a transaction that changes: keep others from these rows, or pass over those they keep.

    SQLite has one writer and leaves the clause out.
    """
    if not db.sync_engine.get_execution_options().get("writes"):
        return query
    return query.with_for_update(skip_locked=skip)


async def select_messages(db: AsyncConnection, query: Select[Any]) -> list[Message]:
    """The messages a query on the whole table answers with."""
    return [_message(row) for row in (await db.execute(query)).all()]


async def add(db: AsyncConnection, new: Sequence[Message]) -> None:
    """Write new messages down. Raises IntegrityError on a key that is taken."""
    if new:
        await db.execute(insert(table), [_values(message) for message in new])


async def save(db: AsyncConnection, changed: Iterable[Message]) -> None:
    """Write back what may change of a message."""
    rows = []
    for message in changed:
        values = _values(message)
        rows.append({"own_id": message.id, **{f"new_{name}": values[name] for name in _MUTABLE}})
    if rows:
        await db.execute(_SAVE, rows)


async def load(db: AsyncConnection, ids: Iterable[str]) -> dict[str, Message]:
    """The messages of these ids that exist, by id; locked where the transaction changes."""
    found: dict[str, Message] = {}
    for part in chunks(sorted(ids)):
        query = select(table).where(table.c.id.in_(part)).order_by(table.c.id)
        for message in await select_messages(db, _locked(db, query)):
            found[message.id] = message
    return found


async def by_idempotency_key(db: AsyncConnection, key: str) -> Message | None:
    """The message a key was used for."""
    rows = await select_messages(db, select(table).where(table.c.idempotency_key == key))
    return rows[0] if rows else None


async def in_campaign(db: AsyncConnection, campaign_id: str) -> set[str]:
    """The contacts a campaign has a message for."""
    query = select(table.c.contact_id).where(table.c.campaign_id == campaign_id)
    return set((await db.execute(query)).scalars())


async def due(
    db: AsyncConnection, state: State, now: float, limit: int, sender_id: str | None = None
) -> list[Message]:
    """Messages in a state whose time has come, the most urgent first."""
    query = select(table).where(table.c.state == state.value, table.c.due_at <= now)
    if sender_id is not None:
        query = query.where(table.c.sender_id == sender_id)
    query = query.order_by(table.c.priority, table.c.due_at, table.c.id).limit(limit)
    return await select_messages(db, _locked(db, query, skip=True))


async def senders_with_due(db: AsyncConnection, now: float) -> list[str]:
    """The senders that have something queued to send now."""
    query = (
        select(table.c.sender_id)
        .where(table.c.state == State.QUEUED.value, table.c.due_at <= now)
        .distinct()
    )
    return sorted((await db.execute(query)).scalars())


async def in_state(db: AsyncConnection, state: State, limit: int = 1000) -> list[Message]:
    """Messages in a state, oldest first."""
    query = select(table).where(table.c.state == state.value).order_by(table.c.id).limit(limit)
    return await select_messages(db, _locked(db, query, skip=True))


async def held_by(db: AsyncConnection, hold_id: str, limit: int) -> list[Message]:
    """What a hold holds, oldest first."""
    query = select(table).where(table.c.hold_id == hold_id, table.c.state == State.HELD.value)
    query = query.order_by(table.c.priority, table.c.id).limit(limit)
    return await select_messages(db, _locked(db, query, skip=True))


async def count_held(db: AsyncConnection, hold_id: str) -> int:
    """How many messages a hold holds."""
    query = select(func.count()).where(
        table.c.hold_id == hold_id, table.c.state == State.HELD.value
    )
    return (await db.execute(query)).scalar_one()


async def expired(db: AsyncConnection, now: float, limit: int) -> list[Message]:
    """Messages whose life ended before they left."""
    waiting = [State.QUEUED.value, State.HELD.value, State.SCHEDULED.value]
    query = select(table).where(table.c.state.in_(waiting), table.c.expires_at <= now)
    return await select_messages(db, _locked(db, query.limit(limit), skip=True))
