"""Messages with an inside of their own: orders, addresses, cards, products, Flows, templates."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox_bench import MESSAGES, PERSON, Bench
from terkirim.sandbox import ACCOUNT

Change = Callable[[Any], object]
TEMPLATES = f"/v25.0/{ACCOUNT}/message_templates"


def _message(kind: str, action: object) -> dict[str, Any]:
    interactive = {"type": kind, "body": {"text": "Silakan"}, "action": action}
    head = {"messaging_product": "whatsapp", "to": PERSON, "type": "interactive"}
    return {**head, "interactive": interactive}


def _money(value: int, **more: object) -> dict[str, Any]:
    return {"value": value, "offset": 100, **more}


ORDER = _message(
    "order_details",
    {
        "name": "review_and_pay",
        "parameters": {
            "reference_id": "nota-17.A_1",
            "type": "physical-goods",
            "currency": "INR",
            "total_amount": _money(2900),
            "payment_settings": [{"type": "payment_link", "payment_link": {"uri": "https://a.id"}}],
            "order": {
                "status": "pending",
                "items": [
                    {"name": "Kopi", "amount": _money(1000), "quantity": 2, "retailer_id": "k"},
                    {
                        "name": "Teh",
                        "amount": _money(900),
                        "sale_amount": _money(800),
                        "quantity": 1,
                    },
                ],
                "subtotal": _money(2800),
                "tax": _money(200, description="PPN"),
                "discount": _money(100, discount_program_name="Hemat"),
            },
        },
    },
)
ORDER_STATUS = _message(
    "order_status",
    {
        "name": "review_order",
        "parameters": {
            "reference_id": "nota-17",
            "order": {"status": "partially-shipped", "description": "Teh menyusul"},
        },
    },
)
ADDRESS = _message(
    "address_message",
    {
        "name": "address_message",
        "parameters": {
            "country": "IN",
            "values": {"name": "Sari", "in_pin_code": "400063"},
            "saved_addresses": [{"id": "rumah", "value": {"city": "Mumbai"}}],
            "validation_errors": {"in_pin_code": "Kode pos tidak dikenal"},
        },
    },
)


def _card(index: int, action: object) -> dict[str, Any]:
    return {
        "card_index": index,
        "type": "cta_url",
        "header": {"type": "image", "image": {"link": "https://example.id/a.jpg"}},
        "body": {"text": "Sukulen\n\nCantik"},
        "action": action,
    }


def _reply(id_: str) -> dict[str, Any]:
    return {"type": "quick_reply", "quick_reply": {"id": id_, "title": "Pilih"}}


_LINK = {
    "name": "cta_url",
    "parameters": {"display_text": "Beli", "url": "https://example.id"},
}
CARDS = _message("carousel", {"cards": [_card(0, _LINK), _card(1, _LINK)]})
REPLIES = _message(
    "carousel",
    {"cards": [_card(n, {"buttons": [_reply(f"a{n}"), _reply(f"b{n}")]}) for n in range(2)]},
)
_PRODUCTS = [
    {"card_index": n, "type": "product", "action": {"catalog_id": "1", "product_retailer_id": "s"}}
    for n in range(10)
]
PRODUCTS = _message("carousel", {"cards": _PRODUCTS})
LOCATION = _message("location_request_message", {"name": "send_location"})
FLOW = _message(
    "flow",
    {
        "name": "flow",
        "parameters": {
            "flow_message_version": "3",
            "flow_id": "1",
            "flow_cta": "Buka",
            "flow_action": "navigate",
            "flow_action_payload": {"screen": "AWAL", "data": {"nama": "Sari"}},
        },
    },
)
PRODUCT = _message("product", {"catalog_id": "1", "product_retailer_id": "sku-1"})
_WITHOUT_ORDER = copy.deepcopy(ORDER)
del _WITHOUT_ORDER["interactive"]["action"]["parameters"]["order"]
_TAKEN = [ORDER, _WITHOUT_ORDER, ORDER_STATUS, ADDRESS, CARDS, REPLIES, PRODUCTS, LOCATION, FLOW]


@pytest.mark.parametrize("body", [*_TAKEN, PRODUCT], ids=lambda one: json.dumps(one)[98:150])
async def test_whole_ones_are_taken(bench: Bench, body: dict[str, Any]) -> None:
    status, answer = await bench.post(MESSAGES, body)
    assert status == 200, answer


def _changed(body: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy with another value at a path within the action; `...` takes what is there out."""
    copied = copy.deepcopy(body)
    steps = [int(one) if one.isdigit() else one for one in path.split(".")]
    place: Any = copied["interactive"]["action"]
    for step in steps[:-1]:
        place = place[step]
    if value is ...:
        del place[steps[-1]]
    else:
        place[steps[-1]] = value
    return copied


