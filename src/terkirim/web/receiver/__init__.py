"""The door for webhooks: check the signature on the raw bytes, write them down, say 200."""

import hmac
from collections.abc import Callable

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from terkirim.assembly import Terkirim
from terkirim.cloudapi import signature_matches
from terkirim.cloudapi.signature import HEADER

PATH = "/webhooks/whatsapp"
MAX_BYTES = 3 * 1024 * 1024  # Meta's own limit (facts/platform.md, section b)

_log = structlog.get_logger(__name__)


def routes(terkirim: Terkirim, wake: Callable[[], None]) -> list[BaseRoute]:
    """`GET` answers the handshake, `POST` takes webhooks."""
    settings = terkirim.settings
    verify_token = settings.verify_token.get_secret_value()
    app_secret = settings.app_secret.get_secret_value()

    async def handshake(request: Request) -> Response:
        query = request.query_params
        given = query.get("hub.verify_token", "").encode()
        if query.get("hub.mode") == "subscribe" and hmac.compare_digest(
            given, verify_token.encode()
        ):
            return PlainTextResponse(query.get("hub.challenge", ""))
        return PlainTextResponse("wrong verify token", 403)

    async def receive(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return PlainTextResponse("larger than 3 MB", 413)
        if not signature_matches(body, request.headers.get(HEADER), app_secret):
            _log.warning("webhook refused: its signature is wrong or missing", bytes=len(body))
            return PlainTextResponse("wrong signature", 401)
        await terkirim.receiver.receive(body)
        wake()
        return PlainTextResponse("ok")

    return [Route(PATH, handshake, methods=["GET"]), Route(PATH, receive, methods=["POST"])]


async def _read(request: Request) -> bytes | None:
    """The body, or None as soon as it is too large."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MAX_BYTES:
        return None
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > MAX_BYTES:
                return None
            parts.append(part)
    except ClientDisconnect:
        return b""
    return b"".join(parts)
