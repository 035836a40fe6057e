"""What POST /messages refuses for its form, type by type, with Meta's code and words."""

import json
from typing import Any

import pytest

from sandbox_bench import MESSAGES, PERSON, Bench

BASE = {"messaging_product": "whatsapp", "to": PERSON}
LINK = {"link": "https://example.id/a.jpg"}


def of(type_: str, content: object) -> dict[str, Any]:
    """A message of that type."""
    return {**BASE, "type": type_, type_: content}


def button(index: int, **changes: object) -> dict[str, Any]:
    """A reply button."""
    return {"type": "reply", "reply": {"id": f"b{index}", "title": f"Pilih {index}", **changes}}


def row(index: int, **changes: object) -> dict[str, Any]:
    """A row of a list."""
    return {"id": f"r{index}", "title": f"Baris {index}", **changes}


def interactive(kind: str, action: object, **changes: object) -> dict[str, Any]:
    """An interactive message."""
    return of("interactive", {"type": kind, "body": {"text": "Pilih"}, "action": action, **changes})


def buttons(*given: object, **changes: object) -> dict[str, Any]:
    """A message with reply buttons."""
    return interactive("button", {"buttons": list(given)}, **changes)


def rows(*sections: object, **changes: object) -> dict[str, Any]:
    """A list message."""
    return interactive("list", {"button": "Lihat", "sections": list(sections)}, **changes)


