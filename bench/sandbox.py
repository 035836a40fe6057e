"""How many sends a second one sandbox process takes, its webhooks going out meanwhile.

Compared in the same run with a bare Starlette application that answers the same requests with a
fixed text. The sender and the webhook receiver are processes of their own, kept as lean as they can
be, so that on a machine with two cores the sandbox is what is measured. Run by `make bench`.
"""

import asyncio
import json
import multiprocessing
import os
import resource
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from typing import NamedTuple, cast

import aiohttp
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from terkirim.sandbox import LIVE_SENDER, TOKEN, Sandbox, run_alone, serve_sandbox

WANTED = 3000
CONNECTIONS = 32
WARM_UP_S = 22.0  # until as many delivered as sent go out: a message is on its way up to 20 s
MEASURED_S = 10.0
BARE_S = 6.0
HOST = "127.0.0.1"


class Rate(NamedTuple):
    """What was done in the measured time."""

    sends: float
    webhooks: float
    busy: float
    behind_s: float = 0.0

    @property
    def per_core(self) -> float:
        """Sends a second, had the process one core for itself."""
        return self.sends / self.busy


class Sender(asyncio.Protocol):
    """One connection that sends a template, awaits the answer, and sends the next."""

    count = 0
    refused = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._missing = 0
        self._send()

    def _send(self) -> None:
        Sender.count += 1
        self._transport.write(request(Sender.count))

    def data_received(self, data: bytes) -> None:
        """An answer, or a part of one."""
        if not self._missing:
            head, _, rest = data.partition(b"\r\n\r\n")
            Sender.refused += b" 200 " not in head[:16]
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            self._missing = length - len(rest)
        else:
            self._missing -= len(data)
        if not self._missing:
            self._send()


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


def request(number: int) -> bytes:
    """The bytes of a send to one of many people."""
    values = [{"type": "text", "text": "Sari"}, {"type": "text", "text": f"A-{number}"}]
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": f"+62812{number % 10_000_000:07d}",
        "type": "template",
        "template": {
            "name": "order_ready",
            "language": {"code": "id"},
            "components": [{"type": "body", "parameters": values}],
        },
        "biz_opaque_callback_data": f"m-{number}",
    }
    raw = json.dumps(body).encode()
    head = (
        f"POST /v25.0/{LIVE_SENDER}/messages HTTP/1.1\r\nHost: {HOST}\r\n"
        f"Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(raw)}\r\n\r\n"
    )
    return head.encode() + raw


async def bare(_request: Request) -> Response:
    """Nothing but an answer."""
    return Response(b'{"messages":[{"id":"wamid.x"}]}', media_type="application/json")


@asynccontextmanager
async def serve_bare() -> AsyncIterator[str]:
    """The bare application, served as the sandbox is."""
    app = Starlette(routes=[Route("/{path:path}", bare, methods=["POST"])])
    config = uvicorn.Config(app, log_config=None, access_log=False, http="httptools")
    server, listener = uvicorn.Server(config), socket.create_server((HOST, 0), backlog=2048)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    yield f"http://{HOST}:{listener.getsockname()[1]}"
    server.should_exit = True
    await serving


def serve(kind: str, pipe: Connection) -> None:
    """A process that serves; says its address, then its processor time whenever asked."""
    (run_alone if kind == "sandbox" else uvloop.run)(_serve(kind, pipe))


async def _serve(kind: str, pipe: Connection) -> None:
    serving = serve_sandbox(Sandbox()) if kind == "sandbox" else serve_bare()
    async with serving as url:
        pipe.send(url)
        while await asyncio.to_thread(pipe.recv):
            used = resource.getrusage(resource.RUSAGE_SELF)
            pipe.send(used.ru_utime + used.ru_stime)


def receive(pipe: Connection) -> None:
    """A process that receives webhooks; says its address, then its count whenever asked."""
    uvloop.run(_receive(pipe))


async def _receive(pipe: Connection) -> None:
    server = await asyncio.get_running_loop().create_server(Receiver, HOST, 0)
    pipe.send(f"http://{HOST}:{server.sockets[0].getsockname()[1]}/hook")
    while await asyncio.to_thread(pipe.recv):
        pipe.send(Receiver.statuses)


async def measure(kind: str, warm_up_s: float, measured_s: float) -> Rate:
    """Send as fast as one process takes it."""
    with Process(serve, kind) as served, Process(receive) as receiver:
        if kind == "sandbox":
            await order(f"{served.address}/_sandbox/webhook", {"url": receiver.address})
        port, loop = int(served.address.rpartition(":")[2]), asyncio.get_running_loop()
        many = [loop.create_connection(Sender, HOST, port) for _ in range(CONNECTIONS)]
        connected = await asyncio.gather(*many)
        await asyncio.sleep(warm_up_s)
        before = (Sender.count, receiver.ask(), served.ask(), time.perf_counter())
        await asyncio.sleep(measured_s)
        after = (Sender.count, receiver.ask(), served.ask(), time.perf_counter())
        behind_s = await behind(served.address) if kind == "sandbox" else 0.0
        for transport, _ in connected:
            transport.abort()
    sends, webhooks, busy, took = (late - early for early, late in zip(before, after, strict=True))
    return Rate(sends / took, webhooks / took, busy / took, behind_s)


async def order(url: str, body: dict[str, str]) -> None:
    """An order to the control plane."""
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        answer.raise_for_status()


async def behind(url: str) -> float:
    """How long the oldest webhook not yet sent has been due."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/_sandbox/clock") as answer:
        clock = await answer.json()
        now = float(clock["now"])
        return max(0.0, now - float(clock["next_event_at"] or now))


class Process:
    """A process that says its address first and answers whenever asked."""

    def __init__(self, work: object, *given: str) -> None:
        self._pipe, other = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=work, args=(*given, other), daemon=True)  # type: ignore[arg-type]
        self.address = ""

    def __enter__(self) -> "Process":
        self._process.start()
        self.address = self._pipe.recv()
        return self

    def ask(self) -> float:
        """The number it has to tell."""
        self._pipe.send(True)
        return float(self._pipe.recv())

    def __exit__(self, *_error: object) -> None:
        self._pipe.send(False)
        self._process.join(5)
        self._process.kill()


async def main() -> int:
    """Measure both and print."""
    sandbox = await measure("sandbox", WARM_UP_S, MEASURED_S)
    if Sender.refused:
        print(f"{Sender.refused} sends were refused: the rate says nothing")
        return 1
    plain = await measure("bare", 1.0, BARE_S)
    print(f"one process each, {CONNECTIONS} connections, {os.cpu_count()} cores")
    for name, rate in (("sandbox, webhooks on", sandbox), ("bare Starlette", plain)):
        print(
            f"{name:<22} {rate.sends:8,.0f} sends/s {rate.webhooks:8,.0f} statuses/s"
            f"   {rate.busy:4.0%} busy   {rate.per_core:8,.0f} sends/s of one core"
        )
    share = sandbox.per_core / plain.per_core
    print(
        f"{share:.2f} of bare; webhooks {sandbox.behind_s:.1f} s behind; wanted {WANTED:,} sends/s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
