"""Messages whose fate is open: wait for their status, send again only when none can come."""

from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.recover import unresolved
from terkirim.store import Message, Store, attempts, messages
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import DAY, HOUR, Clock
from terkirim.vocabulary.states import State

_BATCH = 500
_OPEN = (State.UNRESOLVED, State.SENDING)  # sending for longer than any request lasts
_LOOK_AGAIN = HOUR
_PATIENCE = 2 * DAY  # without any webhook for so long, a person must look


class Reconciler:
    """Sends an unresolved message again when webhooks flow for its sender and none came for it."""

    def __init__(self, store: Store, clock: Clock, reconcile_s: float) -> None:
        self._store = store
        self._clock = clock
        self._reconcile_s = reconcile_s

    async def run(self) -> int:
        """Look at every unresolved message whose wait is over; answers how many."""
        now = self._clock.now()
        async with self._store.read() as db:
            open_ones = await messages.due(db, _OPEN, now, _BATCH)
        if not open_ones:
            return 0
        async with self._store.write() as db:
            ledger = await Ledger.load(db, [message.id for message in open_ones], now)
            await attempts.note_begun(db, [message.id for message in open_ones])
            for message in [ledger[one.id] for one in open_ones]:
                if message.due_at > now:
                    continue  # another worker was quicker
                if message.state == State.SENDING:
                    unresolved(ledger, message, self._reconcile_s)
                elif message.state == State.UNRESOLVED:
                    await self._look_at(db, ledger, message)
            await ledger.write(db)
        return len(open_ones)

    async def _look_at(self, db: Connection, ledger: Ledger, message: Message) -> None:
        made = await attempts.of_message(db, message.id)
        started = made[-1].started_at if made else message.created_at
        heard = await attempts.last_heard(db, message.sender_id)
        if heard is not None and heard > started:
            data = {"reason": "webhooks flow, none came for this message"}
            ledger.move(message.id, State.QUEUED, "sent_again", data, due_at=ledger.now)
        else:
            ledger.change(message.id, due_at=ledger.now + _LOOK_AGAIN)
