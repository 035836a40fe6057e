"""Send rerouted messages by SMS, each at most once."""

import asyncio

import msgspec

from terkirim.channels.sms import SmsChannel
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.store import Store, sms
from terkirim.store.records import Sms
from terkirim.vocabulary.clock import MINUTE, Clock

_BATCH = 50
_PAUSES = (1 * MINUTE, 10 * MINUTE, 60 * MINUTE)


class SmsSender:
    """Hands waiting texts to the provider; one that refuses is asked again a few times."""

    def __init__(self, store: Store, channel: SmsChannel, clock: Clock) -> None:
        self._store = store
        self._channel = channel
        self._clock = clock

    async def run(self) -> int:
        """Send what is due; answers how many texts."""
        now = self._clock.now()
        async with self._store.read() as db:
            waiting = await sms.due(db, now, _BATCH)
        if not waiting:
            return 0
        sending = [
            msgspec.structs.replace(text, state="sending", tries=text.tries + 1) for text in waiting
        ]
        async with self._store.write() as db:
            for text in sending:
                await sms.save(db, text)
        taken = await asyncio.gather(
            *(self._channel.send(text.recipient, text.body) for text in sending)
        )
        await self._record(list(zip(sending, taken, strict=True)))
        return len(sending)

    async def _record(self, tried: list[tuple[Sms, bool]]) -> None:
        now = self._clock.now()
        async with self._store.write() as db:
            ledger = await Ledger.load(db, [text.message_id for text, _ in tried], now)
            for text, taken in tried:
                ended = _ended(text, now, taken=taken)
                await sms.save(db, ended)
                ledger.note(text.message_id, f"sms_{ended.state}", {"tries": ended.tries})
            await ledger.write(db)


def _ended(text: Sms, now: float, *, taken: bool) -> Sms:
    if taken:
        return msgspec.structs.replace(text, state="sent", sent_at=now)
    if text.tries > len(_PAUSES):
        return msgspec.structs.replace(text, state="failed")
    return msgspec.structs.replace(text, state="waiting", due_at=now + _PAUSES[text.tries - 1])
