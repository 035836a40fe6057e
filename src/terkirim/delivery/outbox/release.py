"""Let out what lifted holds held: at once, or through a canary 1 % → 10 % → all."""

import math

import msgspec

from terkirim.delivery.holds.lift import lift
from terkirim.delivery.holds.place import close_again
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.spread import spread_since
from terkirim.knowledge.policy import Policy
from terkirim.store import Hold, Store, attempts, holds, messages
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY, HOUR, Clock
from terkirim.vocabulary.states import State

_BATCH = 500
_WATCHED_CODE = 131049  # what a canary of a marketing pause is watched for


class Releaser:
    """Ends holds whose time is over, and queues again what ended holds still hold."""

    def __init__(self, store: Store, policy: Policy, clock: Clock) -> None:
        self._store = store
        self._policy = policy
        self._clock = clock

    async def run(self) -> int:
        """Do what is due; answers how many holds and messages it touched."""
        now = self._clock.now()
        async with self._store.read() as db:
            ended = await _ended(db, now)
            releasing = await holds.lifted_but_holding(db)
        if not ended and not releasing:
            return 0
        async with self._store.write() as db:
            ended = await _ended(db, now)
            for hold in ended:
                await self._end(db, hold, now)
            released = 0
            for hold_id in await holds.lifted_but_holding(db):
                released += await self._let_out(db, hold_id, _BATCH, now, canary=False)
        return len(ended) + released

    async def _end(self, db: Connection, hold: Hold, now: float) -> None:
        if hold.probe == "inbound":
            await self._expire(db, hold, now)
            await lift(db, hold, now, "nobody answered")
        elif not hold.canary:
            await lift(db, hold, now, "time")
        elif hold.stage and await self._harmed(db, hold, now):
            pauses = self._policy.plans[Cause(hold.cause)].pauses or (DAY,)
            pause = pauses[min(hold.pauses + 1, len(pauses) - 1)]
            await close_again(db, hold, now + pause, now)
        else:
            await self._next_stage(db, hold, now)

    async def _expire(self, db: Connection, hold: Hold, now: float) -> None:
        """Nobody answered the reopening template: what was parked is of no use any more."""
        held = await messages.held_by(db, hold.id, _BATCH)
        ledger = Ledger({message.id: message for message in held}, now)
        for message in held:
            data = {"cause": hold.cause, "hold": hold.id}
            ledger.move(message.id, State.EXPIRED, "expired", data, hold_id=None)
        await ledger.write(db)

    async def _harmed(self, db: Connection, hold: Hold, now: float) -> bool:
        since = await spread_since(db, hold.key, now)
        answered, failing = await attempts.spread(
            db, hold.key, _WATCHED_CODE, since, marketing=True
        )
        return answered > 0 and failing / answered >= self._policy.spam_share

    async def _next_stage(self, db: Connection, hold: Hold, now: float) -> None:
        shares = self._policy.canary_shares
        held = await messages.count_held(db, hold.id)
        if hold.stage >= len(shares) or held == 0:
            await lift(db, hold, now, "canary")
            return
        count = max(1, math.ceil(held * shares[hold.stage]))
        staged = msgspec.structs.replace(
            hold,
            stage=hold.stage + 1,
            stage_since=now,
            until=now + self._policy.canary_step_hours * HOUR,
        )
        await holds.save(db, staged)
        await self._let_out(db, hold.id, count, now, canary=True)

    async def _let_out(
        self, db: Connection, hold_id: str, limit: int, now: float, *, canary: bool
    ) -> int:
        held = await messages.held_by(db, hold_id, limit)
        ledger = Ledger({message.id: message for message in held}, now)
        for message in held:
            ledger.move(
                message.id,
                State.QUEUED,
                "released",
                {"hold": hold_id, "canary": canary},
                due_at=now,
                hold_id=None,
                released_from=hold_id if canary else None,
            )
        await ledger.write(db)
        return len(held)


async def _ended(db: Connection, now: float) -> list[Hold]:
    return [hold for hold in await holds.active(db) if (hold.until or math.inf) <= now]
