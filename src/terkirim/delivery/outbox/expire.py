"""End the messages whose life is over before they left."""

from terkirim.delivery.outbox.ledger import Ledger
from terkirim.store import Store, messages
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.states import State

_BATCH = 500


class Expirer:
    """A message past its `expires_at` never leaves: late news can be worse than none."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def run(self) -> int:
        """Expire what is due; answers how many messages."""
        now = self._clock.now()
        async with self._store.read() as db:
            over = await messages.expired(db, now, _BATCH)
        if not over:
            return 0
        async with self._store.write() as db:
            over = await messages.expired(db, now, _BATCH)
            ledger = Ledger({message.id: message for message in over}, now)
            for message in over:
                cause = message.cause or Cause.MESSAGE_EXPIRED.value
                ledger.move(
                    message.id,
                    State.EXPIRED,
                    "expired",
                    {"cause": cause},
                    cause=cause,
                    hold_id=None,
                )
            await ledger.write(db)
        return len(over)
