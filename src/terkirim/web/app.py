"""The web application: every door, side by side."""

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from terkirim.assembly import Terkirim
from terkirim.web import api, dashboard, gateway, receiver


def build_app(terkirim: Terkirim, wake: Callable[[], None]) -> Starlette:
    """Everything Terkirim serves; `wake` is called when something new is on disk."""

    async def healthz(_request: Request) -> Response:
        """Whether the process answers and its database can be read."""
        async with terkirim.store.read():
            return JSONResponse({"status": "ok"})

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            *receiver.routes(terkirim, wake),
            *gateway.routes(terkirim, wake),
            *api.routes(terkirim),
            *dashboard.routes(terkirim),
        ]
    )
