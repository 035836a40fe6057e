"""What each kind of interactive message must hold (131008 what is missing, 131009 what is off)."""

from collections import Counter
from collections.abc import Callable
from typing import cast

import msgspec

from terkirim.sandbox.graph.call import Json
from terkirim.sandbox.graph.cards import CARDS_SHAPE, cards_are_alike
from terkirim.sandbox.graph.contents import check_media
from terkirim.sandbox.graph.payments import ORDER_DETAILS, ORDER_STATUS, order_adds_up
from terkirim.sandbox.graph.postal import ADDRESS
from terkirim.sandbox.graph.shapes import (
    Anything,
    Choice,
    Listing,
    Number,
    Path,
    Record,
    Shape,
    Web,
    Words,
    missing,
    mistyped,
    unfit,
)
from terkirim.sandbox.refusals import Refusal

ROWS_MAX = 10
PRODUCTS_MAX = 30
_TEXT_ONLY = frozenset({"text"})
_ANY_HEADER = frozenset({"text", "image", "video", "document", "gif"})
_NO_HEADER: frozenset[str] = frozenset()


class Kind(msgspec.Struct, frozen=True):
    """One kind: its action, how long its body may be, and which headers it may have."""

    action: Shape
    body_max: int = 1024
    body_needed: bool = True
    headers: frozenset[str] = _NO_HEADER
    header_needed: bool = False
    footer: bool = True
    also: Callable[[Json], None] | None = None


def _named(name: str, parameters: Shape, *, needed: bool = True) -> Record:
    return Record(
        {"name": Choice((name,)), "parameters": parameters},
        ("name", "parameters") if needed else ("name",),
    )


_REPLY = Record(
    {
        "type": Choice(("reply",)),
        "reply": Record({"id": Words(256), "title": Words(20)}, ("id", "title")),
    },
    ("type", "reply"),
)
_ROW = Record({"id": Words(200), "title": Words(24), "description": Words(72)}, ("id", "title"))
_ROWS = Record({"title": Words(24), "rows": Listing(_ROW, ROWS_MAX, least=1)}, ("rows",))
_PRODUCT = Record({"product_retailer_id": Words()}, ("product_retailer_id",))
_PRODUCTS = Record(
    {"title": Words(24), "product_items": Listing(_PRODUCT, PRODUCTS_MAX, least=1)},
    ("product_items",),
)
_FLOW = Record(
    {
        "flow_message_version": Choice(("3",)),
        "flow_id": Words(),
        "flow_name": Words(),
        "flow_cta": Words(30),
        "flow_token": Words(),
        "mode": Choice(("draft", "published")),
        "flow_action": Choice(("navigate", "data_exchange")),
        "flow_action_payload": Record({"screen": Words(), "data": Anything()}),
    },
    ("flow_message_version", "flow_cta"),
)
_FLOW_AT: Path = ("interactive", "action", "parameters")
_LINK = Record({"display_text": Words(20), "url": Web()}, ("display_text", "url"))
_CALL = Record(
    {"display_text": Words(20), "ttl_minutes": Number(1, 43200, whole=True), "payload": Words(512)}
)


def _part(given: Json, name: str) -> Json:
    inner = given.get(name)
    return cast("Json", inner) if isinstance(inner, dict) else {}


def _parts(given: Json, name: str) -> list[Json]:
    return cast("list[Json]", given.get(name) or [])


def _unlike_buttons(interactive: Json) -> None:
    replies = [_part(one, "reply") for one in _parts(_part(interactive, "action"), "buttons")]
    for name in ("id", "title"):
        _no_doubles("button", name, replies)


def _no_doubles(what: str, name: str, items: list[Json]) -> None:
    twice = [value for value, n in Counter(str(one.get(name)) for one in items).items() if n > 1]
    if twice:
        raise Refusal(131009, f"Duplicated {what} {name}: {twice[0][:40]}")


def _list_adds_up(interactive: Json) -> None:
    sections = _parts(_part(interactive, "action"), "sections")
    rows = [row for section in sections for row in _parts(section, "rows")]
    if len(rows) > ROWS_MAX:
        raise Refusal(131009, f"Total row count exceed max allowed count: {ROWS_MAX}")
    _titles_where_several(sections)
    _no_doubles("row", "id", rows)


def _products_add_up(interactive: Json) -> None:
    sections = _parts(_part(interactive, "action"), "sections")
    items = [item for section in sections for item in _parts(section, "product_items")]
    if len(items) > PRODUCTS_MAX:
        raise Refusal(131009, f"Total product count exceed max allowed count: {PRODUCTS_MAX}")
    _titles_where_several(sections)


def _titles_where_several(sections: list[Json]) -> None:
    if len(sections) < 2:
        return
    for index, section in enumerate(sections):
        if not section.get("title"):
            raise missing(("interactive", "action", "sections", index, "title"))


