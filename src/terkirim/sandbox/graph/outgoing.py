"""Reading the body of a send: what it must hold, for each type of message."""

from collections.abc import Callable

import msgspec

from terkirim.sandbox.graph.call import Json, object_of, objects_of, text_of
from terkirim.sandbox.refusals import Refusal, invalid, required
from terkirim.sandbox.world import digits
from terkirim.vocabulary.identifiers import is_bsuid

CALLBACK_DATA_MAX = 512
TEXT_MAX = 4096
_INTERACTIVE = {
    "address_message",
    "button",
    "call_permission_request",
    "carousel",
    "catalog_message",
    "cta_url",
    "flow",
    "list",
    "location_request_message",
    "order_details",
    "order_status",
    "product",
    "product_list",
    "request_contact_info",
    "voice_call",
}
_PHONE_SIGNS = set("0123456789+-(). ")


class Outgoing(msgspec.Struct, frozen=True):
    """A send, read and found well-formed. `to` is E.164 or a business-scoped user id."""

    to: str
    given: str
    type: str
    callback_data: str | None
    body: Json
    template: str | None = None
    language: str | None = None
    components: list[Json] = []


def read_outgoing(body: Json) -> Outgoing:
    """Read a send; raises Refusal (100, 131008, 131009, 131051) for what Meta would not take."""
    if body.get("messaging_product") != "whatsapp":
        raise required("messaging_product")
    to, given = _recipient(body)
    callback_data = _callback_data(body)
    type_ = _type(body)
    if type_ != "template":
        _CHECKS[type_](body)
        return Outgoing(to, given, type_, callback_data, body)
    template = object_of(body, "template")
    language = template.get("language")
    code = language.get("code") if isinstance(language, dict) else None
    if not isinstance(code, str) or not code:
        raise required("template['language']['code']")
    return Outgoing(
        to=to,
        given=given,
        type=type_,
        callback_data=callback_data,
        body=body,
        template=text_of(template, "name", "template['name']"),
        language=code,
        components=objects_of(template, "components"),
    )


def _recipient(body: Json) -> tuple[str, str]:
    to, recipient = body.get("to"), body.get("recipient")
    if to is None and isinstance(recipient, str) and is_bsuid(recipient):
        return recipient, recipient
    given = text_of(body, "to")
    number = digits(given)
    if set(given) - _PHONE_SIGNS or not 7 <= len(number) <= 15:
        raise Refusal(131009, f"Recipient phone number is not a valid phone number: {given[:32]}")
    return f"+{number}", given


def _callback_data(body: Json) -> str | None:
    data = body.get("biz_opaque_callback_data")
    if data is None:
        return None
    if not isinstance(data, str):
        raise invalid("Param biz_opaque_callback_data must be a string.")
    if len(data) > CALLBACK_DATA_MAX:
        raise invalid("Param biz_opaque_callback_data must be at most 512 characters long.")
    return data


def _type(body: Json) -> str:
    type_ = body.get("type", "text")
    if not isinstance(type_, str) or not type_:
        raise invalid("Param type must be a string.")
    if type_ != "template" and type_ not in _CHECKS:
        raise Refusal(131051, f"Unsupported message type: {type_[:40]}")
    return type_


def _text(body: Json) -> None:
    text = text_of(object_of(body, "text"), "body", "text['body']")
    if len(text) > TEXT_MAX:
        raise invalid(f"Param text['body'] must be at most {TEXT_MAX} characters long.")


def _media(kind: str) -> Callable[[Json], None]:
    def check(body: Json) -> None:
        media = object_of(body, kind)
        if not any(isinstance(media.get(name), str) and media[name] for name in ("id", "link")):
            raise Refusal(131008, f"Parameter {kind} needs an id or a link")

    return check


def _location(body: Json) -> None:
    location = object_of(body, "location")
    for name in ("latitude", "longitude"):
        if not isinstance(location.get(name), int | float | str):
            raise Refusal(131008, f"Parameter location['{name}'] is missing")


def _contacts(body: Json) -> None:
    if not objects_of(body, "contacts"):
        raise required("contacts")


def _reaction(body: Json) -> None:
    reaction = object_of(body, "reaction")
    text_of(reaction, "message_id", "reaction['message_id']")
    if not isinstance(reaction.get("emoji"), str):
        raise required("reaction['emoji']")


def _interactive(body: Json) -> None:
    interactive = object_of(body, "interactive")
    kind = text_of(interactive, "type", "interactive['type']")
    if kind not in _INTERACTIVE:
        raise Refusal(131009, f"Interactive type {kind[:40]} is not valid")
    if not isinstance(interactive.get("action"), dict):
        raise Refusal(131008, "Parameter interactive['action'] is missing")


_CHECKS: dict[str, Callable[[Json], None]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "interactive": _interactive,
    **{kind: _media(kind) for kind in ("image", "audio", "video", "document", "sticker")},
}
