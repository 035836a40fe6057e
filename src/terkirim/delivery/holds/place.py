"""Put holds in force, or join the ones that already are."""

from typing import NamedTuple

import msgspec

from terkirim.knowledge.policy import Hold as HoldRemedy
from terkirim.store import Hold, holds
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import DAY, MINUTE
from terkirim.vocabulary.identifiers import Identifiers

_PROBE_EVERY = 15 * MINUTE
_RECURS_WITHIN = 7 * DAY
_PROBED = {"health", "balance", "sender", "template"}


def probe_pause(recurrences: int) -> float:
    """Seconds until a probe looks (again): doubled each time its hold was needed once more lately.

    A probe that saw the cause gone and was wrong must not turn into a quick retry without end.
    """
    return float(min(_PROBE_EVERY * 2 ** min(recurrences, 10), DAY))


class Placed(NamedTuple):
    """The hold in force, and whether it is new."""

    hold: Hold
    new: bool


class HoldDesk:
    """Places holds within one transaction; what it has looked up it looks up once.

    One hold per scope, key and cause is in force at a time.
    """

    def __init__(self, db: Connection, identifiers: Identifiers, now: float) -> None:
        self._db = db
        self._identifiers = identifiers
        self._now = now
        self._standing: dict[tuple[str, str, str], Hold | None] = {}
        self._pauses: dict[tuple[str, str, str], int] = {}

    async def pauses(self, scope: str, key: str, cause: str) -> int:
        """How often the same hold was needed lately: the recurrence a pause grows with."""
        place = (scope, key, cause)
        if place not in self._pauses:
            standing = await self._find(place)
            if standing is not None:
                self._pauses[place] = standing.pauses + (1 if standing.stage else 0)
            else:
                since = self._now - _RECURS_WITHIN
                before = await holds.earlier(self._db, scope, key, cause, since)
                self._pauses[place] = before[0].pauses + 1 if before else 0
        return self._pauses[place]

    async def place(self, wanted: HoldRemedy, key: str, details: object = None) -> Placed:
        """Hold `key` in the wanted scope.

        A hold that was already letting canaries out closes again, for the new and longer time.
        """
        place = (wanted.scope.value, key, wanted.cause.value)
        standing = await self._find(place)
        if standing is not None:
            if standing.stage:
                standing = await close_again(self._db, standing, wanted.until, self._now)
                self._standing[place] = standing
            return Placed(standing, new=False)
        pauses = await self.pauses(*place)
        hold = Hold(
            id=self._identifiers.new("hold", self._now),
            scope=wanted.scope,
            key=key,
            cause=wanted.cause,
            since=self._now,
            until=wanted.until,
            probe=wanted.probe,
            probe_at=self._now + probe_pause(pauses) if wanted.probe in _PROBED else None,
            canary=wanted.canary,
            stage_since=self._now,
            pauses=pauses,
            details=msgspec.json.encode(details or {}).decode(),
        )
        await holds.add(self._db, hold)
        self._standing[place] = hold
        return Placed(hold, new=True)

    async def _find(self, place: tuple[str, str, str]) -> Hold | None:
        if place not in self._standing:
            self._standing[place] = await holds.find(self._db, *place)
        return self._standing[place]


async def close_again(db: Connection, hold: Hold, until: float | None, now: float) -> Hold:
    """A canary came to harm: stop everything again."""
    closed = msgspec.structs.replace(
        hold, stage=0, stage_since=now, until=until, pauses=hold.pauses + 1
    )
    await holds.save(db, closed)
    return closed
