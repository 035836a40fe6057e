"""A worker leases the senders it paces: their throughput and pairs live in its memory alone.

On SQLite there is one process and every sender is its own.
"""

import secrets
from collections.abc import Sequence

from terkirim.delivery.outbox.recover import interrupt
from terkirim.store import Store, leases
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import Clock

_LIFE = 30.0  # seconds a lease lasts without being renewed
_RENEW_AFTER = 10.0
_MARGIN = 5.0  # an owner stops sending so long before others may begin
_WORKER = "worker/"
_SENDER = "sender/"


class SenderLeases:
    """Which senders are this worker's."""

    def __init__(self, store: Store, clock: Clock, reconcile_s: float) -> None:
        self._shared = store.shared
        self._clock = clock
        self._reconcile_s = reconcile_s
        self._until: dict[str, float] = {}
        self._renewed_at = 0.0
        self._workers = 1
        self.owner = secrets.token_hex(8)

    async def mine(self, db: Connection, sender_ids: Sequence[str]) -> list[str]:
        """Of these senders, those this worker sends for; takes free ones up to its fair share."""
        if not self._shared:
            return list(sender_ids)
        now = self._clock.now()
        await self._announce(db, now)
        fair = -(-len(sender_ids) // self._workers)
        own = [one for one in sender_ids if one in self._until]
        await self._leave(db, own[fair:])
        free = [one for one in sender_ids if one not in self._until]
        wanted = own[:fair] + free[: max(fair - len(own), 0)]
        return [one for one in wanted if await self._have(db, one, now)]

    def hold(self, sender_id: str) -> bool:
        """Whether a request for this sender may leave at this moment."""
        return not self._shared or self._clock.now() < self._until.get(sender_id, 0.0) - _MARGIN

    async def give_back(self, db: Connection) -> None:
        """An orderly stop: others need not wait until the leases end."""
        await leases.give_back(db, [*map(_key, self._until), _WORKER + self.owner], self.owner)
        self._until.clear()

    async def _announce(self, db: Connection, now: float) -> None:
        """Be counted among the workers, and count them."""
        if now < self._renewed_at + _RENEW_AFTER:
            return
        await leases.take(db, [_WORKER + self.owner], self.owner, now, now + _LIFE)
        self._workers = max(len(await leases.owners(db, _WORKER, now)), 1)
        self._renewed_at = now

    async def _have(self, db: Connection, sender_id: str, now: float) -> bool:
        key, until = _key(sender_id), self._until.get(sender_id, 0.0)
        if until - now > _LIFE - _RENEW_AFTER:
            if await leases.still_owned(db, key, self.owner):
                return True
            until = 0.0
        if not await leases.take(db, [key], self.owner, now, now + _LIFE):
            self._until.pop(sender_id, None)
            return False
        if until <= now:
            await interrupt(db, sender_id, now, self._reconcile_s)
        self._until[sender_id] = now + _LIFE
        return True

    async def _leave(self, db: Connection, sender_ids: Sequence[str]) -> None:
        """Another worker has come: leave it its share."""
        if sender_ids:
            await leases.give_back(db, map(_key, sender_ids), self.owner)
            for sender_id in sender_ids:
                del self._until[sender_id]


def _key(sender_id: str) -> str:
    return _SENDER + sender_id
