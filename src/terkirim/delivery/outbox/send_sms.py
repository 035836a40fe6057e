"""Send rerouted messages by SMS, each at most once."""

import asyncio

import msgspec

from terkirim.channels.sms import SmsChannel
from terkirim.delivery.outbox.claim_sms import Night, claim_sms
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.pacing import PacingRules
from terkirim.delivery.outbox.recover import give_up_sms
from terkirim.store import Store, sms
from terkirim.store.engine import Connection
from terkirim.store.records import Sms
from terkirim.vocabulary.clock import MINUTE, Clock

_PAUSES = (1 * MINUTE, 10 * MINUTE, 60 * MINUTE)


class SmsSender:
    """Hands waiting texts to the provider; one that refuses is asked again a few times."""

    def __init__(self, store: Store, channel: SmsChannel, clock: Clock, rules: PacingRules) -> None:
        """`rules`: the owner's, for the hours in which no marketing leaves."""
        self._store = store
        self._channel = channel
        self._clock = clock
        self._night = Night(rules)
        self._unrecorded: list[tuple[Sms, bool]] = []

    def at_once(self) -> bool:
        """Whether outcomes wait in memory to be written down."""
        return bool(self._unrecorded)

    async def run(self) -> int:
        """Send what is due; answers how many texts. Where writing fails, the next run repeats it.

        Raises what the database raises.
        """
        handled = await self._record()
        now = self._clock.now()
        sending: list[Sms] = []
        try:
            async with self._store.write() as db:
                handled += await give_up_sms(db, now, now)
                claimed = await claim_sms(db, now, self._night)
                sending = [text for text in claimed if text.state == "sending"]
        except Exception:  # the claim may be on disk all the same: then they never left
            self._unrecorded = [(text, False) for text in sending]
            raise
        taken = await asyncio.gather(
            *(self._channel.send(text.recipient, text.body) for text in sending)
        )
        self._unrecorded = list(zip(sending, taken, strict=True))
        return handled + len(claimed) - len(sending) + await self._record()

    async def _record(self) -> int:
        tried = self._unrecorded
        if not tried:
            return 0
        now = self._clock.now()
        async with self._store.write() as db:
            ledger = await Ledger.load(db, [text.message_id for text, _ in tried], now)
            for text, taken in tried:
                if await _is_claimed(db, text):
                    ended = _ended(text, now, taken=taken)
                    await sms.save(db, ended)
                    ledger.note(text.message_id, f"sms_{ended.state}", {"tries": ended.tries})
            await ledger.write(db)
        self._unrecorded = []
        return len(tried)


async def _is_claimed(db: Connection, text: Sms) -> bool:
    """Whether this claim is on disk and the last one, if given up meanwhile."""
    present = await sms.of_message(db, text.message_id)
    return present is not None and (present.tries, present.due_at) == (text.tries, text.due_at)


def _ended(text: Sms, now: float, *, taken: bool) -> Sms:
    if taken:
        return msgspec.structs.replace(text, state="sent", sent_at=now)
    if text.tries > len(_PAUSES):
        return msgspec.structs.replace(text, state="failed")
    return msgspec.structs.replace(text, state="waiting", due_at=now + _PAUSES[text.tries - 1])
