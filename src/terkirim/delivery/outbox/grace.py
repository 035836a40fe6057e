"""Judge watched failures: one that stands counts, the third makes the contact inactive."""

from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.settle import Settler
from terkirim.store import Store, contacts
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.states import State


class Judge:
    """Decides about failures whose grace is over (DESIGN: `failed` is not always final)."""

    def __init__(self, store: Store, settler: Settler, clock: Clock) -> None:
        self._store = store
        self._settler = settler
        self._clock = clock

    async def run(self) -> int:
        """Judge what is due; answers how many failures."""
        now = self._clock.now()
        async with self._store.read() as db:
            due = await contacts.failures_to_judge(db, now)
        if not due:
            return 0
        async with self._store.write() as db:
            ledger = await Ledger.load(db, [message_id for message_id, _, _ in due], now)
            for message_id, contact_id, cause in await contacts.failures_to_judge(db, now):
                if message_id in ledger:
                    await self._judge(db, ledger, message_id, contact_id, Cause(cause))
            await ledger.write(db)
        return len(due)

    async def next_due(self) -> float | None:
        """When the next failure's grace is over."""
        async with self._store.read() as db:
            return await contacts.next_judgement(db)

    async def _judge(
        self, db: Connection, ledger: Ledger, message_id: str, contact_id: str, cause: Cause
    ) -> None:
        if ledger[message_id].state != State.FAILED:
            await contacts.judge(db, message_id, "cancelled")
            return
        await contacts.judge(db, message_id, "counted")
        counted = (await contacts.counted_failures(db, [contact_id])).get(contact_id, 0)
        await self._settler.judge(db, ledger, message_id, cause, counted)
