"""The door for webhooks: check the signature on the raw bytes, write them down, say 200."""

import hmac
from collections.abc import Callable

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from terkirim.assembly import Terkirim
from terkirim.cloudapi import signature_matches
from terkirim.cloudapi.signature import HEADER

PATH = "/webhooks/whatsapp"
MAX_BYTES = 3 * 1024 * 1024  # Meta's own limit (facts/platform.md, section b)

_SIGNATURE = HEADER.lower().encode()
_OK = PlainTextResponse("ok")
_TOO_LARGE = PlainTextResponse("larger than 3 MB", 413)
_NOT_SIGNED = PlainTextResponse("wrong signature", 401)

_log = structlog.get_logger(__name__)


class _TooLarge(Exception):
    """The body is larger than any webhook."""


class _Door:
    """Plain ASGI: thousands of webhooks a second pass here, and nothing else is needed of them."""

    def __init__(self, terkirim: Terkirim, wake: Callable[[], None]) -> None:
        self._receiver = terkirim.receiver
        self._app_secret = terkirim.settings.app_secret.get_secret_value()
        self._wake = wake

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await self._take(scope, receive))(scope, receive, send)

    async def _take(self, scope: Scope, receive: Receive) -> Response:
        headers = dict(scope["headers"])
        try:
            body = await _read(headers.get(b"content-length", b""), receive)
        except _TooLarge:
            return _TOO_LARGE
        if not signature_matches(body, _text(headers.get(_SIGNATURE)), self._app_secret):
            _log.warning("webhook refused: its signature is wrong or missing", bytes=len(body))
            return _NOT_SIGNED
        await self._receiver.receive(body)
        self._wake()
        return _OK


def routes(terkirim: Terkirim, wake: Callable[[], None]) -> list[BaseRoute]:
    """`GET` answers the handshake, `POST` takes webhooks."""
    verify_token = terkirim.settings.verify_token.get_secret_value()

    async def handshake(request: Request) -> Response:
        query = request.query_params
        given = query.get("hub.verify_token", "").encode()
        if query.get("hub.mode") == "subscribe" and hmac.compare_digest(
            given, verify_token.encode()
        ):
            return PlainTextResponse(query.get("hub.challenge", ""))
        return PlainTextResponse("wrong verify token", 403)

    door = _Door(terkirim, wake)
    return [Route(PATH, handshake, methods=["GET"]), Route(PATH, door, methods=["POST"])]


def _text(value: bytes | None) -> str | None:
    return value.decode("latin-1") if value is not None else None


async def _read(announced: bytes, receive: Receive) -> bytes:
    """The body; empty where the sender went away. Raises _TooLarge as soon as it is."""
    if announced.isdigit() and int(announced) > MAX_BYTES:
        raise _TooLarge
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BYTES:
            raise _TooLarge
        more = message.get("more_body", False)
    return b"".join(parts)
