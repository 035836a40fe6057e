"""Meta's library of ready-made utility templates: what is made from it needs no review.

The templates here are the sandbox's own; Meta's library holds hundreds.
"""

from typing import cast

import msgspec

from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.graph.fields import select
from terkirim.sandbox.graph.paging import page
from terkirim.sandbox.refusals import malformed
from terkirim.sandbox.state import State

_USUAL = ("name", "language", "category", "topic", "usecase", "industry", "body", "body_params")
_FILTERS = ("language", "topic", "usecase")


class LibraryTemplate(msgspec.Struct, frozen=True):
    """One ready-made template."""

    name: str
    language: str
    topic: str
    usecase: str
    body: str
    body_params: tuple[str, ...]
    industry: tuple[str, ...] = ("E_COMMERCE",)


LIBRARY = (
    LibraryTemplate(
        "delivery_update_sandbox",
        "id",
        "ORDER_MANAGEMENT",
        "DELIVERY_UPDATE",
        "Halo {{1}}, pesanan Anda dengan nomor {{2}} sedang dalam perjalanan ke alamat Anda.",
        ("Sari", "A-17"),
    ),
    LibraryTemplate(
        "delivery_update_sandbox",
        "en_US",
        "ORDER_MANAGEMENT",
        "DELIVERY_UPDATE",
        "Hi {{1}}, your order {{2}} has left our shop and is on its way to you.",
        ("Sari", "A-17"),
    ),
    LibraryTemplate(
        "payment_due_sandbox",
        "id",
        "PAYMENTS",
        "PAYMENT_DUE_REMINDER",
        "Halo {{1}}, tagihan Anda sebesar {{2}} akan jatuh tempo minggu ini.",
        ("Sari", "Rp150.000"),
        ("FINANCIAL_SERVICES",),
    ),
)


def list_library(_state: State, _node: str, call: Call) -> Json:
    """GET /message_template_library: filtered, searched, paged."""
    wanted = call.query.get("search", "").lower()
    found = [
        {**cast("Json", msgspec.to_builtins(one)), "id": _id(one), "category": "UTILITY"}
        for one in LIBRARY
        if wanted in f"{one.name} {one.body}".lower() and _passes(one, call)
    ]
    return page(call, [select(call, one, _USUAL) for one in found])


def components_from(name: str, language: str) -> list[Json]:
    """The components of a ready-made template; raises Refusal for one that is not there."""
    for one in LIBRARY:
        if (one.name, one.language) == (name, language):
            example = {"body_text": [list(one.body_params)]}
            return [{"type": "BODY", "text": one.body, "example": example}]
    raise malformed(None, f"The template library holds no {name[:512]} in {language}.")


def _passes(one: LibraryTemplate, call: Call) -> bool:
    return all(call.query.get(name) in (None, "", getattr(one, name)) for name in _FILTERS)


def _id(one: LibraryTemplate) -> str:
    return str(700_000_000_000_001 + LIBRARY.index(one))
