"""What the cards of an interactive carousel must hold (Meta's "Interactive media carousel").

All cards are alike: with a picture or a film and an address, or as many quick replies; or each
with a product.
"""

from collections import Counter
from typing import cast

from terkirim.sandbox.graph.call import Json
from terkirim.sandbox.graph.contents import check_media
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
    unfit,
)
from terkirim.sandbox.refusals import Refusal

CARDS = range(2, 11)
BODY_MAX, BREAKS_MAX = 160, 2
_AT: Path = ("interactive", "action", "cards")
_HEADERS = ("image", "video")
_LINK = Record({"display_text": Words(20), "url": Web()}, ("display_text", "url"))
_QUICK_REPLY = Record(
    {
        "type": Choice(("quick_reply",)),
        "quick_reply": Record({"id": Words(256), "title": Words(20)}, ("id", "title")),
    },
    ("type", "quick_reply"),
)
_ACTIONS: dict[str, Shape] = {
    "link": Record({"name": Choice(("cta_url",)), "parameters": _LINK}, ("name", "parameters")),
    "replies": Record({"buttons": Listing(_QUICK_REPLY, 3, least=1)}, ("buttons",)),
    "product": Record(
        {"catalog_id": Words(), "product_retailer_id": Words()},
        ("catalog_id", "product_retailer_id"),
    ),
}
_CARD = Record(
    {
        "card_index": Number(0, CARDS.stop - 2, whole=True),
        "type": Choice(("cta_url", "button", "product")),
        "header": Record(
            {"type": Choice(_HEADERS), **{kind: Anything() for kind in _HEADERS}}, ("type",)
        ),
        "body": Record({"text": Words(BODY_MAX)}, ("text",)),
        "action": Anything(),
    },
    ("card_index", "type", "action"),
)
CARDS_SHAPE = Record({"cards": Listing(_CARD, CARDS.stop - 1, least=CARDS.start)}, ("cards",))


def cards_are_alike(interactive: Json) -> None:
    """The inside of every card, and that they match; raises Refusal (100, 131008, 131009)."""
    cards = cast("list[Json]", cast("Json", interactive["action"])["cards"])
    forms = [_form(card, (*_AT, index)) for index, card in enumerate(cards)]
    counts = Counter(int(str(card["card_index"])) for card in cards)
    twice = [one for one, count in counts.items() if count > 1]
    if twice:
        raise Refusal(131009, f"Duplicated card index: {twice[0]}")
    for index, form in enumerate(forms):
        if form != forms[0]:
            raise Refusal(131009, f"Card {index} does not match the first card of the carousel")


def _form(card: Json, at: Path) -> tuple[str, ...]:
    """What must be the same for all cards."""
    if str(card["type"]).lower() == "product":
        _ACTIONS["product"].check(card["action"], (*at, "action"))
        if card.get("header") is not None:
            raise unfit((*at, "header"), "is not supported for a product.")
        action = cast("Json", card["action"])
        return ("product", str(action["catalog_id"]))
    _check_body(card, (*at, "body", "text"))
    return _header(card, at), *_buttons(card["action"], (*at, "action"))


def _header(card: Json, at: Path) -> str:
    header = card.get("header")
    if header is None:
        raise missing((*at, "header"))
    part = cast("Json", header)
    kind = str(part["type"]).lower()
    if part.get(kind) is None:
        raise missing((*at, "header", kind))
    check_media(kind, part[kind], (*at, "header", kind))
    return kind


def _check_body(card: Json, at: Path) -> None:
    body = card.get("body")
    if isinstance(body, dict) and str(body["text"]).count("\n") > BREAKS_MAX:
        raise unfit(at, f"must have at most {BREAKS_MAX} line breaks.")


def _buttons(action: object, at: Path) -> tuple[str, ...]:
    kind = "replies" if isinstance(action, dict) and "buttons" in action else "link"
    _ACTIONS[kind].check(action, at)
    count = len(cast("list[object]", cast("Json", action)["buttons"])) if kind == "replies" else 1
    return kind, str(count)
