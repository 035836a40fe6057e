"""What a crash left behind: requests that may or may not have left."""

import math

from terkirim.delivery.outbox.ledger import Ledger
from terkirim.store import Message, Store, attempts, messages, sms
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.states import State

_BATCH = 1000


async def recover(store: Store, clock: Clock, reconcile_s: float) -> int:
    """At start, before anything is sent: every message still `sending` becomes `unresolved`.

    Where other workers may be sending, a sender's messages are looked at when it is leased, and an
    SMS when its time is over. Answers how many messages were found so.
    """
    if store.shared:
        return 0
    async with store.write() as db:
        found = await interrupt(db, None, clock.now(), reconcile_s)
        await give_up_sms(db, clock.now(), math.inf)
    return found


async def interrupt(db: Connection, sender_id: str | None, now: float, reconcile_s: float) -> int:
    """Whoever was sending for this sender (for any, if None) does so no more."""
    found = 0
    while left := await messages.in_state(db, State.SENDING, _BATCH, sender_id):
        ledger = Ledger({message.id: message for message in left}, now)
        await attempts.note_begun(db, [message.id for message in left])
        for message in left:
            unresolved(ledger, message, reconcile_s)
        await ledger.write(db)
        found += len(left)
    return found


def unresolved(ledger: Ledger, message: Message, reconcile_s: float) -> None:
    """Nobody waits for the answer any more: a status will settle it, or time."""
    due_at = ledger.now + reconcile_s
    ledger.move(message.id, State.UNRESOLVED, "interrupted", None, due_at=due_at)


async def give_up_sms(db: Connection, now: float, due_by: float) -> int:
    """An SMS whose sender died under way is not sent again, as no receipt could settle it.

    That is one still `sending` when its time, up to `due_by`, is over. Answers how many.
    """
    lost = [text for text in await sms.in_state(db, "sending") if text.due_at <= due_by]
    ledger = await Ledger.load(db, [text.message_id for text in lost], now)
    for text in lost:
        await sms.set_state(db, text.message_id, "unknown")
        ledger.note(text.message_id, "sms_unknown", {"tries": text.tries})
    await ledger.write(db)
    return len(lost)
