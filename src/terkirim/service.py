"""The running process: it looks what is due, does that, and rests until something is."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import structlog

from terkirim.assembly import Terkirim
from terkirim.delivery.outbox.recover import recover
from terkirim.store.agenda import Agenda, read_agenda

_LOOK_EVERY = 1.0  # seconds: other processes may have put something into the database
_AFTER_FAULT = 5.0

_log = structlog.get_logger(__name__)


class Duty(NamedTuple):
    """Something that must be done when one of its entries in the agenda is due."""

    entries: tuple[str, ...]
    run: Callable[[], Awaitable[int]]
    not_before: Callable[[], float] = lambda: 0.0


class Service:
    """Works through what is due. The same turns run in real time and in simulated time."""

    def __init__(self, terkirim: Terkirim) -> None:
        self._terkirim = terkirim
        self._woken = asyncio.Event()
        t = terkirim
        self._duties = (
            Duty(("inbox", "orphans"), t.inbox.run),
            Duty(("judge",), t.judge.run),
            Duty(("probe",), t.prober.run),
            Duty(("ends", "lifted"), t.releaser.run),
            Duty(("expire",), t.expirer.run),
            Duty(("reconcile",), t.reconciler.run),
            Duty(("dispatch",), t.dispatcher.run, t.dispatcher.not_before),
            Duty(("sms",), t.sms.run),
            Duty(("untold", "untold_end"), t.alerts.run, t.alerts.not_before),
        )

    async def start(self) -> None:
        """Take stock: what a crash left, what Meta has."""
        policy = self._terkirim.settings.the_policy()
        left = await recover(self._terkirim.store, self._terkirim.clock, policy.reconcile)
        if left:
            _log.info("messages left in flight will be reconciled", count=left)
        await self._terkirim.senders.all()
        await self._terkirim.templates.all()

    async def turn(self) -> float:
        """Do once everything that is due; answers when something is due next if nothing comes.

        The answer is the present itself where something was done, and infinite where nothing will
        ever be due.
        """
        now = self._terkirim.clock.now()
        async with self._terkirim.store.read() as db:
            agenda = await read_agenda(db)
        dues = [_due(duty, agenda) for duty in self._duties]
        done = [
            await duty.run() for duty, due in zip(self._duties, dues, strict=True) if due <= now
        ]
        return now if any(done) else min(due for due in dues if due > now or math.isinf(due))

    async def until_idle(self) -> float:
        """Turn until nothing more is due at this instant; answers when something will be."""
        while (due := await self.turn()) <= self._terkirim.clock.now():
            pass
        return due

    def wake(self) -> None:
        """Something came from outside: look at once."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Turn until told to stop; the turn under way is finished. A fault is logged, not fatal."""
        while not stop.is_set():
            await self._rest(stop, await self._safe_turn())

    async def _safe_turn(self) -> float:
        """One turn; answers how long to rest after it."""
        try:
            due = await self.turn()
            return min(max(due - self._terkirim.clock.now(), 0.0), _LOOK_EVERY)
        except Exception:
            _log.exception("a turn failed and will be repeated")
            return _AFTER_FAULT

    async def _rest(self, stop: asyncio.Event, seconds: float) -> None:
        waits = [asyncio.create_task(event.wait()) for event in (stop, self._woken)]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        self._woken.clear()


def _due(duty: Duty, agenda: Agenda) -> float:
    entries = [getattr(agenda, entry) for entry in duty.entries]
    wanted = min((at for at in entries if at is not None), default=math.inf)
    return max(wanted, duty.not_before())
