"""Send what is due: a pipeline in which requests fly while their neighbours are written down.

Begin with `Dispatcher.run`. `claim` says what leaves (holds, pace, the attempt on disk first),
`flight` carries it, `record` writes down how it went.
"""

from collections.abc import Sequence

from terkirim.cloudapi import Accepted, CloudApi
from terkirim.delivery.outbox.claim import Claimer
from terkirim.delivery.outbox.flight import Flight, Sent
from terkirim.delivery.outbox.leases import SenderLeases
from terkirim.delivery.outbox.record import Recorder, refusals
from terkirim.delivery.outbox.request import body_of
from terkirim.errors import Unreachable
from terkirim.store import Message, Store


class Dispatcher:
    """Sends queued messages. One runs at a time; Ctrl-C or a crash leaves attempts to reconcile."""

    def __init__(
        self,
        store: Store,
        api: CloudApi,
        claimer: Claimer,
        recorder: Recorder,
        leases: SenderLeases,
        at_once: int,
    ) -> None:
        self._store = store
        self._api = api
        self._claimer = claimer
        self._recorder = recorder
        self._leases = leases
        self._at_once = at_once
        self._unrecorded: list[Sent] = []
        self.closing = False

    async def run(self) -> int:
        """Send until nothing more may leave now; answers how many messages it handled.

        What has come back is written down before anything new is claimed, in the same transaction.
        """
        flight = Flight(self._request, self._at_once)
        handled = 0
        try:
            while True:
                self._unrecorded += flight.landed()
                claimed, seen = await self._turn_over(0 if self.closing else flight.room())
                handled += seen
                flight.launch(claimed)
                if not flight.busy and not seen:
                    return handled
                await flight.some(more=seen > 0)
        finally:
            await flight.abandon()
            self._unrecorded += flight.landed()

    def not_before(self) -> float:
        """When the pace lets something out again."""
        return self._claimer.throttled_until

    async def _turn_over(self, room: int) -> tuple[list[Message], int]:
        await self._settle([one for one in self._unrecorded if refusals([one])])
        landed = self._unrecorded
        async with self._store.write_rows() as db:
            await self._recorder.record(db, landed)
            claimed, seen = await self._claimer.claim(db, room)
        self._unrecorded = []
        return claimed, seen + len(landed)

    async def _settle(self, refused: Sequence[Sent]) -> None:
        """What Meta refused is diagnosed and decided, alone, before more is sent."""
        if refused:
            await self._recorder.settle(refused)
            self._unrecorded = [one for one in self._unrecorded if one not in refused]

    async def _request(self, message: Message) -> Accepted:
        if not self._leases.hold(message.sender_id):
            raise Unreachable  # another worker has taken the sender over, and settles this message
        return await self._api.send(message.sender_id, body_of(message))