_P, _O, _I = "parameters", "parameters.order", "parameters.order.items"
_NOT_TAKEN: list[tuple[dict[str, Any], str, object, int, str]] = [
    # orders
    (ORDER, "name", "bayar", 131009, "must be one of {REVIEW_AND_PAY}"),
    (ORDER, _P, ..., 131008, "['action']['parameters'] is missing"),
    (ORDER, f"{_P}.reference_id", ..., 131008, "['parameters']['reference_id'] is missing"),
    (ORDER, f"{_P}.reference_id", 17, 100, "['reference_id'] must be a string"),
    (ORDER, f"{_P}.reference_id", "a" * 36, 131009, "['reference_id'] must be at most 35"),
    (ORDER, f"{_P}.reference_id", "nota 17", 131009, "['reference_id'] must be at most 35"),
    (ORDER, f"{_P}.type", "jasa", 131009, "must be one of {DIGITAL-GOODS, PHYSICAL-GOODS}"),
    (ORDER, f"{_P}.currency", ..., 131008, "['currency'] is missing"),
    (ORDER, f"{_P}.currency", "rupiah", 131009, "['currency'] must be a valid currency code"),
    (ORDER, f"{_P}.total_amount", ..., 131008, "['total_amount'] is missing"),
    (ORDER, f"{_P}.total_amount", 2900, 100, "['total_amount'] must be a JSON object"),
    (ORDER, f"{_P}.total_amount.offset", 10, 131009, "['offset'] must be between 100 and 100"),
    (ORDER, f"{_P}.total_amount.value", "mahal", 100, "['value'] must be an integer"),
    (ORDER, f"{_P}.total_amount.value", 2901, 131009, "total_amount (2901)"),
    (ORDER, f"{_P}.payment_settings", {}, 100, "['payment_settings'] must be an array"),
    (ORDER, f"{_P}.payment_settings.0", {}, 131008, "['payment_settings'][0]['type'] is missing"),
    (ORDER, f"{_O}.status", "shipped", 131009, "['status'] must be one of {PENDING}"),
    (ORDER, f"{_O}.subtotal", ..., 131008, "['order']['subtotal'] is missing"),
    (ORDER, f"{_O}.subtotal.value", 2700, 131009, "Order subtotal (2700)"),
    (ORDER, f"{_O}.ongkir", 1, 100, 'Unexpected key "ongkir"'),
    (ORDER, _I, [], 131008, "['items'] is missing"),
    (ORDER, f"{_I}.0.quantity", 1.5, 100, "['items'][0]['quantity'] must be an integer"),
    (ORDER, f"{_I}.0.quantity", 0, 131009, "['items'][0]['quantity'] must be between 1"),
    (ORDER, f"{_I}.0.name", "a" * 61, 131009, "at most 60 characters"),
    (ORDER, f"{_I}.0.amount", ..., 131008, "['items'][0]['amount'] is missing"),
    (ORDER_STATUS, f"{_P}.reference_id", ..., 131008, "['reference_id'] is missing"),
    (ORDER_STATUS, f"{_O}.status", "hilang", 131009, "must be one of {PENDING, PROCESSING,"),
    (ORDER_STATUS, f"{_O}.description", "a" * 121, 131009, "at most 120 characters"),
    # addresses, locations
    (ADDRESS, f"{_P}.country", ..., 131008, "['parameters']['country'] is missing"),
    (ADDRESS, f"{_P}.country", "ID", 131009, "must be one of {IN, SG}"),
    (ADDRESS, f"{_P}.values.in_pin_code", "4000639", 131009, "at most 6 characters"),
    (ADDRESS, f"{_P}.values.planet", "Bumi", 100, 'Unexpected key "planet"'),
    (ADDRESS, f"{_P}.values", "Mumbai", 100, "['values'] must be a JSON object"),
    (ADDRESS, f"{_P}.saved_addresses.0.id", ..., 131008, "['saved_addresses'][0]['id'] is missing"),
    (LOCATION, "name", "ask", 131009, "must be one of {SEND_LOCATION}"),
    (LOCATION, "parameters", {}, 100, 'Unexpected key "parameters"'),
    # cards
    (CARDS, "cards.1", ..., 131009, "between 2 and 10 items, got 1"),
    (CARDS, "cards.0.card_index", ..., 131008, "['cards'][0]['card_index'] is missing"),
    (CARDS, "cards.0.card_index", 10, 131009, "['card_index'] must be between 0 and 9"),
    (CARDS, "cards.0.card_index", 1, 131009, "Duplicated card index: 1"),
    (CARDS, "cards.0.type", ..., 131008, "['cards'][0]['type'] is missing"),
    (CARDS, "cards.0.header", ..., 131008, "['cards'][0]['header'] is missing"),
    (CARDS, "cards.0.header.type", "text", 131009, "must be one of {IMAGE, VIDEO}"),
    (CARDS, "cards.0.header.type", "video", 131008, "['header']['video'] is missing"),
    (CARDS, "cards.0.header.image", {}, 131008, "needs an id or a link"),
    (CARDS, "cards.0.header.image", {"id": "1"}, 100, "is not a valid whatsapp business account"),
    (CARDS, "cards.0.body.text", "a" * 161, 131009, "at most 160 characters"),
    (CARDS, "cards.0.body.text", "a\n\n\nb", 131009, "at most 2 line breaks"),
    (CARDS, "cards.0.action.name", ..., 131008, "['cards'][0]['action']['name'] is missing"),
    (CARDS, "cards.0.action.parameters.url", "a.id", 131009, "is not a valid URI"),
    (CARDS, "cards.0.action", "buka", 100, "['cards'][0]['action'] must be a JSON object"),
    (CARDS, "cards.1.action", {"buttons": [_reply("a")]}, 131009, "Card 1 does not match"),
    (REPLIES, "cards.1.action.buttons.1", ..., 131009, "Card 1 does not match"),
    (REPLIES, "cards.0.action.buttons", [], 131008, "['buttons'] is missing"),
    (REPLIES, "cards.0.action.buttons.0.type", "reply", 131009, "must be one of {QUICK_REPLY}"),
    (PRODUCTS, "cards.0.action.catalog_id", ..., 131008, "['catalog_id'] is missing"),
    (PRODUCTS, "cards.3.action.catalog_id", "2", 131009, "Card 3 does not match"),
    (PRODUCTS, "cards.0.header", {"type": "image"}, 131009, "['header'] is not supported"),
    # Flows, products
    (FLOW, f"{_P}.flow_action", "data_exchange", 131009, "only allowed for flow_action navigate"),
    (FLOW, f"{_P}.flow_action_payload.data", {}, 131009, "['data'] must be a non-empty"),
    (FLOW, f"{_P}.flow_action_payload.data", "Sari", 131009, "['data'] must be a non-empty"),
    (FLOW, f"{_P}.flow_action_payload", "AWAL", 100, "must be a JSON object"),
    (FLOW, f"{_P}.flow_cta", ..., 131008, "['flow_cta'] is missing"),
    (PRODUCT, "catalog_id", 1, 100, "['catalog_id'] must be a string"),
    (PRODUCT, "product_retailer_id", "", 131008, "['product_retailer_id'] is missing"),
]


