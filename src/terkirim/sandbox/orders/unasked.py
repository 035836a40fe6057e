"""Carrying out orders nobody has just made: those put off, and those of a story."""

from collections.abc import Coroutine, Mapping
from typing import Any, cast
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request


def request_of(
    body: object, path_params: Mapping[str, str | None], query: Mapping[str, str]
) -> Request:
    """The request by which an order would have been made."""
    raw = msgspec.json.encode(body)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw, "more_body": False}

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [],
        "query_string": urlencode(query).encode(),
        "path_params": dict(path_params),
    }
    return Request(scope, receive)


def at_once(order: object) -> object:
    """Carry out an order that waits for nothing but its own body, which is here."""
    work = cast("Coroutine[Any, Any, object]", order)
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    work.close()
    msg = "an order that was put off waits for something"
    raise RuntimeError(msg)
