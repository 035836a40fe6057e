"""Judge watched failures: one that stands counts, the third makes the contact inactive."""

from terkirim.delivery.contacts.standing import weigh
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.settle import Settler
from terkirim.store import Store, contacts
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
            settlement = self._settler.open(db, ledger)
            blamed: set[str] = set()
            for message_id, contact_id, cause in await contacts.failures_to_judge(db, now):
                if message_id not in ledger or ledger[message_id].state != State.FAILED:
                    await contacts.judge(db, message_id, "cancelled")
                    continue
                await contacts.judge(db, message_id, "counted")
                blamed.add(contact_id)
                counted = await contacts.counted_failures(db, [contact_id])
                await settlement.judge(message_id, Cause(cause), counted[contact_id])
            await weigh(db, sorted(blamed), self._settler.policy.failures_until_inactive)
            await ledger.write(db)
        return len(due)
