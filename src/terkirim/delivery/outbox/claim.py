"""Which messages leave now: due, not held, within the pace; `sending` on disk before they go."""

from collections.abc import Mapping

from terkirim.delivery.holds.rules import HoldBook
from terkirim.delivery.outbox.keep_back import keep_back
from terkirim.delivery.outbox.leases import SenderLeases
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.pacers import Pacers
from terkirim.delivery.outbox.pacing import Admission, share_out
from terkirim.store import Message, holds, queue
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import MINUTE, Clock
from terkirim.vocabulary.states import State

# How long a request may be out before nobody waits for its answer any more (its own limit is 30 s).
_INTERRUPTED_AFTER = 5 * MINUTE


class Claimer:
    """Marks messages as sending within a transaction; what it answers may leave once it is over."""

    def __init__(self, pacers: Pacers, leases: SenderLeases, clock: Clock) -> None:
        self._pacers = pacers
        self._leases = leases
        self._clock = clock
        self.throttled_until = 0.0

    async def claim(self, db: Connection, room: int) -> tuple[list[Message], int]:
        """At most `room` messages to send, and how many were decided about in all."""
        now = self._clock.now()
        waiting = await self._leases.mine(db, await queue.senders_with_due(db, now))
        await self._pacers.know(db, waiting, now)
        wanted = {sender_id: self._pacers.room(sender_id, now) for sender_id in waiting}
        shares = share_out(wanted, room)
        book = HoldBook(await holds.active(db)) if waiting else HoldBook(())
        claimed: list[Message] = []
        decided = 0
        for sender_id, share in shares.items():
            if share:
                leaving, seen = await self._claim_of(db, sender_id, share, book)
                claimed += leaving
                decided += seen
        self._throttle(wanted, now)
        return claimed, decided

    async def _claim_of(
        self, db: Connection, sender_id: str, share: int, book: HoldBook
    ) -> tuple[list[Message], int]:
        now = self._clock.now()
        due = await queue.due(db, sender_id, now, share)
        ledger = Ledger({message.id: message for message in due}, now)
        free = [message for message in due if await _is_free(db, ledger, message, book)]
        admission = await self._pacers.admit(db, sender_id, free, now)
        _postpone(ledger, admission)
        going = [_start(ledger, ledger[message_id]) for message_id in admission.go]
        await ledger.write(db)
        return going, len(due) - len(admission.waiting)

    def _throttle(self, wanted: Mapping[str, int], now: float) -> None:
        """Rest only when all that are waiting are out of pace: another sender may have room."""
        next_at = [self._pacers.next_at(sender_id, now) for sender_id in wanted]
        out = bool(next_at) and all(at > now for at in next_at)
        self.throttled_until = min(next_at) if out else 0.0


async def _is_free(db: Connection, ledger: Ledger, message: Message, book: HoldBook) -> bool:
    hold = book.over(message)
    if hold is None:
        return True
    await keep_back(db, ledger, message, hold)
    return False


def _postpone(ledger: Ledger, admission: Admission) -> None:
    for message_id, why in admission.postponed.items():
        ledger.change(message_id, due_at=why.until)
        ledger.note(message_id, "postponed", {"reason": why.reason, "until": why.until})
    for message_id in admission.expired:
        ledger.change(message_id, due_at=ledger.now + MINUTE)  # the expirer ends it


def _start(ledger: Ledger, message: Message) -> Message:
    number = message.attempts + 1
    return ledger.move(
        message.id,
        State.SENDING,
        "sending",
        {"attempt": number},
        attempts=number,
        hold_id=None,
        sent_at=ledger.now,
        due_at=ledger.now + _INTERRUPTED_AFTER,
    )
