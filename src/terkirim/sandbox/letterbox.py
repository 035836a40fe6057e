"""Where webhooks wait until a test in another thread has looked at them."""

import asyncio
import queue
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from aiohttp import web


class Letter(NamedTuple):
    """A webhook, and how to answer it with an HTTP status."""

    raw: bytes
    headers: dict[str, str]
    answer: Callable[[int], object]


class Letterbox:
    """A webhook address whose letters are answered by whoever takes them."""

    def __init__(self) -> None:
        self.url = ""
        self._letters: queue.Queue[Letter | None] = queue.Queue()

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Listen on a free port while the block runs."""
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_post("/webhook", self._receive)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook"
        try:
            yield
        finally:
            await runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        loop = asyncio.get_running_loop()
        status: asyncio.Future[int] = loop.create_future()

        def settle(chosen: int) -> None:
            if not status.done():
                status.set_result(chosen)

        def answer(chosen: int) -> None:
            loop.call_soon_threadsafe(settle, chosen)

        self._letters.put(Letter(await request.read(), dict(request.headers), answer))
        return web.Response(status=await status)

    def take(self) -> Letter | None:
        """The next letter, when it has come; None when woken without one."""
        return self._letters.get()

    def wake(self) -> None:
        """Let whoever waits look up."""
        self._letters.put(None)

    def has_some(self) -> bool:
        """Whether letters wait."""
        return not self._letters.empty()

    def empty(self) -> None:
        """Throw away what nobody took."""
        self._letters = queue.Queue()
