"""What the messages about an order must hold: what is to be paid, and how far the order has come.

After Meta's samples and "Orders" (June 2026). Amounts are whole numbers of a hundredth.
"""

import re
from typing import cast

from terkirim.sandbox.graph.call import Json
from terkirim.sandbox.graph.shapes import (
    Anything,
    Choice,
    Listing,
    Number,
    Path,
    Record,
    Shape,
    Words,
    missing,
    unfit,
)
from terkirim.sandbox.refusals import Refusal

ITEMS_MAX = 999
_REFERENCE = re.compile(r"[A-Za-z0-9_.-]{1,35}")
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_AT: Path = ("interactive", "action", "parameters")
_MONEY: dict[str, Shape] = {
    "value": Number(0, 1e15, whole=True),
    "offset": Number(100, 100, whole=True),
}
_AMOUNT = Record(_MONEY, ("value", "offset"))
_EXTRA = Record(
    {**_MONEY, "description": Words(60), "discount_program_name": Words(60)},
    ("value", "offset"),
)
_ITEM = Record(
    {
        "retailer_id": Words(),
        "product_id": Words(),
        "name": Words(60),
        "amount": _AMOUNT,
        "sale_amount": _AMOUNT,
        "quantity": Number(1, 1e9, whole=True),
        "image": Anything(),
        "country_of_origin": Words(),
        "importer_name": Words(),
        "importer_address": Anything(),
    },
    ("name", "amount", "quantity"),
)
_ORDER = Record(
    {
        "status": Choice(("pending",)),
        "type": Words(),
        "catalog_id": Words(),
        "items": Listing(_ITEM, ITEMS_MAX, least=1),
        "subtotal": _EXTRA,
        "tax": _EXTRA,
        "shipping": _EXTRA,
        "discount": _EXTRA,
        "expiration": Record({"timestamp": Words(), "description": Words(120)}, ("timestamp",)),
    },
    ("status", "items", "subtotal"),
)
ORDER_DETAILS = Record(
    {
        "reference_id": Words(),
        "type": Choice(("digital-goods", "physical-goods")),
        "currency": Words(),
        "total_amount": _EXTRA,
        "order": _ORDER,
        "payment_type": Words(),
        "payment_configuration": Words(60),
        "payment_settings": Listing(Anything(), 10),
        "beneficiaries": Listing(Anything(), 10),
        "shipping_info": Anything(),
    },
    ("reference_id", "type", "currency", "total_amount"),
)
ORDER_STATUS = Record(
    {
        "reference_id": Words(),
        "order": Record(
            {
                "status": Choice(
                    (
                        "pending",
                        "processing",
                        "partially-shipped",
                        "partially_shipped",
                        "shipped",
                        "completed",
                        "canceled",
                    )
                ),
                "description": Words(120),
            },
            ("status",),
        ),
        "payment": Anything(),
    },
    ("reference_id",),
)


def order_adds_up(interactive: Json) -> None:
    """An order's reference, currency, ways to pay and sums; raises Refusal (131008, 131009)."""
    given = _part(_part(interactive, "action"), "parameters")
    if not _REFERENCE.fullmatch(str(given["reference_id"])):
        raise unfit(
            (*_AT, "reference_id"),
            "must be at most 35 letters, digits, underscores, dashes or dots.",
        )
    if not _CURRENCY.fullmatch(str(given["currency"])):
        raise unfit((*_AT, "currency"), "must be a valid currency code.")
    settings = given.get("payment_settings")
    for index, setting in enumerate(settings if isinstance(settings, list) else []):
        if not isinstance(setting, dict) or not setting.get("type"):
            raise missing((*_AT, "payment_settings", index, "type"))
    if given.get("order") is not None:
        _check_sums(given, _part(given, "order"))


def _check_sums(given: Json, order: Json) -> None:
    items = cast("list[Json]", order["items"])
    goods = sum(
        _value(item, "sale_amount" if item.get("sale_amount") else "amount")
        * int(str(item["quantity"]))
        for item in items
    )
    subtotal = _value(order, "subtotal")
    if goods != subtotal:
        raise Refusal(131009, f"Order subtotal ({subtotal}) is not the sum of its items ({goods})")
    total = subtotal + _value(order, "tax") + _value(order, "shipping") - _value(order, "discount")
    asked = _value(given, "total_amount")
    if asked != total:
        raise Refusal(
            131009,
            f"Order total_amount ({asked}) is not subtotal + tax + shipping - discount ({total})",
        )


def _value(holder: Json, name: str) -> int:
    return int(str(_part(holder, name).get("value", 0)))


def _part(given: Json, name: str) -> Json:
    inner = given.get(name)
    return cast("Json", inner) if isinstance(inner, dict) else {}
