"""Who of many workers does what: each sender is one worker's, and so is what is done only once.

A sender's throughput and pairs live in its owner's memory alone. A lease that is not renewed lapses
and is taken over; an orderly stop gives it back. On SQLite there is one process and all is its own.
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from terkirim.delivery.outbox.pacing.deal import deal, fill
from terkirim.delivery.outbox.pacing.levels import STANDARD, messages_a_second
from terkirim.delivery.outbox.recover import interrupt
from terkirim.store import Store, leases, registry
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import Clock

_LIFE = 30.0  # seconds a lease lasts without being renewed
_RENEW_AFTER = 10.0
_MARGIN = 5.0  # an owner stops sending so long before others may begin
_WORKER = "worker/"
_SENDER = "sender/"
_DUTY = "duty/"


class SenderLeases:
    """Which senders are this worker's: its even part, by level, of those that have work."""

    def __init__(self, store: Store, clock: Clock, reconcile_s: float) -> None:
        self._shared = store.shared
        self._clock = clock
        self._reconcile_s = reconcile_s
        self._until: dict[str, float] = {}
        self._committed: dict[str, float] = {}
        self._leaving: set[str] = set()
        self._left: set[str] = set()
        self._in_flight: Counter[str] = Counter()
        self._levels: dict[str, float] = {}
        self._workers = 1
        self._looked_at = 0.0
        self.owner = secrets.token_hex(8)

    async def mine(self, db: Connection, sender_ids: Sequence[str]) -> list[str]:
        """Of these senders, those this worker sends for; takes free ones up to its part.

        What it answers holds if the transaction is committed: see `tentative`.
        """
        if not self._shared:
            return list(sender_ids)
        now = self._clock.now()
        rebalance = await self._look_around(db, now)
        await self._leave(db)
        levels = {one: self._levels.get(one, STANDARD) for one in sender_ids}
        own = [one for one in sender_ids if one in self._until and one not in self._leaving]
        dealt = deal(own, levels, self._workers)
        if rebalance:
            self._leaving.update(dealt.leave)
            own = dealt.keep
        if dealt.missing > 0:
            taken = await leases.in_force(db, _SENDER, now)
            others = taken.keys() | self._until.keys() | self._left
            free = [one for one in sender_ids if one not in others]
            own += fill(free, levels, dealt.missing)
        have = await self._have(db, own, now)
        return [one for one in sender_ids if one in have]

    @contextmanager
    def tentative(self) -> Iterator[None]:
        """Around a transaction: what it leased counts only when it is committed."""
        try:
            yield
        except BaseException:
            self._until = dict(self._committed)
            self._looked_at = 0.0
            raise
        self._committed = dict(self._until)

    def hold(self, sender_id: str) -> bool:
        """Whether a request for this sender may leave at this moment."""
        if not self._shared:
            return True
        return self._clock.now() < self._committed.get(sender_id, 0.0) - _MARGIN

    def launched(self, sender_ids: Iterable[str]) -> None:
        """Requests for these senders are under way: they are not left to others meanwhile."""
        self._in_flight.update(sender_ids)

    def landed(self, sender_ids: Iterable[str]) -> None:
        """As many have come back."""
        self._in_flight.subtract(sender_ids)

    async def give_back(self, db: Connection) -> None:
        """An orderly stop: others need not wait until the leases end."""
        if self._shared:
            await leases.give_back(db, [*map(_key, self._until), _WORKER + self.owner], self.owner)
        self._until, self._committed, self._leaving = {}, {}, set()
        self._looked_at = 0.0

    async def _look_around(self, db: Connection, now: float) -> bool:
        """Every now and then: be counted among the workers, count them, read the levels."""
        if now < self._looked_at + _RENEW_AFTER:
            return False
        await leases.take(db, [_WORKER + self.owner], self.owner, now, now + _LIFE)
        self._workers = len(await leases.in_force(db, _WORKER, now))
        self._levels = {
            one.id: messages_a_second(one.throughput, on_biz_app=bool(one.on_biz_app))
            for one in await registry.all_senders(db)
        }
        self._looked_at = now
        self._left.clear()
        return True

    async def _leave(self, db: Connection) -> None:
        """Another worker has come: leave it its part, once nothing is under way there."""
        done = [one for one in self._leaving if self._in_flight[one] <= 0]
        if done:
            await leases.give_back(db, map(_key, done), self.owner)
            self._leaving.difference_update(done)
            self._left.update(done)  # they are not taken back before others have looked
            for sender_id in done:
                self._until.pop(sender_id, None)

    async def _have(self, db: Connection, sender_ids: Sequence[str], now: float) -> set[str]:
        """Which of these are this worker's until the transaction ends, and for a while after."""
        fresh = [one for one in sender_ids if self._remaining(one, now) > _LIFE - _RENEW_AFTER]
        have = {_sender(key) for key in await self._still_owned(db, fresh)}
        wanted = [_key(one) for one in sender_ids if one not in have]
        taken = await leases.take(db, wanted, self.owner, now, now + _LIFE)
        for key in wanted:
            sender_id = _sender(key)
            if key not in taken:
                self._until.pop(sender_id, None)
                continue
            if sender_id in fresh or self._remaining(sender_id, now) <= 0:
                await interrupt(db, sender_id, now, self._reconcile_s)
            self._until[sender_id] = now + _LIFE
            have.add(sender_id)
        return have

    async def _still_owned(self, db: Connection, sender_ids: Sequence[str]) -> set[str]:
        return await leases.still_owned(db, map(_key, sender_ids), self.owner)

    def _remaining(self, sender_id: str, now: float) -> float:
        return self._until.get(sender_id, 0.0) - now


class DutyLeases:
    """What one worker is enough for: probes, releases, alerts. The others stand by."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._until: dict[str, float] = {}
        self._owner = secrets.token_hex(8)

    async def elsewhere(self, db: Connection) -> dict[str, float]:
        """The duties other workers do, and until when unless they go on."""
        if not self._store.shared:
            return {}
        found = await leases.in_force(db, _DUTY, self._clock.now())
        return {name: one.until for name, one in found.items() if one.owner != self._owner}

    async def have(self, name: str) -> bool:
        """Take a duty, or go on with it; False where another worker does it."""
        now = self._clock.now()
        if not self._store.shared or self._until.get(name, 0.0) - now > _LIFE - _RENEW_AFTER:
            return True
        async with self._store.write_rows() as db:
            taken = await leases.take(db, [_DUTY + name], self._owner, now, now + _LIFE)
        if taken:
            self._until[name] = now + _LIFE
        else:
            self._until.pop(name, None)
        return bool(taken)

    async def give_back(self) -> None:
        """An orderly stop."""
        if self._store.shared and self._until:
            async with self._store.write_rows() as db:
                await leases.give_back(db, [_DUTY + name for name in self._until], self._owner)
        self._until.clear()


def _key(sender_id: str) -> str:
    return _SENDER + sender_id


def _sender(key: str) -> str:
    return key.removeprefix(_SENDER)
