"""What a crash left behind: requests that may or may not have left."""

from terkirim.delivery.outbox.ledger import Ledger
from terkirim.store import Store, messages, sms
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.states import State

_BATCH = 1000


async def recover(store: Store, clock: Clock, reconcile_s: float) -> int:
    """At start, before anything is sent: every message still `sending` becomes `unresolved`.

    An SMS in that situation is not sent again, as no receipt could settle it. Answers how many
    messages were found so.
    """
    now = clock.now()
    found = 0
    async with store.write() as db:
        while left := await messages.in_state(db, State.SENDING, _BATCH):
            ledger = Ledger({message.id: message for message in left}, now)
            for message in left:
                due_at = now + reconcile_s
                ledger.move(message.id, State.UNRESOLVED, "interrupted", None, due_at=due_at)
            await ledger.write(db)
            found += len(left)
        for text in await sms.in_state(db, "sending"):
            await sms.set_state(db, text.message_id, "unknown")
    return found
