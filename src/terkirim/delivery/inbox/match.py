"""Statuses matched to their messages, and what of them only carries messages forward.

Failures, and signs of life of people who are held for never answering, are left to `statuses`.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from terkirim.cloudapi.webhooks import StatusUpdate
from terkirim.delivery.inbox.recipients import Named, Recipients
from terkirim.delivery.inbox.which_attempt import attempt_of
from terkirim.delivery.outbox.advance import TARGETS, Told, advance
from terkirim.store import attempts, contacts, holds, progress
from terkirim.store.attempts import Unnamed
from terkirim.store.engine import Connection
from terkirim.store.progress import Made, Standing
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.states import State

UNREACHED = (Cause.UNREACHABLE, Cause.NO_WHATSAPP)
_HEARD_LATELY = 60.0  # seconds in which hearing of an attempt again is not worth a write


class Sorted(NamedTuple):
    """What each status is, by its place among those that were given."""

    easy: set[int]
    difficult: set[int]
    unknown: set[int]


class PlainBook:
    """One batch of statuses, matched to messages that nobody else moves meanwhile."""

    def __init__(
        self,
        statuses: Sequence[StatusUpdate],
        made: Mapping[str, Made],
        standings: Mapping[str, Standing],
        unnamed: Mapping[str, Unnamed],
    ) -> None:
        self._statuses = statuses
        self._made = made
        self._standings = standings
        self._unnamed = unnamed
        self._recipients = Recipients({}, frozenset())
        self._told: dict[int, Told] = {}
        for place, status in enumerate(statuses):
            match = self._match(status)
            if match is not None:
                self._told[place] = Told(*match, status.status, status.at)

    @classmethod
    async def open(cls, db: Connection, statuses: Sequence[StatusUpdate]) -> "PlainBook":
        """Match by Meta's message id, else by our id, which Meta echoes."""
        made = await progress.made(db, [status.wamid for status in statuses])
        named = {one.message_id for one in made.values()}
        echoed = {status.callback_data for status in statuses if status.callback_data}
        standings = await progress.standings(db, named | echoed)
        nameless = [one.callback_data or "" for one in statuses if one.wamid not in made]
        return cls(statuses, made, standings, await attempts.unnamed(db, nameless))

    async def sort(self, db: Connection) -> Sorted:
        """Which can be applied here, which need more than that, which are of no known message."""
        named = [
            self._named(one, self._statuses[place])
            for place, one in self._told.items()
            if one.status != "sent"
        ]
        self._recipients = await Recipients.compare(db, named)
        people = {one[0] for one in named}
        held = await holds.active_on(db, Scope.RECIPIENT, sorted(people), UNREACHED)
        keys = self._recipients.puzzling.union(hold.key for hold in held)
        difficult = {
            place
            for place, one in self._told.items()
            if one.status not in TARGETS or self._contact(one) in keys
        }
        unknown = {place for place in range(len(self._statuses)) if place not in self._told}
        return Sorted(set(self._told) - difficult, difficult, unknown)

    async def apply(self, db: Connection, places: Sequence[int], now: float) -> None:
        """Apply the statuses at these places, which are easy."""
        told = [self._told[place] for place in places]
        nameless = [self._statuses[place].wamid not in self._made for place in places]
        await attempts.note_begun(
            db, [one.message_id for one, new in zip(told, nameless, strict=True) if new]
        )
        await advance(db, told, self._standings, now)
        await self._note_heard(db, places, now)
        await self._note_reached(db, told)
        await self._recipients.learn(db, map(self._contact, told))

    def _match(self, status: StatusUpdate) -> tuple[str, int] | None:
        made = self._made.get(status.wamid)
        if made is not None and made.message_id in self._standings:
            return made.message_id, made.number
        ours = status.callback_data or ""
        standing = self._standings.get(ours)
        if standing is None or not standing.attempts:
            return None
        number = attempt_of(status, self._unnamed)
        return None if number is None else (ours, number)

    def _named(self, told: Told, status: StatusUpdate) -> Named:
        standing = self._standings[told.message_id]
        return standing.contact_id, status, standing.sent_at

    def _contact(self, told: Told) -> str:
        return self._standings[told.message_id].contact_id

    async def _note_heard(self, db: Connection, places: Sequence[int], now: float) -> None:
        """Webhooks flow; and where the answer was lost, here is Meta's id."""
        again: set[str] = set()
        first = []
        for place in places:
            told, wamid = self._told[place], self._statuses[place].wamid
            made = self._made.get(wamid)
            if made is None:
                first.append((told.message_id, told.attempt, now, None, wamid))
            elif made.heard_at is None or made.heard_at < now - _HEARD_LATELY:
                again.add(wamid)
        await progress.heard(db, sorted(again), now)
        await attempts.heard(db, first)

    async def _note_reached(self, db: Connection, told: Sequence[Told]) -> None:
        """Who got something can be reached: earlier failures count no more."""
        at: dict[str, float] = {}
        read: dict[str, float] = {}
        for one in told:
            if (target := TARGETS[one.status]) != State.SENT:
                contact = self._contact(one)
                at[contact] = max(one.at, at.get(contact, 0.0))
                if target == State.READ:
                    read[contact] = max(one.at, read.get(contact, 0.0))
        await contacts.forgive(db, await progress.note_reached(db, at, read))
