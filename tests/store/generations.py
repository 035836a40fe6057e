"""Generations of messages through the product's own doors: queued, claimed, accepted, told of.

Meta is a function that takes everything; its webhooks come to the receiver, a status in each.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec

from house import START, settings
from statuses import envelope, said
from terkirim.assembly import Terkirim, assemble
from terkirim.cloudapi import Accepted
from terkirim.delivery.outbox.send_one import Request
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.service import Service
from terkirim.store import Message, Sender, registry
from terkirim.vocabulary.clock import HOUR, SimulatedClock
from terkirim.vocabulary.identifiers import Identifiers

_AT_ONCE = 500
_UNPACED = 1_000_000.0
_BODY = {"type": "text", "text": {"body": "Pesanan A-17 siap diambil, Kak Sari."}}


Given = TypeVar("Given")
Made = TypeVar("Made")


class Mill:
    """One worker with its receiver. Its people are written to once in each generation."""

    def __init__(self, terkirim: Terkirim, clock: SimulatedClock, people: int) -> None:
        self.terkirim = terkirim
        self._clock = clock
        self._service = Service(terkirim)
        self._people = [f"+62812{number:08d}" for number in range(people)]
        self.made = 0

    async def generation(self) -> None:
        """An hour later everybody gets one more message, and reads it."""
        await self._clock.advance_to(self._clock.now() + HOUR)
        taken = await _some_at_once(self._queue, self._people)
        self.made += len(taken)
        await self._service.until_idle()
        for status in ("sent", "delivered", "read"):
            bodies = [self._body(status, one.id) for one in taken]
            await _some_at_once(self.terkirim.receiver.receive, bodies)
            await self._service.until_idle()

    async def _queue(self, phone: str) -> Message:
        taken = await self.terkirim.single.take_in(Request(LIVE_SENDER, phone, _BODY))
        assert isinstance(taken, Message), taken
        return taken

    def _body(self, status: str, ours: str) -> bytes:
        return envelope([said(status, _wamid(ours), self._clock.now(), ours)])


@asynccontextmanager
async def open_mill(database: str, people: int) -> AsyncIterator[Mill]:
    """A mill on an empty database."""
    clock = SimulatedClock(START)
    chosen = settings("http://meta.invalid", database=database, per_second=_UNPACED)
    async with assemble(chosen, clock, Identifiers(1)) as terkirim:
        async with terkirim.store.write() as db:
            await registry.put_sender(db, Sender(LIVE_SENDER, ACCOUNT))
        setattr(terkirim.api, "send", _accepted)  # noqa: B010  mypy: a method is no place to assign
        yield Mill(terkirim, clock, people)


async def _accepted(_sender_id: str, body: bytes) -> Accepted:
    return Accepted(_wamid(msgspec.json.decode(body)["biz_opaque_callback_data"]))


def _wamid(ours: str) -> str:
    return f"wamid.{ours}"


async def _some_at_once(
    work: Callable[[Given], Awaitable[Made]], given: Sequence[Given]
) -> list[Made]:
    made: list[Made] = []
    for start in range(0, len(given), _AT_ONCE):
        made += await asyncio.gather(*map(work, given[start : start + _AT_ONCE]))
    return made
