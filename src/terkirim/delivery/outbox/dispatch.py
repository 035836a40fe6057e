"""Send what is due: a pipeline in which requests fly while their neighbours are written down.

Begin with `Dispatcher.run`. `claim` says what leaves (holds, pace, the attempt on disk first),
`flight` carries it, `record` writes down how it went.
"""

import asyncio
from collections.abc import Sequence

import structlog

from terkirim.cloudapi import Accepted, CloudApi
from terkirim.delivery.outbox.claim import Claimer
from terkirim.delivery.outbox.flight import Flight, Sent
from terkirim.delivery.outbox.leases import SenderLeases
from terkirim.delivery.outbox.record import Recorder, refusals
from terkirim.delivery.outbox.request import body_of
from terkirim.errors import Unreachable
from terkirim.store import Message, Store
from terkirim.store.faults import is_databases

_log = structlog.get_logger(__name__)


class Dispatcher:
    """Sends queued messages. One runs at a time; a crash leaves attempts to reconcile.

    `closing`: nothing new is claimed any more; what is in the air is awaited and written down.
    """

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

        While what has come back is written down, more is claimed. Where either fails, what flies is
        awaited, and written down by the next run.
        """
        handled = await self._catch_up()
        flight = Flight(self._request, self._at_once)
        try:
            while True:
                self._collect(flight)
                claimed, seen = await self._turn_over(0 if self.closing else flight.room())
                handled += seen
                self._leases.launched(one.sender_id for one in claimed)
                flight.launch(claimed)
                if not flight.busy and not seen:
                    return handled
                await flight.some(more=seen > 0)
        except Exception:
            await flight.all()
            raise
        finally:
            await flight.abandon()
            self._collect(flight)

    def not_before(self) -> float:
        """When the pace lets something out again."""
        return self._claimer.throttled_until

    def at_once(self) -> bool:
        """Whether outcomes wait in memory to be written down."""
        return bool(self._unrecorded)

    async def close(self) -> None:
        """After the last run: write down what is still open, and leave the senders to others."""
        await self._catch_up()
        async with self._store.write_rows() as db:
            await self._leases.give_back(db)

    def _collect(self, flight: Flight) -> None:
        landed = flight.landed()
        self._leases.landed(one.message.sender_id for one in landed)
        self._unrecorded += landed

    async def _turn_over(self, room: int) -> tuple[list[Message], int]:
        await self._settle([one for one in self._unrecorded if refusals([one])])
        landed = len(self._unrecorded)
        recorded, claimed = await asyncio.gather(
            self._record(self._unrecorded), self._claim(room), return_exceptions=True
        )
        if isinstance(claimed, BaseException):
            raise claimed
        leaving, seen = claimed
        if isinstance(recorded, BaseException):
            self._never_left(leaving)
            raise recorded
        return leaving, seen + landed

    async def _record(self, landed: Sequence[Sent]) -> None:
        if landed:
            async with self._store.write_rows() as db:
                await self._recorder.record(db, landed)
            self._unrecorded = self._unrecorded[len(landed) :]
            await self._recorder.learn(landed)

    async def _claim(self, room: int) -> tuple[list[Message], int]:
        if not room:
            return [], 0
        claimed: list[Message] = []
        try:
            with self._leases.tentative():
                async with self._store.write_rows() as db:
                    claimed, seen = await self._claimer.claim(db, room)
        except Exception:  # it may be on disk all the same
            self._never_left(claimed)
            raise
        return claimed, seen

    def _never_left(self, claimed: Sequence[Message]) -> None:
        self._unrecorded = [*self._unrecorded, *(Sent(one, Unreachable()) for one in claimed)]

    async def _settle(self, refused: Sequence[Sent]) -> None:
        """What Meta refused is diagnosed and decided, alone, before more is sent."""
        if refused:
            await self._recorder.settle(refused)
            self._unrecorded = [one for one in self._unrecorded if one not in refused]

    async def _catch_up(self) -> int:
        """After a fault: one by one, so that one that cannot be written stops no other."""
        handled = 0
        while self._unrecorded:
            try:
                await self._record_first()
            except Exception as error:
                if is_databases(error):
                    raise
                _log.exception("an outcome cannot be written down: its message is reconciled")
            del self._unrecorded[:1]
            handled += 1
        return handled

    async def _record_first(self) -> None:
        first = self._unrecorded[:1]
        if refusals(first):
            await self._recorder.settle(first)
            return
        async with self._store.write_rows() as db:
            await self._recorder.record(db, first)

    async def _request(self, message: Message) -> Accepted:
        if not self._leases.hold(message.sender_id):
            raise Unreachable  # another worker has taken the sender over, and settles this message
        return await self._api.send(message.sender_id, body_of(message))
