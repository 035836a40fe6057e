"""Statements for statuses by the hundred: a few columns of many rows, set in one go."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import UpdateRows
from terkirim.store.messages import locked
from terkirim.store.rows import among, at_once, chunks
from terkirim.store.tables import attempts, contacts, messages
from terkirim.vocabulary.states import State

_STATES = {state.value: state for state in State}
_REACHED = UpdateRows(contacts, ("delivered_at", "read_at", "standing"), ("id",))


class Standing(NamedTuple):
    """Where a message is, what of it statuses need to know. `sent_at`: when it last left."""

    state: State
    attempts: int
    contact_id: str
    sent_at: float | None


class Made(NamedTuple):
    """The attempt Meta gave a message id: of which message, which one, when last heard of."""

    message_id: str
    number: int
    heard_at: float | None


async def made(db: AsyncConnection, wamids: Iterable[str]) -> dict[str, Made]:
    """The attempts of Meta's message ids."""
    a = attempts.c
    found: dict[str, Made] = {}
    for part in chunks(wamids):
        query = select(a.wamid, a.message_id, a.number, a.heard_at).where(among(db, a.wamid, part))
        found |= {row[0]: Made(row[1], row[2], row[3]) for row in (await db.execute(query)).all()}
    return found


async def standings(db: AsyncConnection, ids: Iterable[str]) -> dict[str, Standing]:
    """Where these messages are; nobody moves them before the transaction ends."""
    m = messages.c
    found: dict[str, Standing] = {}
    for part in chunks(sorted(ids)):
        query = select(m.id, m.state, m.attempts, m.contact_id, m.sent_at)
        query = query.where(among(db, m.id, part)).order_by(m.id)
        rows = (await db.execute(locked(db, query))).all()
        found |= {row[0]: Standing(_STATES[row[1]], *row[2:]) for row in rows}
    return found


async def set_state(db: AsyncConnection, ids: Iterable[str], state: State, now: float) -> None:
    """Set a state. What stood against a message that arrived stands no longer."""
    values: dict[str, Any] = {"state": state.value, "updated_at": now}
    if state in (State.DELIVERED, State.READ):
        values |= {"hold_id": None, "cause": None}
    for part in chunks(ids):
        await db.execute(update(messages).where(among(db, messages.c.id, part)).values(values))


async def heard(db: AsyncConnection, wamids: Iterable[str], now: float) -> None:
    """Note that something was heard of the attempts of these message ids."""
    for part in chunks(wamids):
        condition = among(db, attempts.c.wamid, part)
        await db.execute(update(attempts).where(condition).values(heard_at=now))


async def note_reached(
    db: AsyncConnection, reached: Mapping[str, float], read: Mapping[str, float]
) -> list[str]:
    """Note when contacts were last reached, and last read something, by id; older news is none.

    Answers for whom it was news; nobody else changes them before the transaction ends. Their rows
    are locked in the order of their phones, as lists do.
    """
    c = contacts.c
    changed: list[tuple[float, float | None, str, str]] = []
    for part in at_once(db, reached):
        query = select(c.id, c.delivered_at, c.read_at).where(among(db, c.id, part))
        for one, before, read_before in await db.execute(locked(db, query.order_by(c.phone, c.id))):
            delivered_at = max(reached[one], before or 0.0)
            read_at = max(read.get(one, 0.0), read_before or 0.0) or None
            if (delivered_at, read_at) != (before, read_before):
                changed.append((delivered_at, read_at, "active", one))
    await _REACHED.run(db, changed)
    return [row[3] for row in changed]
