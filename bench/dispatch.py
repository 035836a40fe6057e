"""Durable dispatch: from the outbox to accepted, against a bare loop and pywa's async client."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from typing import Any

import aiohttp
import msgspec
from pywa_async.client import WhatsApp

from bench.options import Options
from bench.parts.children import Child, Desk, Room
from bench.parts.cores import cpu_seconds
from bench.parts.databases import NOT_TAKEN, databases
from bench.parts.graph import TEMPLATE, VERSION, graph_room, sender_ids
from bench.parts.lookout import Lookout, accepted_since, any_unsent, open_lookout
from bench.parts.product import BEARER, message_body, open_product, phone, queue
from bench.rows import Lap, Laps, Row, at_most, compared, interleaved, not_measured
from terkirim.assembly import Terkirim
from terkirim.delivery.outbox.send_one import Refused, Request
from terkirim.service import Service
from terkirim.store.notify import open_bell

BARE_CONCURRENT = 64
PYWA_CONCURRENT = 4  # where it is fastest: more connections cost it more each
CALLERS = 256
_LOOK_S = 0.01


async def spread(work: Callable[[int], Awaitable[None]], numbers: range, at_once: int) -> None:
    """Do a work for every number, so many at once."""
    left = iter(numbers)

    async def one_of_many() -> None:
        for number in left:
            await work(number)

    await asyncio.gather(*(one_of_many() for _ in range(at_once)))


@asynccontextmanager
async def bare_room(url: str) -> AsyncIterator[Desk]:
    """aiohttp in a loop: the body is encoded, sent, the answer's message id read. No storage."""
    target = f"{url}/{VERSION}/{sender_ids(1)[0]}/messages"
    headers = {"Authorization": f"Bearer {BEARER}", "Content-Type": "application/json"}
    connector = aiohttp.TCPConnector(limit=256)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def send(number: int) -> None:
            body = {
                "messaging_product": "whatsapp",
                "recipient_type": "individual",
                **message_body(number),
                "to": phone(number),
            }
            async with session.post(target, data=msgspec.json.encode(body)) as answer:
                _accepted(msgspec.json.decode(await answer.read())["messages"][0]["id"])

        yield Desk(None, _timed(send, BARE_CONCURRENT))


@asynccontextmanager
async def pywa_room(url: str) -> AsyncIterator[Desk]:
    """pywa's async client in a loop, unchanged but for the base URL."""
    from pywa_async.types.templates import BodyText, TemplateLanguage

    values: Any = BodyText.params  # typed as if it were called on an object
    client = WhatsApp(phone_id=sender_ids(1)[0], token=BEARER)
    client.api._session.base_url = f"{url}/{VERSION}"

    async def send(number: int) -> None:
        sent = await client.send_template(
            phone(number),
            name=TEMPLATE,
            language=TemplateLanguage.INDONESIAN,
            params=[values("Sari", f"A-{number}")],
        )
        _accepted(sent.id)

    yield Desk(None, _timed(send, PYWA_CONCURRENT))
    await client.api._session.aclose()


@asynccontextmanager
async def our_room(url: str, database: str) -> AsyncIterator[Desk]:
    """The product, one worker. Orders:

    `queue` writes a campaign down, `send` works until nothing is left to send; `campaign` and
    `singles` do both at once, the latter with many callers of the door for single messages.
    """
    async with open_product(url, database) as terkirim, open_lookout(database) as lookout:
        worker = Worker(terkirim, lookout)
        await worker.service.start()
        async with open_bell(terkirim.store, worker.service.wake):
            yield Desk(None, worker.answer)


