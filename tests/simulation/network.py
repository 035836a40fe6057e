"""The network between the product and the sandbox: no sockets, only ASGI calls and latencies.

It stands where the product's `Http` stands and, for the sandbox's courier, `aiohttp.ClientSession`,
which is all that they know of a network. A request that has left arrives, whatever becomes of
who sent it; the answer is lost with whoever should have had it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from random import Random
from types import TracebackType
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

import aiohttp
from aiohttp.client_reqrep import ConnectionKey
from starlette.types import ASGIApp, Message

from simulation.process import PROCESS, Process
from terkirim import assembly
from terkirim.errors import Ambiguous, Unreachable

_PATIENCE_S = 300.0
_OURS_S = 30.0  # as `Http` has it
_NOBODY = Context()  # of no process


class Host(NamedTuple):
    """Who answers at an address. `process`: of the product; None for the sandbox, which lasts."""

    app: ASGIApp
    process: Process | None


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes

    async def read(self) -> bytes:
        """The body, as aiohttp gives it."""
        return self.body

    async def text(self, errors: str = "strict") -> str:
        """The body as text."""
        return self.body.decode(errors=errors)

    async def json(self) -> Any:
        """The body, decoded."""
        import json

        return json.loads(self.body)

    def raise_for_status(self) -> None:
        """As aiohttp's does."""
        if self.status >= 400:
            raise AssertionError(self)


class Network:
    """Addresses, latencies, and who heard what."""

    def __init__(self, chance: Random, slow: float) -> None:
        """`slow`: the longest an ordinary way takes, in seconds."""
        self._chance = chance
        self._slow = slow
        self.hosts: dict[str, Callable[[], Host | None]] = {}
        self.heard: Callable[[str, bytes, int], None] = lambda _host, _body, _status: None
        """Whom a request reached, with what, and the status of the answer; 0 if there was none."""
        self.got: Callable[[Process, str, bytes], None] = lambda _process, _url, _body: None

    def way_s(self) -> float:
        """How long one way takes."""
        return self._chance.uniform(0.001, self._slow)

    @contextmanager
    def inserted(self) -> Iterator[None]:
        """Put it below everything that speaks HTTP."""
        with (
            patch.object(aiohttp, "ClientSession", lambda **options: Session(self, **options)),
            patch.object(assembly, "Http", lambda: SimulatedHttp(self)),
        ):
            yield

    async def fetch(self, request: "Request", patience_s: float | None) -> Answer:
        """Ask, and wait for the answer as long as the asker does."""
        asker = PROCESS.get()
        if asker is not None:
            await asker.step()
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        gone = asyncio.Event()
        # The request is on its way; it arrives even where the asker does not live to see it.
        serving = asyncio.get_running_loop().create_task(
            self._carry(request, answer, gone), context=_NOBODY.copy()
        )
        try:
            async with asyncio.timeout(patience_s or _PATIENCE_S):
                found = await asyncio.shield(answer)
        finally:
            gone.set()
            del serving
        if asker is not None:
            await asker.step()
            self.got(asker, request.url, found.body)
        return found

    async def _carry(
        self, request: "Request", answer: "asyncio.Future[Answer]", gone: asyncio.Event
    ) -> None:
        await asyncio.sleep(self.way_s())
        address = urlsplit(request.url).netloc
        host = self.hosts[address]()
        if host is None:
            _fail(answer, _refused(address))
            return
        call = _Call(request, gone)
        work = call.run(host.app)
        task = host.process.start(work) if host.process else asyncio.ensure_future(work)
        await asyncio.wait([task])
        if call.aborted or task.cancelled() or task.exception() is not None:
            self.heard(address, request.body, 0)
            _fail(answer, aiohttp.ServerDisconnectedError())
            return
        self.heard(address, request.body, call.status)
        await asyncio.sleep(self.way_s())
        if not answer.done():
            answer.set_result(Answer(call.status, bytes(call.said)))


class Request(NamedTuple):
    """What is asked."""

    method: str
    url: str
    body: bytes
    headers: Mapping[str, str]


class _Call:
    """One request as an ASGI application meets it."""

    def __init__(self, request: Request, gone: asyncio.Event) -> None:
        self._request = request
        self._gone = gone
        self._given = False
        self.status = 500
        self.said = bytearray()
        self.aborted = False

    async def run(self, app: ASGIApp) -> None:
        process = PROCESS.get()
        await app(self._scope(), self._receive, self._send)
        if process is not None:
            await process.step()

    def _scope(self) -> dict[str, Any]:
        parts = urlsplit(self._request.url)
        headers = {"host": parts.netloc, **self._request.headers}
        return {
            "type": "http",
            "http_version": "1.1",
            "method": self._request.method,
            "scheme": parts.scheme,
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "root_path": "",
            "query_string": parts.query.encode(),
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
            "client": ("10.0.0.1", 1),
            "server": (parts.netloc, 80),
            "extensions": {"terkirim.abort": {"abort": self._abort}},
        }

    def _abort(self) -> None:
        self.aborted = True
        self._gone.set()

    async def _receive(self) -> Message:
        if not self._given:
            self._given = True
            return {"type": "http.request", "body": self._request.body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.said += message.get("body", b"")


class SimulatedHttp:
    """Takes the place of `terkirim.http.Http`."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def __aenter__(self) -> "SimulatedHttp":
        return self

    async def __aexit__(self, *_error: object) -> None:
        return None

    async def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        """As the real one."""
        try:
            return await self._network.fetch(Request(method, url, body or b"", headers), _OURS_S)
        except aiohttp.ClientConnectorError as error:
            raise Unreachable from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Ambiguous from error


class Session:
    """Takes the place of `aiohttp.ClientSession`."""

    def __init__(self, network: Network, timeout: Any = None, **_options: Any) -> None:
        self._network = network
        self._timeout = timeout

    async def __aenter__(self) -> "Session":
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Nothing is open."""

    def get(self, url: str, **options: Any) -> "_Asking":
        """GET."""
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> "_Asking":
        """POST."""
        return self.request("POST", url, **options)

    def request(self, method: str, url: object, **options: Any) -> "_Asking":
        """Any method; `data` is bytes, `params` go into the query."""
        query = options.get("params")
        whole = f"{url}?{urlencode(query)}" if query else str(url)
        asked = Request(method, whole, options.get("data") or b"", options.get("headers") or {})
        timeout = options.get("timeout") or self._timeout
        return _Asking(self._network.fetch(asked, timeout.total if timeout else None))


class _Asking:
    """`async with session.request(…) as response`, or awaited."""

    def __init__(self, answer: Awaitable[Answer]) -> None:
        self._answer = answer

    async def __aenter__(self) -> Answer:
        return await self._answer

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        return None


def _fail(answer: "asyncio.Future[Answer]", error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
        answer.exception()  # whoever asked may be gone


def _refused(address: str) -> aiohttp.ClientConnectorError:
    key = ConnectionKey(address, 80, False, True, None, None, None)
    return aiohttp.ClientConnectorError(key, ConnectionRefusedError(f"nobody at {address}"))
