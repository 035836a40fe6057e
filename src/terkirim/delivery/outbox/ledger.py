"""Changes to messages, gathered in memory and written in one go with their events."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from terkirim.delivery.outbox.transitions import require
from terkirim.store import Event, Message, events, messages
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.states import State

_MOVED = frozenset({"state", "updated_at"})


class Ledger:
    """One transaction's worth of changes. Whatever changes a message also says so in its events."""

    def __init__(self, loaded: Mapping[str, Message], now: float) -> None:
        """`loaded`: the messages as the same transaction read them."""
        self._messages = dict(loaded)
        self._changed: dict[str, frozenset[str]] = {}
        self._added: list[Message] = []
        self._events: list[Event] = []
        self.now = now

    @classmethod
    async def load(cls, db: Connection, ids: Iterable[str], now: float) -> "Ledger":
        """Begin with these messages."""
        return cls(await messages.load(db, ids), now)

    def __getitem__(self, message_id: str) -> Message:
        return self._messages[message_id]

    def __contains__(self, message_id: str) -> bool:
        return message_id in self._messages

    def move(
        self, message_id: str, state: State, kind: str, data: object = None, **changes: Any
    ) -> Message:
        """Bring a message into a state, with the event `kind` that says why.

        Raises IllegalTransition.
        """
        message = self._messages[message_id]
        require(message.state, state)
        moved = msgspec.structs.replace(message, state=state, updated_at=self.now, **changes)
        self._messages[message_id] = moved
        self._mark(message_id, _MOVED.union(changes))
        self.note(message_id, kind, data)
        return moved

    def change(self, message_id: str, **changes: Any) -> Message:
        """Change something of a message that is not its state."""
        changed = msgspec.structs.replace(self._messages[message_id], **changes)
        self._messages[message_id] = changed
        self._mark(message_id, frozenset(changes))
        return changed

    def blame(self, message_id: str, cause: Cause) -> Message:
        """Count a failure by cause; it is the message's cause until something better happens."""
        message = self._messages[message_id]
        causes = {**message.causes, cause.value: message.causes.get(cause.value, 0) + 1}
        return self.change(message_id, causes=causes, cause=cause.value)

    def note(self, message_id: str, kind: str, data: object = None) -> None:
        """Write an event that changes no state."""
        encoded = msgspec.json.encode(data if data is not None else {}).decode()
        state = self._messages[message_id].state
        self._events.append(Event(message_id, self.now, kind, state, encoded))

    def add(self, message: Message, kind: str, data: object = None) -> None:
        """Enter a new message."""
        self._messages[message.id] = message
        self._added.append(message)
        self.note(message.id, kind, data)

    async def write(self, db: Connection) -> None:
        """Write everything down."""
        for message in self._added:
            self._changed.pop(message.id, None)
        await messages.add(db, [self._messages[message.id] for message in self._added])
        alike: dict[frozenset[str], list[Message]] = {}
        for message_id, names in sorted(self._changed.items()):
            alike.setdefault(names, []).append(self._messages[message_id])
        await messages.save(db, alike)
        await events.add(db, self._events)

    def _mark(self, message_id: str, names: frozenset[str]) -> None:
        known = self._changed.get(message_id)
        self._changed[message_id] = names if known is None else known | names
