"""A checker's service that behaves as told, and the product set up to ask it."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from house import START, settings
from terkirim.assembly import assemble
from terkirim.delivery.checkers.run import CheckRunner
from terkirim.sandbox import WALLET_KEY
from terkirim.settings import CheckerSettings
from terkirim.vocabulary.clock import SimulatedClock
from terkirim.web.server import serve

SARI, BUDI, TONO = "+6281200000001", "+6281200000002", "+6281200000003"
READING = {
    "status": "status",
    "reachable": ["REACHABLE"],
    "unreachable": ["ABSENT"],
    "invalid": ["INVALID"],
    "line_type": "line.type",
    "number": "number",
}
Behaviour = Callable[["Service", list[str]], Response | Awaitable[Response]]


def crowd(size: int) -> list[str]:
    """So many numbers."""
    return [f"+62812{number:07d}" for number in range(1, size + 1)]


class Leaping(SimulatedClock):
    """Time that passes at once for whoever sleeps; `slept` remembers how long each did."""

    def __init__(self, start: float = START) -> None:
        super().__init__(start)
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await self.advance_to(self.now() + seconds)


class Service:
    """What the far end was asked, request by request."""

    def __init__(self, behave: Behaviour) -> None:
        self._behave = behave
        self.asked: list[list[str]] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []

    @property
    def times(self) -> Counter[str]:
        """How often each number was asked about."""
        return Counter(phone for phones in self.asked for phone in phones)

    async def answer(self, request: Request) -> Response:
        """Any request."""
        body = await request.body()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        if "number" in request.path_params:
            phones = [f"+{request.path_params['number'].removeprefix('+')}"]
        else:
            phones = msgspec.json.decode(body)["contacts"]
        self.asked.append(phones)
        answer = self._behave(self, phones)
        return answer if isinstance(answer, Response) else await answer


def valid(phones: Sequence[str], status: str = "valid") -> Response:
    """The contacts endpoint's answer to these."""
    said = [{"input": one, "status": status, "wa_id": one[1:]} for one in phones]
    return Response(msgspec.json.encode({"contacts": said}))


@asynccontextmanager
async def service(behave: Behaviour) -> AsyncIterator[tuple[Service, str]]:
    """Such a service over real HTTP, and its base address."""
    one = Service(behave)
    routes = [
        Route("/v1/contacts", one.answer, methods=["POST"]),
        Route("/v1/lookup/{number}", one.answer, methods=["GET", "POST"]),
    ]
    async with serve(Starlette(routes=routes), "127.0.0.1", 0) as url:
        yield one, url


def contacts_at(base: str, **more: Any) -> CheckerSettings:
    """The settings of a contacts endpoint."""
    chosen = {
        "kind": "contacts",
        "url": f"{base}/v1/contacts",
        "token": WALLET_KEY,
        "price": "25",
        "per_second": 50,
    }
    return CheckerSettings.model_validate(chosen | more)


def lookup_at(base: str, **more: Any) -> CheckerSettings:
    """The settings of a lookup in the sandbox's form."""
    chosen = {
        "kind": "lookup",
        "url": f"{base}/v1/lookup/{{digits}}",
        "token": WALLET_KEY,
        "header": "X-API-Key",
        "price": "150",
        "per_second": 50,
        "answer": READING,
    }
    return CheckerSettings.model_validate(chosen | more)


@asynccontextmanager
async def checking(
    database: str, checker: CheckerSettings, clock: SimulatedClock | None = None
) -> AsyncIterator[CheckRunner]:
    """The product with that checker, in time that leaps."""
    chosen = settings("http://127.0.0.1:9", database=database, checker=checker)
    async with assemble(chosen, clock or Leaping()) as terkirim:
        assert terkirim.checks is not None
        yield terkirim.checks
