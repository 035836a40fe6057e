"""Statuses that only carry a message forward, by the hundred: the ledger's way without its rows."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from terkirim.delivery.outbox.transitions import IN_FLIGHT, may
from terkirim.store import Event, events, progress
from terkirim.store.engine import Connection
from terkirim.store.progress import Standing
from terkirim.vocabulary.states import State

TARGETS = {
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.READ,
    "played": State.READ,
}


class Told(NamedTuple):
    """A status of TARGETS, the message it is about and the number of the attempt."""

    message_id: str
    attempt: int
    status: str
    at: float


async def advance(
    db: Connection, told: Sequence[Told], standings: Mapping[str, Standing], now: float
) -> None:
    """Bring messages to where their statuses say, each step with its event.

    `standings`: the messages as this transaction found and locked them.
    """
    reached: dict[str, State] = {}
    steps: list[Event] = []
    for one in told:
        standing, target = standings[one.message_id], TARGETS[one.status]
        state = reached.get(one.message_id, standing.state)
        if may(state, target) and (target != State.SENT or _under_way(one, standing, state)):
            reached[one.message_id] = target
            steps.append(Event(one.message_id, now, target.value, target))
    for target in (State.SENT, State.DELIVERED, State.READ):
        ids = sorted(message_id for message_id, state in reached.items() if state == target)
        await progress.set_state(db, ids, target, now)
    await events.add(db, steps)


def _under_way(told: Told, standing: Standing, state: State) -> bool:
    """That a message was sent says something about the attempt under way only."""
    return told.attempt == standing.attempts and state in IN_FLIGHT
