"""The running process: it looks what is due, does that, and rests until something is.

In real time (`Service.run`) the duties go on side by side and none waits for another. In simulated
time (`Service.turn`, `Service.until_idle`) they come one after the other, always in the same order.
"""

import asyncio
import gc
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import NamedTuple

import structlog

from terkirim.assembly import Terkirim
from terkirim.collector import calm_the_collector
from terkirim.delivery.outbox.leases import DutyLeases
from terkirim.delivery.outbox.recover import recover
from terkirim.store.agenda import Agenda, read_agenda
from terkirim.store.faults import is_databases

_LOOK_EVERY = 1.0  # seconds: other processes may have put something into the database
_APART = 0.1  # while duties are under way: they take most of what comes
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 5.0  # after a fault, doubled with each that follows

_log = structlog.get_logger(__name__)


def _never() -> bool:
    return False


class Duty(NamedTuple):
    """Something that must be done when one of its entries in the agenda is due.

    `not_before` says when it makes sense again, `at_once` that it must be done whatever is due.
    `alone`: one worker is enough for it, and leases it. That two never do the same at the same
    time is the business of its transactions, which look again at what they are about to change.
    `apart_s`: in real time, how long after it began it begins again; what comes meanwhile is done
    together, at a fraction of the cost.
    """

    name: str
    entries: tuple[str, ...]
    run: Callable[[], Awaitable[int]]
    not_before: Callable[[], float] = lambda: 0.0
    at_once: Callable[[], bool] = _never
    alone: bool = True
    apart_s: float = 0.0


class Service:
    """Works through what is due."""

    def __init__(self, terkirim: Terkirim) -> None:
        self._terkirim = t = terkirim
        self._leases = DutyLeases(t.store, t.clock)
        self._woken, self._ended = asyncio.Event(), asyncio.Event()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._asked_again: set[str] = set()
        self._faults: dict[str, int] = {}
        self._paused_until: dict[str, float] = {}
        self._again_at: dict[str, float] = {}
        send = t.dispatcher
        self._duties = (
            Duty("inbox", ("inbox", "orphans"), t.inbox.run, alone=False, apart_s=0.1),
            Duty("judge", ("judge",), t.judge.run),
            Duty("probe", ("probe",), t.prober.run),
            Duty("release", ("ends", "lifted"), t.releaser.run),
            Duty("expire", ("expire",), t.expirer.run),
            Duty("reconcile", ("reconcile",), t.reconciler.run),
            Duty("dispatch", ("dispatch",), send.run, send.not_before, send.at_once, alone=False),
            Duty("sms", ("sms",), t.sms.run, at_once=t.sms.at_once),
            Duty("alerts", ("untold", "untold_end"), t.alerts.run, t.alerts.not_before),
            Duty("templates", (), t.templates.renew, at_once=t.templates.is_old, alone=False),
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
        dues = await self._dues()
        done = [await self._do(duty) for duty in self._duties if dues[duty.name] <= now]
        return now if any(done) else _next_of(dues, now)

    async def until_idle(self) -> float:
        """Turn until nothing more is due at this instant; answers when something will be."""
        while (due := await self.turn()) <= self._terkirim.clock.now():
            pass
        return due

    def wake(self) -> None:
        """Something came from outside: look at once."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Do what is due until told to stop. A fault is logged and what failed is repeated.

        In the end nothing new is begun, what is under way is finished and written down, and what
        this process has leased is left to others.
        """
        self._terkirim.dispatcher.closing = False
        gc.collect()
        calm_the_collector()
        try:
            while not stop.is_set():
                await self._rest(stop, await self._look())
            await self._close()
        finally:
            for task in self._running.values():
                task.cancel()

    async def _look(self) -> float:
        """Begin what is due and not under way; answers how long to rest after that."""
        now = self._terkirim.clock.now()
        if self._paused_until.get("look", 0.0) > now:
            return self._paused_until["look"] - now
        try:
            dues = await self._dues()
            await self._go_on()
        except Exception as error:
            return self._pause("look", error)
        self._faults.pop("look", None)
        early = [self._begin(duty) for duty in self._duties if dues[duty.name] <= now]
        return min(_next_of(dues, now) - now, _LOOK_EVERY, *early)

    async def _dues(self) -> dict[str, float]:
        """When each duty is due for this process."""
        async with self._terkirim.store.read() as db:
            agenda = await read_agenda(db)
            elsewhere = await self._leases.elsewhere(db)
        return {duty.name: self._due(duty, agenda, elsewhere) for duty in self._duties}

    def _due(self, duty: Duty, agenda: Agenda, elsewhere: Mapping[str, float]) -> float:
        entries = [getattr(agenda, entry) for entry in duty.entries]
        wanted = min((at for at in entries if at is not None), default=math.inf)
        first = max(wanted, duty.not_before(), elsewhere.get(duty.name, 0.0))
        return max(0.0 if duty.at_once() else first, self._paused_until.get(duty.name, 0.0))

    async def _do(self, duty: Duty) -> int:
        if duty.alone and not await self._leases.have(duty.name):
            return 0
        return await duty.run()

    def _begin(self, duty: Duty) -> float:
        """Begin a duty unless it is under way; answers for how long it is too early for that."""
        now = asyncio.get_running_loop().time()
        early = self._again_at.get(duty.name, now) - now
        if duty.name in self._running:
            self._asked_again.add(duty.name)
        elif early <= 0:
            self._again_at[duty.name] = now + duty.apart_s
            self._running[duty.name] = asyncio.create_task(self._do_safely(duty))
        else:
            return early
        return math.inf

    async def _do_safely(self, duty: Duty) -> None:
        """Do it; then there may be more of it, or something of it that others wait for."""
        self._asked_again.discard(duty.name)
        try:
            handled = await self._do(duty)
            self._faults.pop(duty.name, None)
            if handled or duty.name in self._asked_again:
                self._ended.set()
        except Exception as error:
            self._pause(duty.name, error)
        finally:
            del self._running[duty.name]

    async def _go_on(self) -> None:
        """Keep the leases of duties that take long."""
        for duty in self._duties:
            if duty.alone and duty.name in self._running:
                await self._leases.have(duty.name)

    def _pause(self, what: str, error: Exception) -> float:
        """Something failed; answers for how long to leave it."""
        faults = self._faults[what] = self._faults.get(what, 0) + 1
        seconds = min(_FIRST_PAUSE * 2.0 ** (faults - 1), _LONGEST_PAUSE)
        self._paused_until[what] = self._terkirim.clock.now() + seconds
        if is_databases(error):
            _log.warning("the database does not answer", duty=what, again_in_s=seconds)
        else:
            _log.error("a duty failed and will be repeated", duty=what, exc_info=error)
        return seconds

    async def _rest(self, stop: asyncio.Event, seconds: float) -> None:
        await _first_of((stop, self._woken, self._ended), seconds)
        if self._running and not self._ended.is_set():
            await _first_of((stop, self._ended), _APART)
        self._woken.clear()
        self._ended.clear()

    async def _close(self) -> None:
        self._terkirim.dispatcher.closing = True
        if self._running:
            await asyncio.wait(self._running.values())
        try:
            await self._terkirim.dispatcher.close()
            await self._leases.give_back()
        except Exception as error:
            self._pause("close", error)  # the leases lapse, and the attempts are reconciled


def _next_of(dues: Mapping[str, float], now: float) -> float:
    return min((due for due in dues.values() if due > now), default=math.inf)


async def _first_of(events: Iterable[asyncio.Event], seconds: float) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
