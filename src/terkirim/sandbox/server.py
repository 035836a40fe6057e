"""Serving the sandbox over HTTP, in the event loop that is running."""

import asyncio
import contextlib
import gc
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from terkirim.sandbox.answers import ABORT
from terkirim.sandbox.emulator import Sandbox

_SWEEPS = (50_000, 20, 50)  # what is remembered here holds no cycles: sweeping it is lost time


def run_alone(work: Coroutine[object, object, None]) -> None:
    """Run a served sandbox to its end as all that its process does, and so at full speed."""
    import uvloop  # not to be had on Windows, where a sandbox may still be served in a test

    gc.set_threshold(*_SWEEPS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


class _Whole:
    """A connection on which the head of an answer leaves together with its body, in one write."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._kept: list[bytes] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Let these bytes leave with all that are written at this turn of the event loop."""
        if not self._kept:
            self._loop.call_soon(self._let_go)
        self._kept.append(data)

    def close(self) -> None:
        """Close once everything has left."""
        self._let_go()
        self._transport.close()

    def _let_go(self) -> None:
        kept, self._kept = self._kept, []
        if kept and not self._transport.is_closing():
            self._transport.write(b"".join(kept))


class _Protocol(HttpToolsProtocol):
    """HTTP as ever, answers in one piece, and a way for the application to break the connection."""

    def connection_made(
        self,
        transport: asyncio.Transport,  # type: ignore[override]  # as uvicorn has it
    ) -> None:
        super().connection_made(cast("asyncio.Transport", _Whole(transport, self.loop)))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: {"abort": self.transport.abort}}


class _Server(uvicorn.Server):
    """A server that leaves signals alone, says when it is up, and stops at once."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self.enough = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    async def main_loop(self) -> None:
        await self.enough.wait()


@asynccontextmanager
async def serve_sandbox(
    sandbox: Sandbox, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve a sandbox while the block runs; yields its base URL. Port 0 takes a free one.

    Raises OSError when the address cannot be had.
    """
    listener = socket.create_server((host, port), backlog=2048)
    # asyncio does so only for sockets it made itself; without it an answer may wait 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        sandbox.app,
        http=_Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        date_header=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await server.up.wait()
    try:
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        server.enough.set()
        await serving
        listener.close()