class Worker:
    """One worker and the intake beside it, in one process."""

    def __init__(self, terkirim: Terkirim, lookout: Lookout) -> None:
        self.service = Service(terkirim)
        self._terkirim = terkirim
        self._lookout = lookout
        self._sender_id = sender_ids(1)[0]
        self._people = 0
        self._since = 0.0

    async def answer(self, order: str, many: int = 0, sender: int = 0) -> Lap | None:
        """Carry an order out; what it took, from the first to the last message accepted."""
        if order not in ("send", "share"):
            self._since = time.time()
        self._sender_id = sender_ids(sender + 1)[sender]
        if order == "queue":
            await self._campaign(many)
            return None
        began, cpu, stop = time.perf_counter(), cpu_seconds(), asyncio.Event()
        running = asyncio.create_task(self.service.run(stop))
        if order == "campaign":
            await self._campaign(many)
        elif order == "singles":
            first, self._people = self._people, self._people + many
            await spread(self._single, range(first, first + many), CALLERS)
        while await any_unsent(self._lookout):  # noqa: ASYNC110 - a stranger can only look
            await asyncio.sleep(_LOOK_S)
        lap = Lap(many, time.perf_counter() - began, cpu_seconds() - cpu)
        stop.set()
        await running
        accepted = await accepted_since(self._lookout, self._since)
        if order != "share" and accepted != many:
            raise AssertionError(f"{accepted} of {many} accepted")
        return lap

    async def _campaign(self, many: int) -> None:
        first, self._people = self._people, self._people + many
        await queue(self._terkirim, many, self._sender_id, first)
        self.service.wake()

    async def _single(self, number: int) -> None:
        request = Request(self._sender_id, phone(number), message_body(number))
        taken = await self._terkirim.single.take_in(request)
        if isinstance(taken, Refused):
            raise AssertionError(taken)
        self.service.wake()


def _accepted(wamid: str) -> None:
    if not wamid.startswith("wamid."):
        raise AssertionError(wamid)


def _timed(
    send: Callable[[int], Awaitable[None]], at_once: int
) -> Callable[[str, int], Awaitable[Lap]]:
    async def answer(_order: str, many: int) -> Lap:
        began, cpu = time.perf_counter(), cpu_seconds()
        await spread(send, range(many), at_once)
        return Lap(many, time.perf_counter() - began, cpu_seconds() - cpu)

    return answer


BARE, PYWA = "bare aiohttp loop", "pywa's async client"
_WAYS = {
    "send": "dispatch, outbox to accepted",
    "campaign": "dispatch, intake of a campaign to accepted",
    "singles": "dispatch, intake of single messages to accepted",
}
_OF_BARE, _OF_PYWA = 0.6, 8.0


def measure(options: Options) -> Iterator[Row]:
    """Bare, ours on each database and in each way, pywa: in turn, in the same run."""
    with ExitStack() as closing:
        graph = closing.enter_context(Child(graph_room))
        found = closing.enter_context(databases())
        bare = closing.enter_context(_measured(bare_room, graph.hello))
        pywa = closing.enter_context(_measured(pywa_room, graph.hello))
        many = options.messages
        contestants: dict[str, Callable[[], Lap]] = {BARE: lambda: bare.ask("send", many)}
        for one in found:
            child = closing.enter_context(_measured(our_room, graph.hello, one.fresh()))
            for order in _WAYS:
                contestants[f"{order} {one.name}"] = partial(_ours, child, order, many)
        contestants[PYWA] = lambda: pywa.ask("send", many // 10)
        bare.ask("send", many // 10)
        laps = interleaved(contestants, options.rounds)
        taken, repeated = graph.ask("counts")
    names = [one.name for one in found]
    yield from _rows(laps, names, f"{many:,} messages a round")
    if len(names) == 1:
        yield not_measured(f"{_WAYS['send']}, PostgreSQL / {BARE}", NOT_TAKEN, _OF_BARE)
    name, note = "dispatch, messages the endpoint got twice", f"of {taken:,}"
    yield at_most(name, repeated, "messages", 0, note)


def _rows(laps: Laps, names: list[str], note: str) -> Iterator[Row]:
    for name in names:
        for order, words in _WAYS.items():
            goal = None if order == "singles" else _OF_BARE
            ours = laps[f"{order} {name}"]
            yield compared(f"{words}, {name} / {BARE}", ours, laps[BARE], goal, note)
        against = f"{_WAYS['send']}, {name} / {PYWA}"
        yield compared(against, laps[f"send {name}"], laps[PYWA], _OF_PYWA)


def _measured(room: Room, *given: str) -> Child:
    return Child(room, *given, place="measured")


def _ours(child: Child, order: str, many: int) -> Lap:
    if order == "send":
        child.ask("queue", many)
    if order == "singles":
        many //= 4
    lap: Lap = child.ask(order, many)
    return lap
