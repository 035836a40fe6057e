"""Reading the body of a send: to whom, of which type, and whether it holds what the type needs."""

from collections.abc import Callable
from typing import cast

import msgspec

from terkirim.sandbox.graph.call import Json, objects_of, text_of
from terkirim.sandbox.graph.contents import CHECKS, CONTEXT, RECIPIENT_TYPE
from terkirim.sandbox.graph.interactive import check_interactive
from terkirim.sandbox.graph.shapes import (
    Anything,
    Choice,
    Listing,
    Number,
    Record,
    Shape,
    Words,
    missing,
    mistyped,
)
from terkirim.sandbox.refusals import Refusal, invalid, required
from terkirim.sandbox.world.model import digits, is_number
from terkirim.vocabulary.identifiers import is_bsuid

CALLBACK_DATA_MAX = 512
_PHONE_SIGNS = set("0123456789+-(). ")
_DIRECT_SEND = (
    "Parameter Invalid: The 'category' value requires Direct Send, "
    "which isn't enabled for this account."
)
_PARAMETER_KEYS = (
    "action",
    "coupon_code",
    "currency",
    "date_time",
    "document",
    "gif",
    "image",
    "limited_time_offer",
    "location",
    "order_status",
    "payload",
    "product",
    "tap_target_configuration",
    "video",
)
_PARAMETER = Record(
    {
        "type": Words(),
        "text": Anything(),
        "parameter_name": Words(blank=True),
        **{name: Anything() for name in _PARAMETER_KEYS},
    },
    ("type",),
)
_COMPONENT: dict[str, Shape] = {
    "type": Choice(
        (
            "header",
            "body",
            "footer",
            "button",
            "carousel",
            "limited_time_offer",
            "order_status",
            "tap_target_configuration",
            "call_permission_request",
        )
    ),
    "sub_type": Words(),
    "index": Number(0, 9, whole=True),
    "parameters": Listing(_PARAMETER, 100),
}
_CARD = Record(
    {
        "card_index": Number(0, 9, whole=True),
        "components": Listing(Record(_COMPONENT, ("type",)), 20),
    },
    ("card_index", "components"),
)
_TEMPLATE = Record(
    {
        "name": Words(),
        "namespace": Anything(),
        "language": Record({"code": Words(), "policy": Choice(("deterministic",))}, ("code",)),
        "components": Listing(
            Record({**_COMPONENT, "cards": Listing(_CARD, 10, least=1)}, ("type",)), 20
        ),
    },
    ("name", "language"),
)


class Outgoing(msgspec.Struct, frozen=True):
    """A send, read and found well-formed. `to` is E.164 or a business-scoped user id.

    `dialled`: the same as it was given, where WhatsApp takes it for another number or id.

    `strict`: a request of Graph v23 or later, where a send unlike its template gets 132018.
    """

    to: str
    given: str
    type: str
    callback_data: str | None
    body: Json
    template: str | None = None
    language: str | None = None
    components: list[Json] = []
    strict: bool = True
    dialled: str | None = None


def read_outgoing(body: Json, *, strict: bool = True) -> Outgoing:
    """Read a send; raises Refusal (100, 131008, 131009, 131051) for what Meta would not take."""
    if body.get("messaging_product") != "whatsapp":
        raise required("messaging_product")
    _check_recipient_type(body)
    to, given = _recipient(body)
    callback_data = _callback_data(body)
    type_ = _type(body)
    _check_surroundings(body)
    body = _with_object(body, type_)
    _CHECKS[type_](body)
    if type_ != "template":
        return Outgoing(to, given, type_, callback_data, body)
    template = cast("Json", body["template"])
    return Outgoing(
        to=to,
        given=given,
        type=type_,
        callback_data=callback_data,
        body=body,
        template=text_of(template, "name", "template['name']"),
        language=str(cast("Json", template["language"])["code"]),
        components=objects_of(template, "components"),
        strict=strict,
    )


def _check_recipient_type(body: Json) -> None:
    """Raises Refusal (131009, or 131041: nobody has a group here)."""
    kind = body.get("recipient_type")
    if kind is None:
        return
    RECIPIENT_TYPE.check(kind, ("recipient_type",))
    if str(kind).lower() == "group":
        raise Refusal(131041, "Group not found: the sandbox has no groups.")


def _recipient(body: Json) -> tuple[str, str]:
    to, recipient = body.get("to"), body.get("recipient")
    if to is None and isinstance(recipient, str) and is_bsuid(recipient):
        return recipient, recipient
    given = text_of(body, "to")
    number = digits(given)
    if set(given) - _PHONE_SIGNS or not is_number(number):
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
    if type_.lower() not in _CHECKS:
        raise Refusal(131051, f"Unsupported message type: {type_[:40]}")
    return type_.lower()


def _check_surroundings(body: Json) -> None:
    """What any message may have beside its content. Graph passes over keys it does not know."""
    if body.get("context") is not None:
        CONTEXT.check(_decoded(body["context"]), ("context",))
    category = body.get("category")
    if category is not None and category != "service":
        raise Refusal(100, _DIRECT_SEND, message="(#100) Invalid parameter")


def _with_object(body: Json, type_: str) -> Json:
    """The body with what its type is about, which Graph takes as JSON in a string too."""
    value = body.get(type_)
    if value is None:
        raise required(type_)
    return {**body, type_: _decoded(value)} if isinstance(value, str) else body


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        return value


def _check_template(body: Json) -> None:
    template = body["template"]
    if not isinstance(template, dict):
        raise mistyped(("template",), "a JSON object")
    if template.get("language") is None:
        raise missing(("template", "language", "code"))
    _TEMPLATE.check(template, ("template",))


_CHECKS: dict[str, Callable[[Json], None]] = {
    **CHECKS,
    "interactive": lambda body: check_interactive(body["interactive"]),
    "template": _check_template,
}
