"""Answers in Graph's shape (facts/platform.md, section a)."""

import msgspec
from starlette.responses import Response

from terkirim.delivery.outbox.send_one import Refused, Request
from terkirim.knowledge import catalogue
from terkirim.store import Message
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.identifiers import is_bsuid

_CODES = {
    Cause.TEMPLATE_MISSING: (132001, 404),
    Cause.LANGUAGE_MISSING: (132001, 404),
    Cause.NOT_APPROVED: (132001, 404),
    Cause.PARAMETER_COUNT: (132000, 400),
    Cause.TEMPLATE_PAUSED: (132015, 400),
    Cause.TEMPLATE_DISABLED: (132016, 400),
    Cause.NO_CONSENT: (131050, 400),
    Cause.OPTED_OUT: (131050, 400),
}


def accepted(request: Request, message: Message) -> Response:
    """The message is on disk; its id is ours, and webhooks of the owner's relay will carry it."""
    contact = {"input": request.recipient}
    if is_bsuid(request.recipient):
        contact["user_id"] = request.recipient
    else:
        contact["wa_id"] = request.recipient.lstrip("+")
    sent: dict[str, str] = {"id": message.id}
    if message.template_name is not None:
        sent["message_status"] = "accepted"
    return _json({"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}, 200)


def refused_request(code: int, details: str, status: int = 400) -> Response:
    """An error envelope with Meta's title for the code."""
    entry = catalogue.find(code)
    title = (entry.official_title if entry else None) or "Invalid parameter"
    error = {
        "message": f"(#{code}) {title}",
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details},
        "fbtrace_id": "terkirim",
    }
    return _json({"error": error}, status)


def refused_by_preflight(refused: Refused, sender_id: str) -> Response:
    """What the preflight found, under the code Meta would have given later."""
    found = refused.misfit
    if found is None:
        details = f"Object with ID '{sender_id}' does not exist or is not one of this installation"
        return refused_request(100, details)
    code, status = _CODES.get(found.cause, (132001, 404))
    return refused_request(code, found.details, status)


def _json(content: object, status: int) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")
