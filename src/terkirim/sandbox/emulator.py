"""The sandbox as one object: its state, its clockwork and its web application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from terkirim.sandbox.answers import json_answer
from terkirim.sandbox.clockwork import Clockwork
from terkirim.sandbox.control.routes import control_routes
from terkirim.sandbox.graph.dispatch import Graph
from terkirim.sandbox.providers import Providers
from terkirim.sandbox.state import State
from terkirim.sandbox.webhooks import Courier
from terkirim.vocabulary.clock import Clock, SystemClock

_ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class Sandbox:
    """A stand-in for Meta's Cloud API. `app` is its ASGI application.

    With a SimulatedClock nothing moves until `POST /_sandbox/clock`; with any other clock (the
    machine's by default) webhooks go out by themselves. `seed` decides everything left to chance.
    """

    def __init__(self, seed: int = 1, clock: Clock | None = None) -> None:
        self.state = State(seed, clock or SystemClock())
        self._courier = Courier(self.state)
        self._works = Clockwork(self.state, self._courier)
        self.app = self._build()

    def _build(self) -> Starlette:
        graph, providers = Graph(self.state, self._courier), Providers(self.state)
        routes = [
            Mount("/_sandbox", routes=control_routes(self._works)),
            Route("/v2/balance", providers.balance, methods=["GET"]),
            Route("/sms/send", providers.send_sms, methods=["POST"]),
            Route("/{path:path}", graph.answer, methods=_ANY_METHOD),
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
            if running is not None:
                running.cancel()
                await asyncio.wait([running])
            await self._courier.close()


def _say_no(_request: Request, problem: Exception) -> Response:
    """Wrong path or method of the control plane."""
    status = problem.status_code if isinstance(problem, HTTPException) else 400
    return json_answer({"error": str(problem)}, status)
