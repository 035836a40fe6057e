"""One run: the product, the sandbox and an owner in simulated time, from the first to quiet."""

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from unittest.mock import patch

import aiohttp
import msgspec
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message

from house import START, settings
from simulation.disk import Disk
from simulation.fate import QUIET_S, TROUBLE_S, Fate
from simulation.loop import LoopClock, SimulatedLoop, until
from simulation.network import Host, Network
from simulation.owner import Owner
from simulation.process import MOST_STEPS, Process
from simulation.witness import Outcome, Witness
from terkirim.assembly import Terkirim, assemble
from terkirim.channels.sms import SmsChannel
from terkirim.errors import TerkirimError
from terkirim.sandbox import Sandbox
from terkirim.service import Service
from terkirim.store import holds
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.web import receiver

META, SHOP = "meta", "shop"
_MOST_LIVES = 40
_RESTART_S = 5.0
_AFTER_FAULT_S = 5.0
_META_SILENT_S = 15.0
Answer = TypeVar("Answer")


class Unfinished(Exception):
    """The run ended without a process that could be asked."""


class World:
    """Everything there is in one run."""

    def __init__(self, fate: Fate, folder: Path, fresh: Path | None, loop: SimulatedLoop) -> None:
        self._fate = fate
        self._loop = loop
        self._seen = Witness()
        self._disk = Disk(folder, fresh, Random(f"disk {fate.seed}"), self._fails)
        self._network = Network(Random(f"network {fate.seed}"), fate.slow_s)
        self._sandbox = Sandbox(fate.seed, LoopClock(loop))
        self._network.hosts = {META: lambda: Host(self._sandbox.app, None), SHOP: self._shop}
        self._network.heard, self._network.got = self._heard, self._got
        self._over, self._woken = asyncio.Event(), asyncio.Event()
        self._steps = 0
        self.process: Process | None = None
        self.terkirim: Terkirim | None = None

    async def play(self) -> Outcome:
        """From the first instant until all is quiet."""
        with (
            self._disk.inserted(),
            self._network.inserted(),
            patch.object(SmsChannel, "send", _sms),
        ):
            async with _lifespan(self._sandbox.app):
                owner = Owner(self._fate, self, self._seen, META)
                lives = asyncio.ensure_future(self._supervise())
                deeds = [asyncio.ensure_future(one) for one in owner.deeds()]
                end = asyncio.ensure_future(until(START + QUIET_S))
                over = asyncio.ensure_future(self._over.wait())
                await asyncio.wait([end, over], return_when=asyncio.FIRST_COMPLETED)
                try:
                    self._look_at(deeds)
                    outcome = await self._outcome()
                finally:
                    await self._end([lives, end, over, *deeds])
        return outcome

    def wake(self) -> None:
        """Something was put into the database."""
        self._woken.set()

    def complain(self, where: str, error: BaseException) -> None:
        """What goes wrong without a reason is a fault of the product's."""
        if self._seen.complains(self._loop.time(), where, error):
            self._over.set()

    def _look_at(self, deeds: Sequence[asyncio.Future[None]]) -> None:
        for deed in deeds:
            error = deed.exception() if deed.done() else None
            if error is not None:
                self._seen.complaints.append(f"an owner's deed: {error!r}")

    async def _supervise(self) -> None:
        """Start the process again whenever it is gone."""
        fate = self._fate
        for number in range(_MOST_LIVES):
            dies_at = fate.deaths[number] if number < len(fate.deaths) else None
            chance = Random(f"process {fate.seed} {number}")
            process = self.process = Process(chance, dies_at, self._dies)
            life = process.start(self._live(process, number))
            ended = asyncio.ensure_future(process.ended.wait())
            await asyncio.wait([life, ended], return_when=asyncio.FIRST_COMPLETED)
            ended.cancel()
            self.terkirim = None
            if process.dead:
                if self._over.is_set():
                    return
                await process.reap()
                self._steps += process.steps
                await asyncio.sleep(fate.away_s[number])
            else:
                self.complain("the process", life.exception() or RuntimeError("it ended"))
                await asyncio.sleep(_RESTART_S)

    def _dies(self) -> None:
        assert self.process is not None
        self._seen.died[self.process] = self._loop.time()
        self.terkirim = None
        self._disk.crash()
        if self.process.steps >= MOST_STEPS:
            self._seen.complaints.append("the process runs in circles")
            self._over.set()

    async def _live(self, process: Process, number: int) -> None:
        chosen = settings(f"http://{META}", database=str(self._disk.file))
        identifiers = Identifiers(self._fate.seed * 100 + number)
        async with assemble(chosen, LoopClock(self._loop), identifiers) as terkirim:
            service, woken = Service(terkirim), self._woken
            process.app = Starlette(routes=receiver.routes(terkirim, woken.set))
            self.terkirim = terkirim
            process.started = True
            while await self._tried(service.start, _META_SILENT_S) is _FAILED:
                pass
            while True:
                woken.clear()
                due = await self._tried(service.until_idle, _AFTER_FAULT_S)
                if due is not _FAILED:
                    await _rest(woken, due)

    async def _tried(self, work: Callable[[], Awaitable[Any]], pause_s: float) -> Any:
        """Do it; after a fault, rest as `serve` does."""
        try:
            return await work()
        except Exception as error:
            if not isinstance(error, TerkirimError):
                self.complain(work.__name__, error)
            await asyncio.sleep(pause_s)
            return _FAILED

    def _fails(self) -> bool:
        """Whether a statement of the process there is may fail now, and does."""
        chance, now = self._disk.chance, self._loop.time()
        started = self.process is not None and self.process.started
        if not started or now > START + TROUBLE_S or chance.random() >= self._fate.faulty:
            return False
        self._seen.faults.append(now)
        return True

    def _shop(self) -> Host | None:
        process = self.process
        if process is None or process.dead or process.app is None:
            return None
        return Host(process.app, process)

    def _heard(self, host: str, body: bytes, status: int) -> None:
        if host == SHOP and body:
            self._seen.hears(self._loop.time(), body, promised=status == 200)

    def _got(self, process: Process, url: str, body: bytes) -> None:
        if url.endswith("/messages"):
            self._seen.gets(self._loop.time(), process, body)

    async def _outcome(self) -> Outcome:
        terkirim = self.terkirim
        if terkirim is None or self.process is None:
            raise Unfinished(self._seen.complaints)
        self.process.spare()
        listed = [message.id async for message in terkirim.insights.every_message()]
        overview = await terkirim.insights.overview()
        async with terkirim.store.read() as db:
            every = await holds.every(db)
        return Outcome(
            fate=self._fate,
            now=self._loop.time(),
            record=self._sandbox.state.record,
            seen=self._seen,
            timelines=[await terkirim.insights.timeline(one) for one in listed],
            holds={hold.id: hold for hold in every},
            waiting_webhooks=overview.webhooks.get("pending", 0),
            reconcile_s=terkirim.settings.the_policy().reconcile,
            steps=self._steps + self.process.steps,
        )

    async def _end(self, tasks: list[asyncio.Future[Any]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        if self.process is not None:
            self.process.dead = True
            self._disk.crash()
            await self.process.reap()


_FAILED = object()


async def _rest(woken: asyncio.Event, due: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout_at(None if math.isinf(due) else due):
            await woken.wait()


async def _sms(_channel: SmsChannel, to: str, text: str) -> bool:
    """Hand a text to the sandbox's SMS end: Apprise, which does so, needs a thread."""
    body = msgspec.json.encode({"message": text, "to": to})
    try:
        url = f"http://{META}/sms/send"
        async with aiohttp.ClientSession().request("POST", url, data=body) as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


@contextlib.asynccontextmanager
async def _lifespan(app: ASGIApp) -> AsyncIterator[None]:
    """Start and end an ASGI application."""
    asked: asyncio.Queue[Message] = asyncio.Queue()
    said: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    living = asyncio.ensure_future(app(scope, asked.get, said.put))
    await asked.put({"type": "lifespan.startup"})
    assert (await said.get())["type"] == "lifespan.startup.complete"
    try:
        yield
    finally:
        await asked.put({"type": "lifespan.shutdown"})
        await living
