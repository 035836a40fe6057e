"""Statuses applied to messages as fast as they are received: the backlog returns to nothing."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from typing import NamedTuple

from bench.dispatch import Worker
from bench.options import Options
from bench.parts.children import Child, Desk
from bench.parts.cores import cpu_seconds
from bench.parts.databases import Database, databases
from bench.parts.graph import HOST, graph_room, sender_ids
from bench.parts.load import Stock, Waits, steady
from bench.parts.lookout import Lookout, open_lookout
from bench.parts.product import open_product
from bench.parts.webhooks import Told, requests
from bench.receiver import CONNECTIONS, RATE
from bench.rows import Lap, Row, at_most, compared, interleaved
from terkirim.assembly import Terkirim
from terkirim.web.app import build_app
from terkirim.web.server import serve

_LOOK_S = 0.02
_AT_REST_S = 5.0  # how long after the last webhook the backlog may take to be gone
_KEPT = 0.97  # of the rate, or there was less to apply than promised
_AT_ONCE = 1e9
_STATUSES = ("sent", "delivered", "read")
_PENDING = "SELECT count(*) FROM webhooks WHERE state = 'pending'"
_ANY = "SELECT count(*) FROM (SELECT 1 FROM webhooks WHERE state = 'pending' LIMIT 1) AS found"
_READ = "SELECT count(*) FROM messages WHERE state = 'read'"
_ACCEPTED = "SELECT id, wamid, recipient FROM messages WHERE state = 'accepted'"


class Office:
    """The product in one process: web doors always, the service when told to work."""

    def __init__(self, terkirim: Terkirim, lookout: Lookout) -> None:
        self.worker = Worker(terkirim, lookout)
        self._lookout = lookout
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    async def answer(self, order: str, many: int = 0) -> object:
        """Orders: `prepare` messages that are accepted, `work`, `empty` the backlog and rest."""
        if order == "prepare":
            await self.worker.answer("queue", many)
            await self.worker.answer("send", many)
        elif order == "work":
            self._stop = asyncio.Event()
            self._running = asyncio.create_task(self.worker.service.run(self._stop))
        elif order == "read":
            return await self._lookout.number(_READ)
        else:
            return await self._empty()
        return None

    async def _empty(self) -> Lap:
        """Work until nothing is pending; how many webhooks that were."""
        waiting = await self._lookout.number(_PENDING)
        began, cpu = time.perf_counter(), cpu_seconds()
        if self._running is None:
            await self.answer("work")
        while await self._lookout.number(_ANY):  # noqa: ASYNC110 - a stranger can only look
            await asyncio.sleep(_LOOK_S)
        lap = Lap(waiting, time.perf_counter() - began, cpu_seconds() - cpu)
        self._stop.set()
        if self._running is not None:
            await self._running
        self._running = None
        return lap


@asynccontextmanager
async def office_room(url: str, database: str) -> AsyncIterator[Desk]:
    """The product, its service at rest until told."""
    async with open_product(url, database) as terkirim, open_lookout(database) as lookout:
        office = Office(terkirim, lookout)
        await office.worker.service.start()
        async with serve(build_app(terkirim, office.worker.service.wake), HOST, 0) as address:
            yield Desk((HOST, int(address.rpartition(":")[2])), office.answer)


@asynccontextmanager
async def teller_room(database: str) -> AsyncIterator[Desk]:
    """The generator: tells of every accepted message that it was sent, delivered and read."""
    made: list[bytes] = []

    async def answer(
        order: str, address: tuple[str, int] = ("", 0), rate: float = RATE
    ) -> int | Waits:
        nonlocal made
        if order == "make":
            async with open_lookout(database) as lookout:
                made = requests(_told(await lookout.rows(_ACCEPTED)))
            return len(made)
        return await steady(address, Stock(made), CONNECTIONS, rate, len(made) / rate)

    yield Desk(None, answer)


def _told(rows: list[tuple[str, str, str]]) -> Iterator[Told]:
    for status in _STATUSES:
        for ours, wamid, recipient in rows:
            yield Told(sender_ids(1)[0], wamid, status, recipient.lstrip("+"), ours)


class Counter(NamedTuple):
    """The processes a database is measured with."""

    name: str
    office: Child
    teller: Child
    many: int

    def received(self) -> Lap:
        """Every status once, as fast as they are taken; nothing is applied meanwhile."""
        self.office.ask("prepare", self.many)
        made, before = self.teller.ask("make"), self.office.cpu()
        waits: Waits = self.teller.ask("tell", self.office.hello, _AT_ONCE)
        return Lap(made, made / waits.rate, self.office.cpu() - before)

    def applied(self) -> Lap:
        """What was received, applied."""
        lap: Lap = self.office.ask("empty")
        return lap

    def kept_up(self) -> tuple[float, float]:
        """Received at the fixed rate and applied at once: the rate, seconds to rest after."""
        self.office.ask("prepare", self.many)
        self.teller.ask("make")
        self.office.ask("work")
        waits: Waits = self.teller.ask("tell", self.office.hello, RATE)
        return waits.rate, self.office.ask("empty").took_s


def measure(options: Options) -> Iterator[Row]:
    """On each database: received and applied in turn, then both at once."""
    with Child(graph_room) as graph, databases() as found:
        for database in found:
            yield from _of(database, graph, options)


def _of(database: Database, graph: Child, options: Options) -> Iterator[Row]:
    with ExitStack() as closing:
        place = database.fresh()
        office = closing.enter_context(Child(office_room, graph.hello, place, place="measured"))
        teller = closing.enter_context(Child(teller_room, place))
        it = Counter(database.name, office, teller, options.messages)
        contestants = {"received": it.received, "applied": it.applied}
        laps = interleaved(contestants, options.rounds)
        rate, rest_s = it.kept_up()
        read, wanted = office.ask("read"), it.many * (max(options.rounds, 3) + 1)
    name = f"statuses applied, {it.name}"
    note = f"{read:,} of {wanted:,} messages read at the end"
    yield compared(f"{name} / receiving them", laps["applied"], laps["received"], 1.0, note)
    note = f"received and applied in one process at {RATE:,.0f} a second, {rate:,.0f} kept"
    name_of_rest, holds = f"{name}, until the backlog is 0", rest_s <= _AT_REST_S
    kept = rate >= _KEPT * RATE
    yield Row(name_of_rest, rest_s, "s", goal=_AT_REST_S, holds=holds and kept, note=note)
    yield at_most(f"{name}, messages in a wrong state", wanted - read, "messages", 0)