def _one_flow(interactive: Json) -> None:
    parameters = _part(_part(interactive, "action"), "parameters")
    if bool(parameters.get("flow_id")) == bool(parameters.get("flow_name")):
        raise Refusal(131009, "A flow needs either flow_id or flow_name")
    payload = parameters.get("flow_action_payload")
    if payload is None:
        return
    if str(parameters.get("flow_action", "navigate")).lower() != "navigate":
        raise unfit((*_FLOW_AT, "flow_action_payload"), "is only allowed for flow_action navigate.")
    data = _part(parameters, "flow_action_payload").get("data")
    if data is not None and not (isinstance(data, dict) and data):
        raise unfit((*_FLOW_AT, "flow_action_payload", "data"), "must be a non-empty JSON object.")


_SECTIONED: dict[str, Shape] = {"button": Words(20), "sections": Listing(_ROWS, 10, least=1)}
_CATALOGUE: dict[str, Shape] = {"catalog_id": Words()}
KINDS: dict[str, Kind] = {
    "button": Kind(
        Record({"buttons": Listing(_REPLY, 3, least=1)}, ("buttons",)),
        headers=_ANY_HEADER,
        also=_unlike_buttons,
    ),
    "list": Kind(
        Record(_SECTIONED, ("button", "sections")),
        body_max=4096,
        headers=_TEXT_ONLY,
        also=_list_adds_up,
    ),
    "product": Kind(
        Record(
            {**_CATALOGUE, "product_retailer_id": Words()}, ("catalog_id", "product_retailer_id")
        ),
        body_needed=False,
    ),
    "product_list": Kind(
        Record(
            {**_CATALOGUE, "sections": Listing(_PRODUCTS, 10, least=1)}, ("catalog_id", "sections")
        ),
        headers=_TEXT_ONLY,
        header_needed=True,
        also=_products_add_up,
    ),
    "catalog_message": Kind(
        _named("catalog_message", Record({"thumbnail_product_retailer_id": Words()}), needed=False),
    ),
    "cta_url": Kind(_named("cta_url", _LINK), headers=_ANY_HEADER),
    "flow": Kind(_named("flow", _FLOW), headers=_ANY_HEADER, also=_one_flow),
    "location_request_message": Kind(Record({"name": Choice(("send_location",))}, ("name",))),
    "address_message": Kind(_named("address_message", ADDRESS), headers=_ANY_HEADER),
    "call_permission_request": Kind(
        _named("call_permission_request", Anything(), needed=False), body_needed=False
    ),
    "voice_call": Kind(_named("voice_call", _CALL, needed=False), headers=_ANY_HEADER),
    "request_contact_info": Kind(_named("request_contact_info", Anything(), needed=False)),
    "order_details": Kind(
        _named("review_and_pay", ORDER_DETAILS), headers=_ANY_HEADER, also=order_adds_up
    ),
    "order_status": Kind(_named("review_order", ORDER_STATUS)),
    "carousel": Kind(CARDS_SHAPE, footer=False, also=cards_are_alike),
}
_HEADER_KEYS = ("text", "image", "video", "document", "gif")
_HEADER = Record(
    {
        "type": Choice(_HEADER_KEYS),
        "text": Words(60),
        "sub_text": Words(60),
        **{kind: Anything() for kind in _HEADER_KEYS[1:]},
    },
    ("type",),
)
_FOOTER = Record({"text": Words(60)}, ("text",))
_TOP: dict[str, Shape] = {
    name: Anything() for name in ("type", "header", "body", "footer", "action")
}


def check_interactive(value: object) -> None:
    """An interactive message; raises Refusal (100, 131008, 131009)."""
    at: Path = ("interactive",)
    if not isinstance(value, dict):
        raise mistyped(at, "a JSON object")
    given = cast("Json", value)
    kind = _kind(given)
    Record(_TOP).check(given, at)
    _check_header(kind, given)
    if kind.body_needed or given.get("body") is not None:
        body = Record({"text": Words(kind.body_max)}, ("text",))
        Record({**_TOP, "body": body}, ("body",)).check(given, at)
    if given.get("footer") is not None:
        if not kind.footer:
            raise unfit((*at, "footer"), f"is not supported for an interactive {given['type']}.")
        _FOOTER.check(given["footer"], (*at, "footer"))
    if given.get("action") is None:
        raise missing((*at, "action"))
    kind.action.check(given["action"], (*at, "action"))
    if kind.also is not None:
        kind.also(given)


def _kind(given: Json) -> Kind:
    name = given.get("type")
    if name is None or name == "":
        raise missing(("interactive", "type"))
    if not isinstance(name, str):
        raise mistyped(("interactive", "type"), "a string")
    found = KINDS.get(name.lower())
    if found is None:
        raise Refusal(131009, f"Interactive type {name[:40]} is not valid")
    return found


def _check_header(kind: Kind, given: Json) -> None:
    header, at = given.get("header"), ("interactive", "header")
    if header is None:
        if kind.header_needed:
            raise missing(at)
        return
    _HEADER.check(header, at)
    part = cast("Json", header)
    type_ = str(part["type"]).lower()
    if type_ not in kind.headers:
        raise unfit((*at, "type"), f"cannot be {type_} for an interactive {given['type']}.")
    if part.get(type_) is None:
        raise missing((*at, type_))
    if type_ != "text":
        check_media(type_, part[type_], (*at, type_))
