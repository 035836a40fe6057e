"""Put a hold in force, or join the one that already is."""

from typing import NamedTuple

import msgspec

from terkirim.knowledge.policy import Hold as HoldRemedy
from terkirim.store import Hold, holds
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import DAY, MINUTE
from terkirim.vocabulary.identifiers import Identifiers

PROBE_EVERY = 15 * MINUTE
_RECURS_WITHIN = 7 * DAY
_PROBED = {"health", "balance", "sender", "template"}


class Placed(NamedTuple):
    """The hold in force, and whether it is new."""

    hold: Hold
    new: bool


async def pauses(db: Connection, scope: str, key: str, cause: str, now: float) -> int:
    """How often the same hold was needed lately: the recurrence a pause grows with."""
    standing = await holds.find(db, scope, key, cause)
    if standing is not None:
        return standing.pauses + 1 if standing.stage else standing.pauses
    before = await holds.earlier(db, scope, key, cause, now - _RECURS_WITHIN)
    return before[0].pauses + 1 if before else 0


async def place(
    db: Connection,
    identifiers: Identifiers,
    wanted: HoldRemedy,
    key: str,
    now: float,
    details: object = None,
) -> Placed:
    """Hold `key` in the wanted scope.

    One hold per scope, key and cause is in force at a time. A hold that was already letting
    canaries out closes again, for the new and longer time.
    """
    standing = await holds.find(db, wanted.scope, key, wanted.cause)
    if standing is not None:
        if standing.stage:
            standing = await close_again(db, standing, wanted.until, now)
        return Placed(standing, new=False)
    hold = Hold(
        id=identifiers.new("hold", now),
        scope=wanted.scope,
        key=key,
        cause=wanted.cause,
        since=now,
        until=wanted.until,
        probe=wanted.probe,
        probe_at=now + PROBE_EVERY if wanted.probe in _PROBED else None,
        canary=wanted.canary,
        stage_since=now,
        pauses=await pauses(db, wanted.scope, key, wanted.cause, now),
        details=msgspec.json.encode(details or {}).decode(),
    )
    await holds.add(db, hold)
    return Placed(hold, new=True)


async def close_again(db: Connection, hold: Hold, until: float | None, now: float) -> Hold:
    """A canary came to harm: stop everything again."""
    closed = msgspec.structs.replace(
        hold, stage=0, stage_since=now, until=until, pauses=hold.pauses + 1
    )
    await holds.save(db, closed)
    return closed
