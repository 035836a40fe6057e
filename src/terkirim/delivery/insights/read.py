"""The read service: overview, timelines, lists. It changes nothing."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from typing import Any

import msgspec

from terkirim.delivery.insights.model import CauseCount, HoldView, Overview, Station, Timeline
from terkirim.errors import NotFound
from terkirim.store import (
    Message,
    Store,
    Webhook,
    alerts,
    attempts,
    contacts,
    events,
    holds,
    messages,
    sms,
    webhooks,
)
from terkirim.store import insights as queries
from terkirim.store.engine import Connection
from terkirim.vocabulary.text import Text


class Insights:
    """Answers questions about what happened."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def overview(self) -> Overview:
        """States, causes, open holds and alerts, all of one instant."""
        async with self._store.read() as db:
            active = await holds.active(db)
            held = await holds.counts(db)
            return Overview(
                states=await queries.states(db),
                causes=await _causes(db),
                alerts=tuple(await alerts.every(db)),
                holds=tuple(HoldView(hold, held.get(hold.id, 0)) for hold in active),
                sms=await sms.counts(db),
                webhooks=await webhooks.counts(db),
                inactive=await contacts.count_inactive(db),
            )

    async def timeline(self, message_id: str) -> Timeline:
        """The timeline of a message, by our id or Meta's. Raises NotFound."""
        async with self._store.read() as db:
            message = await _message(db, message_id)
            known = await contacts.by_id(db, [message.contact_id])
            return Timeline(
                message=message,
                contact=known.get(message.contact_id),
                stations=tuple(
                    Station(event.at, event.kind, event.state, msgspec.json.decode(event.data))
                    for event in await events.of_message(db, message.id)
                ),
                attempts=tuple(await attempts.of_message(db, message.id)),
                hold=await holds.get(db, message.hold_id) if message.hold_id else None,
                sms=await sms.of_message(db, message.id),
            )

    async def sms_called_off(self) -> frozenset[str]:
        """The messages whose SMS was called off before it left."""
        async with self._store.read() as db:
            return frozenset(one.message_id for one in await sms.in_state(db, "cancelled"))

    async def recent(
        self, state: str | None = None, cause: str | None = None, limit: int = 50, offset: int = 0
    ) -> list[Message]:
        """Messages, newest first, of one state or cause if wanted."""
        async with self._store.read() as db:
            return await queries.recent(db, state, cause, limit, offset)

    async def to_recipient(self, address: str) -> list[Message]:
        """The messages to one number or user id, newest first."""
        async with self._store.read() as db:
            return await queries.to_recipient(db, address, 100)

    async def every_message(self) -> AsyncIterator[Message]:
        """Every message, in order of its id."""
        after = ""
        while True:
            async with self._store.read() as db:
                page = await queries.after(db, after, 1000)
            for message in page:
                yield message
            if not page:
                return
            after = page[-1].id

    async def set_aside(self) -> list[Webhook]:
        """Webhooks that were not applied: quarantined, or from an unknown sender."""
        async with self._store.read() as db:
            return await webhooks.set_aside(db)


async def _message(db: Connection, wanted: str) -> Message:
    found = await messages.load(db, [wanted])
    if wanted not in found:
        made = await attempts.by_wamid(db, [wanted])
        found = await messages.load(db, [attempt.message_id for attempt in made.values()])
    for message in found.values():
        return message
    raise NotFound(
        Text(id=f"Tidak ada pesan dengan id “{wanted}”.", en=f"There is no message “{wanted}”.")
    )


def _applied(kind: str, data: dict[str, Any]) -> list[str]:
    """The remedies an event tells of, each where it took effect and once."""
    if kind == "alerted":
        return ["alert"]
    if kind == "left_out":
        return ["give_up"]
    if kind == "kept_back":
        return [data["remedy"]]
    named = [remedy["remedy"] for remedy in data["remedies"]]
    unsaid = {"alert", "give_up"} if kind == "judged" else {"alert"}
    return [name for name in named if name not in unsaid]


async def _causes(db: Connection) -> dict[str, CauseCount]:
    """Counted from the event log: decisions, and what holds kept back."""
    met: dict[str, set[str]] = defaultdict(set)
    remedies: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, message_id, raw in await queries.decisions(db):
        data = msgspec.json.decode(raw)
        met[data["cause"]].add(message_id)
        remedies[data["cause"]].update(_applied(kind, data))
    return {
        cause: CauseCount(len(ids), dict(sorted(remedies[cause].items())))
        for cause, ids in sorted(met.items())
    }
