"""How templates must be made: components, times to live, the library; else Meta's refusals."""

from typing import Any

import pytest

from sandbox_bench import Bench, template
from sandbox_templates import BODY, LIST, NEW, fields_of, make_template, subcode_of
from terkirim.sandbox import ACCOUNT

_LONG = "kata " * 300
_HEADER = {"type": "HEADER", "format": "TEXT"}
_URL = {"type": "URL", "text": "Lihat"}


def _body(text: str, *example: str) -> dict[str, Any]:
    body: dict[str, Any] = {"type": "BODY", "text": text}
    return {**body, "example": {"body_text": [list(example)]}} if example else body


def _buttons(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": "BUTTONS", "buttons": list(buttons)}


@pytest.mark.parametrize(
    ("component", "subcode"),
    [
        (_body(_LONG), 2388040),
        (_body("   "), 2388072),
        (_body("Halo {{1}, apa kabar Anda di sana?", "Sari"), 2388072),
        (_body("Halo {{2}}, apa kabar Anda di sana?", "Sari"), 2388072),
        (_body("Halo {{nama}}, apa kabar Anda di sana?", "Sari"), 2388072),
        (_body("Halo,\n\n\napa kabar?"), 2388072),
        (_body("{{1}}, apa kabar Anda di sana?", "Sari"), 2388299),
        (_body("Apa kabar Anda di sana, {{1}}!", "Sari"), 2388299),
        (_body("Halo {{1}}, {{2}} dan {{3}} siap", "a", "b", "c"), 2388293),
        (_body("Halo {{1}}, apa kabar Anda di sana?"), None),
        ({**_HEADER, "text": "a" * 61}, 2388040),
        ({**_HEADER, "text": "Promo *besar*"}, 2388047),
        ({**_HEADER, "text": "Promo 🎉"}, 2388047),
        ({**_HEADER, "text": "Promo\nbesar"}, 2388047),
        ({**_HEADER, "text": "{{1}} dan {{2}}"}, 2388047),
        ({**_HEADER, "text": "Untuk {{1}}"}, None),
        ({**_HEADER, "format": "MUSIC"}, None),
        ({**_HEADER, "format": "IMAGE"}, None),
        ({**_HEADER, "format": "VIDEO", "example": {}}, None),
        ({**_HEADER, "format": "DOCUMENT", "example": {"header_handle": []}}, None),
        ({"type": "FOOTER", "text": "a" * 61}, 2388040),
        ({"type": "FOOTER", "text": "Toko {{1}}"}, 2388073),
        ({"type": "FOOTER", "text": "Toko\nTerkirim"}, 2388073),
        ({"type": "FOOTER"}, 2388073),
        ({"type": "SOUND"}, None),
        (_buttons(), None),
        (_buttons(*[{"type": "QUICK_REPLY", "text": "Ya"}] * 11), None),
        (_buttons({"type": "QUICK_REPLY", "text": "a" * 26}), 2388040),
        (_buttons({"type": "QUICK_REPLY"}), None),
        (_buttons({"type": "LEVER", "text": "Ya"}), None),
        (_buttons({**_URL, "url": "example.id"}), None),
        (_buttons({**_URL, "url": "https://example.id/{{1}}"}), None),
        (_buttons({**_URL, "url": "https://example.id/{{1}}/x", "example": ["a"]}), None),
        (_buttons(*[{**_URL, "url": "https://example.id"}] * 3), None),
        (_buttons({"type": "PHONE_NUMBER", "text": "Telepon"}), None),
        (_buttons({"type": "COPY_CODE"}), None),
        (
            _buttons(
                {"type": "QUICK_REPLY", "text": "Ya"},
                {**_URL, "url": "https://example.id"},
                {"type": "QUICK_REPLY", "text": "Tidak"},
            ),
            None,
        ),
        ({"type": "CAROUSEL", "cards": [{}]}, None),
    ],
)
async def test_a_malformed_component_is_refused(
    bench: Bench, component: dict[str, Any], subcode: int | None
) -> None:
    components = [component] if component["type"] == "BODY" else [BODY, component]
    status, error = await bench.refused({**NEW, "components": components}, LIST)
    assert (status, error["code"], error.get("error_subcode")) == (400, 100, subcode)
    assert error.get("error_user_msg") or error["message"].startswith("(#100) ")
    assert "struk_baru" not in str(await bench.get(LIST))


@pytest.mark.parametrize("language", ["xx_YY", "id_ID", "ID", "bahasa", "en-US", ""])
async def test_a_language_metas_list_does_not_have_is_refused(bench: Bench, language: str) -> None:
    _, error = await bench.refused({**NEW, "language": language}, LIST)
    assert (error["code"], "language" in error["message"]) == (100, True)


async def test_a_name_has_512_characters_at_most(bench: Bench) -> None:
    await make_template(bench, name="a" * 512, language="pt_BR")
    _, error = await bench.refused({**NEW, "name": "a" * 513}, LIST)
    assert error["message"] == "(#100) Param name must be at most 512 characters long."


async def test_a_template_of_every_part_is_taken(bench: Bench) -> None:
    header = {**_HEADER, "text": "Pesanan {{1}}", "example": {"header_text": ["A-17"]}}
    buttons = _buttons(
        {**_URL, "url": "https://example.id/{{1}}", "example": ["https://example.id/A-17"]},
        {"type": "PHONE_NUMBER", "text": "Telepon", "phone_number": "+6281200000009"},
        {"type": "QUICK_REPLY", "text": "Ya"},
        {"type": "QUICK_REPLY", "text": "Tidak"},
    )
    footer = {"type": "FOOTER", "text": "Toko Terkirim"}
    id_ = await make_template(bench, components=[header, BODY, footer, buttons])
    assert (await fields_of(bench, id_, "components"))[0] == [header, BODY, footer, buttons]
    named = {
        "type": "BODY",
        "text": "Halo {{nama}}, pesanan Anda sudah siap.",
        "example": {"body_text_named_params": [{"param_name": "nama", "example": "Sari"}]},
    }
    form = {"name": "bernama", "parameter_format": "NAMED", "components": [named]}
    assert await fields_of(bench, await make_template(bench, **form), "parameter_format") == (
        "NAMED",
    )


async def test_an_authentication_template_gets_metas_words(bench: Bench) -> None:
    components = [
        {"type": "BODY", "add_security_recommendation": True},
        {"type": "FOOTER", "code_expiration_minutes": 10},
        _buttons({"type": "OTP", "otp_type": "COPY_CODE", "text": "Salin"}),
    ]
    order = {"name": "kode", "category": "AUTHENTICATION", "components": components}
    body = {**order, "languages": ["id", "en_US"]}
    status, answer = await bench.post(f"/v25.0/{ACCOUNT}/upsert_message_templates", body)
    assert status == 200
    assert [one["language"] for one in answer["data"]] == ["id", "en_US"]
    body_part, footer, _ = (await fields_of(bench, answer["data"][0]["id"], "components"))[0]
    assert "{{1}}" in body_part["text"]
    assert footer["text"] == "This code expires in 10 minutes."
    await bench.advance(10)
    send = template(name="kode", params=1)
    code = {"type": "text", "text": "123456"}
    button = {"type": "button", "sub_type": "url", "index": "0", "parameters": [code]}
    send["template"]["components"].append(button)
    await bench.send(send)
    own = {**order, "name": "lain", "language": "id", "components": [BODY]}
    assert await subcode_of(bench, own) is None
    late = [components[0], {"type": "FOOTER", "code_expiration_minutes": 91}]
    assert await subcode_of(bench, {**own, "components": late}) is None


async def test_what_is_made_from_the_library_needs_no_review(bench: Bench) -> None:
    found = (await bench.get("/v25.0/message_template_library?search=tagihan"))["data"]
    assert [(one["name"], one["category"]) for one in found] == [("payment_due_sandbox", "UTILITY")]
    order = {"name": "tagihan", "language": "id", "category": "UTILITY"}
    made = {**order, "library_template_name": "payment_due_sandbox"}
    status, answer = await bench.post(LIST, made)
    assert (status, answer["status"]) == (200, "APPROVED")
    assert await fields_of(bench, answer["id"], "library_template_name") == ("payment_due_sandbox",)
    await bench.send(template(name="tagihan"))
    assert (
        await subcode_of(bench, {**made, "name": "lain", "library_template_name": "tidak"}) is None
    )


@pytest.mark.parametrize(
    ("category", "seconds", "taken"),
    [
        ("UTILITY", 30, True),
        ("UTILITY", -1, True),
        ("UTILITY", 43_201, False),
        ("MARKETING", 43_200, True),
        ("MARKETING", -1, False),
        ("UTILITY", "soon", False),
        ("UTILITY", True, False),
    ],
)
async def test_the_time_to_live(bench: Bench, category: str, seconds: Any, taken: bool) -> None:
    body = {**NEW, "category": category, "message_send_ttl_seconds": seconds}
    status, _ = await bench.post(LIST, body)
    assert status == (200 if taken else 400)
