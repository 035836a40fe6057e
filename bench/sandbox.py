"""How many sends a second one sandbox process takes, its webhooks going out meanwhile.

Compared in the same run with a bare Starlette application that answers the same requests with a
fixed text. The sender and the webhook receiver are processes of their own, kept as lean as they can
be, so that on a machine with two cores the sandbox is what is measured.
"""

import asyncio
import json
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from statistics import median
from typing import Any, NamedTuple, cast

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.options import Options
from bench.parts.children import Child, Desk
from bench.parts.graph import HOST, VERSION
from bench.parts.load import Flow, Stock, flat_out
from bench.parts.product import message_body, phone
from bench.parts.serving import served
from bench.rows import Lap, Row, compared, interleaved
from terkirim.sandbox import LIVE_SENDER, TOKEN, Sandbox, run_alone, serve_sandbox

WANTED = 3000
CONNECTIONS = 32
WARM_UP_S = 22.0  # until as many delivered as sent go out: a message is on its way up to 20 s
MEASURED_S = 10.0
BARE_WARM_UP_S, BARE_S = 1.0, 6.0
STOCK = 60_000
NAME = "sandbox, sends a second with webhooks on"


class Receiver(asyncio.Protocol):
    """An owner's endpoint that counts statuses and answers 200."""

    statuses = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._buffer = bytearray()

    def data_received(self, data: bytes) -> None:
        """A webhook, or a part of one."""
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(rest) < length:
            return
        Receiver.statuses += rest.count(b'"status":')
        self._buffer.clear()
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


@asynccontextmanager
async def sandbox_room() -> AsyncIterator[Desk]:
    """The sandbox."""
    async with serve_sandbox(Sandbox()) as url:
        yield Desk(url, _nothing)


@asynccontextmanager
async def bare_room() -> AsyncIterator[Desk]:
    """Nothing but an answer."""

    async def bare(_request: Request) -> Response:
        return Response(b'{"messages":[{"id":"wamid.x"}]}', media_type="application/json")

    app = Starlette(routes=[Route("/{path:path}", bare, methods=["POST"])])
    async with served(app) as port:
        yield Desk(f"http://{HOST}:{port}", _nothing)


@asynccontextmanager
async def receiver_room() -> AsyncIterator[Desk]:
    """Receives webhooks; answers how many statuses."""
    server = await asyncio.get_running_loop().create_server(Receiver, HOST, 0)

    async def answer(_order: str) -> int:
        return Receiver.statuses

    async with server:
        yield Desk(f"http://{HOST}:{server.sockets[0].getsockname()[1]}/hook", answer)


@asynccontextmanager
async def load_room() -> AsyncIterator[Desk]:
    """Sends a template over each connection, awaits the answer, and sends the next."""
    stock = Stock([_send(number) for number in range(STOCK)])

    async def answer(url: str, warm_up_s: float, seconds: float) -> Flow:
        address = HOST, int(url.rpartition(":")[2])
        return await flat_out(address, stock, CONNECTIONS, seconds, warm_up_s)

    yield Desk(None, answer)


class Told(NamedTuple):
    """What a round of the sandbox tells beside its rate."""

    webhooks: float
    behind_s: float


def measure(options: Options) -> Iterator[Row]:
    """Sandbox and bare in turn, a fresh process each time."""
    told: list[Told] = []
    with Child(receiver_room) as receiver, Child(load_room) as load:
        contestants = {
            "sandbox": lambda: _sandbox(receiver, load, told),
            "bare": lambda: _bare(load),
        }
        laps = interleaved(contestants, options.rounds)
    note = f"{median(one.webhooks for one in told):,.0f} statuses a second go out meanwhile"
    yield compared(f"{NAME} / bare Starlette", laps["sandbox"], laps["bare"], None, note)
    sends = median(lap.rate for lap in laps["sandbox"])
    yield Row(NAME, sends, "1/s", WANTED, sends / WANTED, 1.0, sends >= WANTED, "/ what is wanted")
    behind_s = median(one.behind_s for one in told)
    yield Row("sandbox, how far its webhooks are behind", behind_s, "s")


def _sandbox(receiver: Child, load: Child, told: list[Told]) -> Lap:
    with Child(sandbox_room, place="measured", runner=run_alone) as served:
        _order(f"{served.hello}/_sandbox/webhook", {"url": receiver.hello})
        load.tell(served.hello, WARM_UP_S, MEASURED_S)
        time.sleep(WARM_UP_S)
        before = receiver.ask("count"), served.cpu()
        time.sleep(MEASURED_S)
        webhooks, used = receiver.ask("count") - before[0], served.cpu() - before[1]
        flow: Flow = load.hear()
        clock = _order(f"{served.hello}/_sandbox/clock")
    if flow.refused:
        raise AssertionError(f"{flow.refused} sends were refused: the rate says nothing")
    behind_s = max(0.0, clock["now"] - (clock["next_event_at"] or clock["now"]))
    told.append(Told(webhooks / MEASURED_S, behind_s))
    return Lap(flow.answered, flow.took_s, used)


def _bare(load: Child) -> Lap:
    with Child(bare_room, place="measured") as served:
        load.tell(served.hello, BARE_WARM_UP_S, BARE_S)
        time.sleep(BARE_WARM_UP_S)
        before = served.cpu()
        time.sleep(BARE_S)
        used = served.cpu() - before
        flow: Flow = load.hear()
    return Lap(flow.answered, flow.took_s, used)


def _order(url: str, body: dict[str, str] | None = None) -> Any:
    """An order to the control plane, or a question."""
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(url, data) as answer:  # noqa: S310 - our own sandbox
        return json.load(answer)


def _send(number: int) -> bytes:
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": phone(number),
        **message_body(number),
        "biz_opaque_callback_data": f"m-{number}",
    }
    raw = msgspec.json.encode(body)
    head = (
        f"POST /{VERSION}/{LIVE_SENDER}/messages HTTP/1.1\r\nHost: {HOST}\r\n"
        f"Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(raw)}\r\n\r\n"
    )
    return head.encode() + raw


async def _nothing(*_order: object) -> None:
    return None