def flow(**changes: object) -> dict[str, Any]:
    """A flow message; a change to None leaves a parameter out."""
    given = {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Buka", **changes}
    parameters = {name: value for name, value in given.items() if value is not None}
    return interactive("flow", {"name": "flow", "parameters": parameters})


def link(**changes: object) -> dict[str, Any]:
    """A message with a button to an address."""
    parameters = {"display_text": "Buka", "url": "https://example.id", **changes}
    return interactive("cta_url", {"name": "cta_url", "parameters": parameters})


ITEM = {"product_retailer_id": "sku-1"}
_SHOP = {"catalog_id": "1", "sections": [{"title": "Kopi", "product_items": [ITEM]}]}
_HEAD = {"type": "text", "text": "Menu"}
_TAKEN: list[dict[str, Any]] = [
    of("text", {"body": "a" * 4096, "preview_url": True}),
    of("text", {"body": "a", "preview_url": "false"}),
    {**of("text", json.dumps({"body": "JSON di dalam teks"}))},
    {**of("text", {"body": "a"}), "context": {"message_id": "wamid.x"}, "tidak_dikenal": 1},
    of("image", {**LINK, "caption": "a" * 1024}),
    of("audio", LINK),
    of("video", {**LINK, "caption": ""}),
    of("document", {**LINK, "filename": "nota.pdf", "caption": "Nota"}),
    of("sticker", LINK),
    of("location", {"latitude": "-6.2", "longitude": 106.8, "name": "Toko", "address": "Jakarta"}),
    of(
        "contacts",
        [
            {
                "name": {"formatted_name": "Sari", "first_name": "Sari"},
                "birthday": "2000-01-31",
                "phones": [{"phone": PERSON, "type": "HOME", "wa_id": PERSON[1:]}],
                "emails": [{"email": "sari@example.id"}],
                "addresses": [{"city": "Bandung", "country_code": "id"}],
                "org": {"company": "Toko"},
                "urls": [{"url": "https://example.id"}],
            }
        ],
    ),
    of("reaction", {"message_id": "wamid.x", "emoji": ""}),
    buttons(button(1), button(2), button(3), header={"type": "image", "image": LINK}),
    buttons(button(1), header=_HEAD, footer={"text": "Toko"}),
    rows({"rows": [row(n, description="a" * 72) for n in range(10)]}, header=_HEAD),
    rows({"rows": [row(1)]}, body={"text": "a" * 4096}),
    link(),
    flow(),
    flow(flow_id=None, flow_name="daftar", mode="draft", flow_action="navigate"),
    of(
        "interactive",
        {"type": "product", "action": {"catalog_id": "1", "product_retailer_id": "sku"}},
    ),
    interactive("product_list", _SHOP, header=_HEAD),
    interactive("catalog_message", {"name": "catalog_message"}),
    interactive("location_request_message", {"name": "send_location"}),
    interactive("call_permission_request", {"name": "call_permission_request"}, body=None),
    interactive("voice_call", {"name": "voice_call", "parameters": {"ttl_minutes": 100}}),
    interactive("request_contact_info", {"name": "request_contact_info"}),
]


@pytest.mark.parametrize("body", _TAKEN, ids=lambda body: json.dumps(body)[60:110])
async def test_what_is_documented_is_taken(bench: Bench, body: dict[str, Any]) -> None:
    assert (await bench.post(MESSAGES, body))[0] == 200


_NOT_TAKEN: list[tuple[dict[str, Any], int, str]] = [
    # text
    (of("text", {"body": "a", "previewurl": True}), 100, 'Unexpected key "previewurl" on param'),
    (of("text", {"body": "a", "preview_url": "ya"}), 100, "text['preview_url'] must be a boolean"),
    (of("text", {"body": 5}), 100, "Param text['body'] must be a string."),
    (of("text", {"body": ""}), 100, "The parameter text['body'] is required."),
    (of("text", {"body": "a" * 4097}), 100, "must be at most 4096 characters long."),
    (of("text", "bukan json"), 100, "Param text must be a JSON object."),
    ({**BASE, "type": "text"}, 100, "The parameter text is required."),
    # what stands beside the content
    ({**of("text", {"body": "a"}), "recipient_type": "semua"}, 100, "{GROUP, INDIVIDUAL}"),
    ({**of("text", {"body": "a"}), "context": {"id": "wamid.x"}}, 100, 'key "id" on param'),
    ({**of("text", {"body": "a"}), "context": {}}, 100, "context['message_id'] is required"),
    ({**of("text", {"body": "a"}), "category": "utility"}, 100, "requires Direct Send"),
    # media
    (of("image", {}), 131008, "needs an id or a link"),
    (of("image", {"link": "ftp://example.id"}), 100, "image['link'] is not a valid URI."),
    (of("image", {**LINK, "id": "1"}), 100, "either id or link"),
    (of("image", {**LINK, "caption": "a" * 1025}), 100, "image['caption'] must be at most 1024"),
    (of("image", {**LINK, "filename": "a"}), 100, 'Unexpected key "filename" on param "image"'),
    (of("audio", {**LINK, "caption": "a"}), 100, 'Unexpected key "caption" on param "audio"'),
    (of("sticker", {**LINK, "caption": "a"}), 100, 'Unexpected key "caption"'),
    (of("document", {**LINK, "filename": 1}), 100, "document['filename'] must be a string"),
    (of("video", []), 100, "Param video must be a JSON object."),
    # location, contacts, reaction
    (of("location", {"latitude": 1}), 131008, "location['longitude'] is missing"),
    (of("location", {"latitude": 91, "longitude": 1}), 100, "must be between -90 and 90"),
    (of("location", {"latitude": "x", "longitude": 1}), 100, "must be a number"),
    (of("location", {"latitude": True, "longitude": 1}), 100, "must be a number"),
    (of("contacts", []), 100, "The parameter contacts is required."),
    (of("contacts", {}), 100, "Param contacts must be an array."),
    (of("contacts", [{}]), 100, "contacts[0]['name'] is required"),
    (of("contacts", [{"name": {"first_name": "S"}}]), 100, "['formatted_name'] is required"),
    (of("contacts", [{"name": {"formatted_name": "S"}, "phone": 1}]), 100, 'key "phone" on param'),
    (of("reaction", {"emoji": "👍"}), 100, "reaction['message_id'] is required"),
    (of("reaction", {"message_id": "wamid.x", "emoji": "suka"}), 131009, "must be one emoji"),
    # interactive: all kinds
    (of("interactive", {"type": "tombol"}), 131009, "Interactive type tombol is not valid"),
    (of("interactive", {"body": {"text": "a"}}), 131008, "interactive['type'] is missing"),
    (buttons(button(1), body=None), 131008, "interactive['body'] is missing"),
    (buttons(button(1), body={"text": ""}), 131008, "interactive['body']['text'] is missing"),
    (buttons(button(1), body={"text": "a" * 1025}), 131009, "at most 1024 characters long."),
    (buttons(button(1), footer={"text": "a" * 61}), 131009, "at most 60 characters long."),
    (buttons(button(1), judul="a"), 100, 'Unexpected key "judul" on param "interactive".'),
    (interactive("button", None), 131008, "interactive['action'] is missing"),
    (buttons(button(1), header={"type": "text"}), 131008, "['header']['text'] is missing"),
    (buttons(button(1), header={"type": "image", "image": {}}), 131008, "an id or a link"),
    (buttons(button(1), header={"type": "audio", "audio": {}}), 100, 'Unexpected key "audio"'),
    (buttons(button(1), header={"type": "audio"}), 131009, "one of {TEXT, IMAGE, VIDEO,"),
    (buttons(button(1), header={"type": "text", "text": "a" * 61}), 131009, "at most 60"),
    # interactive: buttons
    (buttons(), 131008, "['buttons'] is missing"),
    (buttons(*(button(n) for n in range(4))), 131009, "between 1 and 3 items, got 4"),
    (buttons(button(1, title="a" * 21)), 131009, "at most 20 characters long."),
    (buttons(button(1, id="a" * 257)), 131009, "at most 256 characters long."),
    (buttons(button(1, title="")), 131008, "['reply']['title'] is missing"),
    (buttons(button(1), button(1)), 131009, "Duplicated button id: b1"),
    (buttons(button(1), button(2, title="Pilih 1")), 131009, "Duplicated button title"),
    (buttons({"type": "url", "reply": {}}), 131009, "must be one of {REPLY}"),
    (buttons({**button(1), "payload": "x"}), 100, 'Unexpected key "payload"'),
    # interactive: lists
    (rows(), 131008, "['sections'] is missing"),
    (rows({"rows": [row(1)]}, header={"type": "image", "image": LINK}), 131009, "cannot be image"),
    (rows({"rows": [row(1, title="a" * 25)]}), 131009, "at most 24 characters long."),
    (rows({"rows": [row(1, description="a" * 73)]}), 131009, "at most 72 characters long."),
    (rows({"rows": [row(1, id="a" * 201)]}), 131009, "at most 200 characters long."),
    (rows({"rows": [row(1), row(1)]}), 131009, "Duplicated row id: r1"),
    (rows({"rows": [row(1)]}, body={"text": "a" * 4097}), 131009, "at most 4096"),
    (rows({"rows": [row(1)]}, {"rows": [row(2)]}), 131008, "['sections'][0]['title'] is missing"),
    (
        rows(
            {"title": "A", "rows": [row(n) for n in range(6)]},
            {"title": "B", "rows": [row(n) for n in range(6, 12)]},
        ),
        131009,
        "Total row count exceed max allowed count: 10",
    ),
    (interactive("list", {"sections": [{"rows": [row(1)]}]}), 131008, "['button'] is missing"),
    # interactive: the others
    (link(display_text="a" * 21), 131009, "at most 20 characters long."),
    (link(url="example.id"), 131009, "is not a valid URI."),
    (interactive("cta_url", {"name": "flow", "parameters": {}}), 131009, "one of {CTA_URL}"),
    (flow(flow_cta="a" * 31), 131009, "at most 30 characters long."),
    (flow(flow_name="daftar"), 131009, "either flow_id or flow_name"),
    (flow(flow_id=None), 131009, "either flow_id or flow_name"),
    (flow(flow_message_version="2"), 131009, "must be one of {3}"),
    (interactive("product", {"catalog_id": "1"}), 131008, "['product_retailer_id'] is missing"),
    (interactive("product_list", _SHOP), 131008, "interactive['header'] is missing"),
    (
        interactive(
            "product_list",
            {"catalog_id": "1", "sections": [{"title": "a", "product_items": [ITEM] * 31}]},
            header=_HEAD,
        ),
        131009,
        "between 1 and 30 items, got 31",
    ),
    # templates: the form of the send itself
    ({**BASE, "type": "template"}, 100, "The parameter template is required."),
    (of("template", {"name": "order_ready"}), 100, "['language']['code'] is required."),
    (of("template", {"name": "x", "language": {"code": 5}}), 100, "must be a string."),
    (of("template", {"name": "x", "language": {"code": "id"}, "lang": 1}), 100, 'key "lang"'),
    (
        of("template", {"name": "x", "language": {"code": "id"}, "components": {}}),
        100,
        "template['components'] must be an array.",
    ),
    (
        of("template", {"name": "x", "language": {"code": "id"}, "components": [{"type": "kaki"}]}),
        100,
        "template['components'][0]['type'] must be one of {HEADER, BODY,",
    ),
]


@pytest.mark.parametrize(
    ("body", "code", "said"), _NOT_TAKEN, ids=lambda one: str(one) if isinstance(one, int) else ""
)
async def test_what_is_off_is_refused_in_metas_words(
    bench: Bench, body: dict[str, Any], code: int, said: str
) -> None:
    status, error = await bench.refused(body)
    words = error["message"] + error.get("error_data", {}).get("details", "")
    assert (status, error["code"]) == (400, code), words
    assert said in words
    [recorded] = (await bench.record())["sends"]
    assert (recorded["outcome"], recorded["code"]) == ("refused", code)


async def test_a_type_nobody_knows(bench: Bench) -> None:
    _, error = await bench.refused({**BASE, "type": "hologram", "hologram": {}})
    assert error["code"] == 131051


async def test_a_form_is_read_like_json(bench: Bench) -> None:
    form = {**BASE, "type": "text", "text": json.dumps({"body": "Halo"})}
    headers = {"Authorization": "Bearer sandbox-token"}
    async with bench.session.post(bench.url + MESSAGES, data=form, headers=headers) as got:
        assert got.status == 200, await got.text()
