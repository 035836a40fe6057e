"""How the sandbox answers: JSON, or not at all."""

from collections.abc import Callable

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

JSON = "application/json"
ABORT = "terkirim.abort"  # the ASGI extension by which the server lets a connection be broken


def json_answer(content: object, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(msgspec.json.encode(content), status, media_type=JSON)


class DroppedConnection(Response):
    """No answer: the connection breaks off. Under a server that cannot do so: an empty 502."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        abort: Callable[[], None] | None = scope.get("extensions", {}).get(ABORT, {}).get("abort")
        if abort is None:
            self.status_code = 502
            await super().__call__(scope, receive, send)
            return
        abort()
        while (await receive())["type"] != "http.disconnect":
            pass


class Silence(Response):
    """No answer, and no end of the connection either, until whoever asked gives up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
