"""The sandbox as one object: its state, its clockwork and its web application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from terkirim.sandbox.answers import json_answer
from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.control.routes import control_routes
from terkirim.sandbox.graph.dispatch import Graph
from terkirim.sandbox.providers import Providers
from terkirim.sandbox.scenario import Scenario, play
from terkirim.sandbox.state import State
from terkirim.sandbox.webhooks.courier import Courier
from terkirim.vocabulary.clock import Clock, SystemClock

_ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"]
_NOT_META = ("/_sandbox", "/v2/balance", "/sms/send", "/v1/contacts", "/v1/lookup/")


class Sandbox:
    """A stand-in for Meta's Cloud API. `app` is its ASGI application.

    With a SimulatedClock nothing moves until `POST /_sandbox/clock`; with any other clock (the
    machine's by default) webhooks go out by themselves. `seed` decides everything left to chance.
    `scenario` takes the place of the known world, or adds to it.
    """

    def __init__(
        self, seed: int = 1, clock: Clock | None = None, scenario: Scenario | None = None
    ) -> None:
        self.state = State(seed, clock or SystemClock())
        if scenario is not None:
            play(self.state, scenario)
        self._courier = Courier(self.state)
        self._works = Clockwork(self.state, self._courier)
        self._graph = Graph(self.state, self._courier)
        self.app = self._front(self._build())

    def _front(self, rest: ASGIApp) -> ASGIApp:
        """Meta's calls, thousands a second, go the shortest way; everything else to `rest`."""

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and _is_metas(scope):
                answer = await self._graph.answer(Request(scope, receive))
                await answer(scope, receive, send)
            else:
                await rest(scope, receive, send)

        return app

    def _build(self) -> Starlette:
        providers = Providers(self.state)
        routes = [
            Mount("/_sandbox", routes=control_routes(self._works)),
            Route("/v2/balance", providers.balance, methods=["GET"]),
            Route("/sms/send", providers.send_sms, methods=["POST"]),
            Route("/v1/contacts", providers.check_contacts, methods=["POST"]),
            Route("/v1/lookup/{number}", providers.look_up, methods=["GET"]),
            Route("/{path:path}", self._graph.answer, methods=_ANY_METHOD),
        ]
        handlers = {HTTPException: _say_no}
        return Starlette(routes=routes, lifespan=self._live, exception_handlers=handlers)

    @asynccontextmanager
    async def _live(self, _app: Starlette) -> AsyncIterator[None]:
        await self._courier.open()
        running = None if self.state.virtual else asyncio.create_task(self._works.run())
        try:
            yield
        finally:
            self._works.auto.stop()
            if running is not None:
                running.cancel()
                await asyncio.wait([running])
            await self._courier.close()


def _is_metas(scope: Scope) -> bool:
    return scope["method"] in _ANY_METHOD and not scope["path"].startswith(_NOT_META)


def _say_no(_request: Request, problem: Exception) -> Response:
    """Wrong path or method of the control plane."""
    if not isinstance(problem, HTTPException):
        return json_answer({"error": str(problem)}, 400)
    answer = json_answer({"error": str(problem)}, problem.status_code)
    answer.headers.update(problem.headers or {})
    return answer