@pytest.mark.parametrize(("body", "path", "value", "code", "said"), _NOT_TAKEN)
async def test_what_is_off_within_is_refused(
    bench: Bench, body: dict[str, Any], path: str, value: object, code: int, said: str
) -> None:
    status, error = await bench.refused(_changed(body, path, value))
    words = error["message"] + error.get("error_data", {}).get("details", "")
    assert (status, error["code"]) == (400, code), words
    assert said in words


@pytest.mark.parametrize("part", [{"footer": {"text": "a"}}, {"header": {"type": "text"}}])
async def test_a_carousel_has_neither_header_nor_footer(bench: Bench, part: Any) -> None:
    body = copy.deepcopy(CARDS)
    body["interactive"] |= part
    assert (await bench.refused(body))[1]["code"] == 131009


def _less(kind: str) -> Change:
    return lambda card: card.remove(next(one for one in card if one["type"] == kind))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_less("HEADER"), "A card needs a header"),
        (lambda card: card[0].update(format="DOCUMENT"), "A card needs a header"),
        (lambda card: card[0].update(format="VIDEO"), "must have the same components"),
        (lambda card: card[0].pop("example"), "(example[header_handle])"),
        (_less("BODY"), "must have the same components"),
        (_less("BUTTONS"), "1 or 2 buttons"),
        (lambda card: card.append(card[1]), "each once at most"),
        (lambda card: card.append({"type": "FOOTER", "text": "a"}), "each once at most"),
        (lambda card: card[2]["buttons"].append({"type": "QUICK_REPLY", "text": "b"}), "the same"),
        (lambda card: card[1].update(text="a" * 161), "can't be longer than 160"),
    ],
)
async def test_the_cards_of_a_template_are_alike(bench: Bench, change: Change, said: str) -> None:
    example = {"header_handle": [await bench.handle()]}
    card = [
        {"type": "HEADER", "format": "IMAGE", "example": example},
        {"type": "BODY", "text": "Sukulen cantik"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Beli"}]},
    ]
    cards = [{"components": card}, {"components": copy.deepcopy(card)}]
    components = [{"type": "BODY", "text": "Baru datang"}, {"type": "CAROUSEL", "cards": cards}]
    new = {"name": "a", "language": "id", "category": "MARKETING", "components": components}
    change(cards[1]["components"])
    _, error = await bench.refused(new, TEMPLATES)
    assert (error["code"], said in error["error_user_msg"]) == (100, True), error
    cards[1] = cards[0]
    assert (await bench.post(TEMPLATES, new))[0] == 200
