"""Whether a send fits its template: header, body, buttons, cards, and who may get it."""

from typing import Any

import pytest

from sandbox_bench import MESSAGES, PERSON, Bench, template
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TEST_SENDER

LINK = {"link": "https://example.id/a.jpg"}


async def make(bench: Bench, name: str, components: list[Any], **changes: object) -> None:
    """An approved template with these components."""
    new = {"name": name, "language": "id", "category": "UTILITY", "components": components}
    status, answer = await bench.post(f"/{ACCOUNT}/message_templates", {**new, **changes})
    assert status == 200, answer
    await bench.order("templates", {"name": name, "language": "id", "status": "APPROVED"}, "PUT")


async def picture_of(bench: Bench) -> dict[str, Any]:
    """A header that is an image, with an uploaded sample."""
    example = {"header_handle": [await bench.handle()]}
    return {"type": "HEADER", "format": "IMAGE", "example": example}


def fill(name: str, *components: object, to: str = PERSON) -> dict[str, Any]:
    """A send of a template with these components."""
    message = template(to=to, name=name)
    message["template"]["components"] = list(components)
    return message


def words(*given: str) -> list[dict[str, Any]]:
    """Text parameters."""
    return [{"type": "text", "text": one} for one in given]


def press(sub_type: str, index: object, *parameters: object) -> dict[str, Any]:
    """A button component of a send."""
    return {"type": "button", "sub_type": sub_type, "index": index, "parameters": list(parameters)}


BODY = {"type": "BODY", "text": "Pesanan Anda siap diambil hari ini."}
HELLO = {
    "type": "BODY",
    "text": "Halo {{1}}, pesanan Anda sudah siap.",
    "example": {"body_text": [["Sari"]]},
}
TITLE = {
    "type": "HEADER",
    "format": "TEXT",
    "text": "Pesanan {{1}}",
    "example": {"header_text": ["A-17"]},
}
IMAGE = {"type": "image", "image": LINK}
PAYLOAD = {"type": "payload", "payload": "lihat"}
COUPON = {"type": "coupon_code", "coupon_code": "HEMAT20"}
BUTTONS = {
    "type": "BUTTONS",
    "buttons": [
        {
            "type": "URL",
            "text": "Lacak",
            "url": "https://example.id/{{1}}",
            "example": ["https://example.id/A-17"],
        },
        {"type": "URL", "text": "Toko", "url": "https://example.id"},
        {"type": "PHONE_NUMBER", "text": "Telepon", "phone_number": "+6281110000001"},
        {"type": "COPY_CODE", "example": "HEMAT20"},
        {"type": "QUICK_REPLY", "text": "Berhenti"},
    ],
}
TRACK = press("url", "0", *words("A-17"))
CODE = press("copy_code", 3, COUPON)


async def judged(bench: Bench, body: dict[str, Any]) -> tuple[int, str]:
    """The code of a send, 0 when it is taken, and the details."""
    status, answer = await bench.post(MESSAGES, body)
    if status == 200:
        return 0, ""
    error = answer["error"]
    return error["code"], error.get("error_data", {}).get("details", error["message"])


async def test_the_header_of_a_template(bench: Bench) -> None:
    await make(bench, "berjudul", [TITLE, BODY])
    await make(bench, "bergambar", [await picture_of(bench), BODY])
    header = {"type": "header", "parameters": words("A-17")}
    picture = {"type": "header", "parameters": [IMAGE]}
    assert await judged(bench, fill("berjudul", header)) == (0, "")
    assert (await judged(bench, fill("berjudul")))[0] == 132000
    assert (await judged(bench, fill("berjudul", picture)))[0] == 132012
    long = {"type": "header", "parameters": words("a" * 60)}
    assert (await judged(bench, fill("berjudul", long)))[0] == 132005
    assert await judged(bench, fill("bergambar", picture)) == (0, "")
    assert await judged(bench, fill("bergambar")) == (
        132012,
        "header: Format mismatch, expected IMAGE, received UNKNOWN",
    )
    assert await judged(bench, fill("bergambar", header)) == (
        132012,
        "header: Format mismatch, expected IMAGE, received TEXT",
    )
    empty = {"type": "header", "parameters": [{"type": "image"}]}
    assert (await judged(bench, fill("bergambar", empty)))[0] == 131008
    body = template()["template"]["components"][0]
    assert (await judged(bench, fill("order_ready", body, header)))[0] == 132000


async def test_the_buttons_of_a_template(bench: Bench) -> None:
    await make(bench, "bertombol", [BODY, BUTTONS])
    needs = "buttons: Button at index 0 of type Url requires a parameter"
    takes_none = "is of type Call and does not support parameters"
    cases: list[tuple[list[object], int, str]] = [
        ([TRACK, CODE], 0, ""),
        ([TRACK, CODE, press("quick_reply", "4", PAYLOAD)], 0, ""),
        ([CODE], 131008, needs),
        ([press("url", "0"), CODE], 131008, needs),
        ([TRACK], 131008, "buttons: Button at index 3 of type CopyCode requires a parameter"),
        ([TRACK, CODE, press("url", 1, *words("x"))], 132018, "does not support parameters"),
        ([TRACK, CODE, press("voice_call", 2, *words("x"))], 132018, takes_none),
        ([TRACK, CODE, press("quick_reply", 9, PAYLOAD)], 132018, "no button at index 9"),
        ([TRACK, CODE, press("flow", 4, PAYLOAD)], 132018, "is of type QuickReply, not flow"),
        ([press("url", 0, PAYLOAD), CODE], 132012, "expected TEXT, received PAYLOAD"),
        ([press("url", 0, *words("a", "b")), CODE], 132000, "button: number of localizable_params"),
        ([press("url", 0, {"type": "text"}), CODE], 131008, "is missing text value"),
        ([press("url", 10, *words("a"))], 100, "must be between 0 and 9"),
        ([press("url", "satu", *words("a"))], 100, "must be an integer"),
        ([{"type": "button", "index": 0}], 100, "['sub_type'] is required."),
        ([{"type": "button", "sub_type": "url"}], 100, "['index'] is required."),
    ]
    for components, code, said in cases:
        found, details = await judged(bench, fill("bertombol", *components))
        assert found == code, (components, details)
        assert said in details


async def test_before_v23_a_misfit_is_a_plain_100(bench: Bench) -> None:
    await make(bench, "bertombol", [BODY, BUTTONS])
    misfit = fill("bertombol", TRACK, CODE, press("url", 2, *words("x")))
    for version, code in (("v22.0", 100), ("v23.0", 132018), ("v25.0", 132018)):
        _, error = await bench.refused(misfit, f"/{version}/{LIVE_SENDER}/messages")
        assert error["code"] == code
        assert "Call" in error["error_data"]["details"]
    status, error = await bench.refused(misfit, f"/{LIVE_SENDER}/messages")
    assert (status, error["code"]) == (400, 132018)


@pytest.mark.parametrize("text", ["dua\nbaris", "tab\tdi sini", "lima     spasi"])
async def test_a_parameter_is_one_line(bench: Bench, text: str) -> None:
    message = template()
    message["template"]["components"][0]["parameters"] = words(text, "A-17")
    assert await judged(bench, message) == (
        132018,
        "Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
    )


async def test_the_kinds_of_body_parameters(bench: Bench) -> None:
    money = {"fallback_value": "Rp10.000", "code": "IDR", "amount_1000": 10_000_000}
    price = {"type": "currency", "currency": money}
    when = {"type": "date_time", "date_time": {"fallback_value": "1 Januari 2027"}}
    for given, code in (
        ([price, when], 0),
        ([{"type": "currency", "currency": {"code": "IDR"}}, when], 131008),
        ([{"type": "text", "text": ""}, when], 131008),
        ([{"type": "payload", "payload": "x"}, when], 132012),
        ([{"type": "text", "text": 5}, when], 131008),
        ([{"type": "text", "teks": "a"}, when], 100),
        ([{"text": "a"}, when], 100),
        ([{"type": "text", "text": "a", "parameter_name": "nama"}, when], 132012),
    ):
        found, details = await judged(
            bench, fill("order_ready", {"type": "body", "parameters": given})
        )
        assert found == code, (given, details)


async def test_named_parameters(bench: Bench) -> None:
    order = {"name": "bernama", "language": "id", "body": "Halo {{nama}}, {{nomor}} siap"}
    await bench.order("templates", {**order, "parameter_format": "NAMED"}, "PUT")

    def send(*names: str) -> dict[str, Any]:
        given = [{"type": "text", "text": "x", "parameter_name": name} for name in names]
        return fill("bernama", {"type": "body", "parameters": given})

    assert await judged(bench, send("nomor", "nama")) == (0, "")
    assert (await judged(bench, send("nama")))[0] == 132000
    assert (await judged(bench, send("nama", "nama")))[0] == 132012
    assert (await judged(bench, send("nama", "kota")))[0] == 132012


async def test_a_filled_text_may_be_as_long_as_it_may_be(bench: Bench) -> None:
    await make(bench, "sapaan", [HELLO])
    room = 1024 - len(HELLO["text"]) + len("{{1}}")
    for length, code in ((room, 0), (room + 1, 132005)):
        body = {"type": "body", "parameters": words("a" * length)}
        assert (await judged(bench, fill("sapaan", body)))[0] == code


async def test_the_cards_of_a_carousel(bench: Bench) -> None:
    track = {"type": "BUTTONS", "buttons": BUTTONS["buttons"][:1]}
    card = {"components": [await picture_of(bench), HELLO, track]}
    await make(
        bench, "katalog", [BODY, {"type": "CAROUSEL", "cards": [card, card]}], category="MARKETING"
    )

    def cards(*given: tuple[int, list[object]]) -> dict[str, Any]:
        filled = [{"card_index": index, "components": components} for index, components in given]
        return fill("katalog", {"type": "carousel", "cards": filled})

    picture = {"type": "header", "parameters": [IMAGE]}
    body = {"type": "body", "parameters": words("Sari")}
    good: list[object] = [picture, body, TRACK]
    cases: list[tuple[dict[str, Any], int]] = [
        (cards((0, good), (1, good)), 0),
        (cards((0, good)), 132018),
        (fill("katalog"), 132018),
        (cards((0, good), (2, good)), 132018),
        (cards((0, good), (0, good)), 132018),
        (cards((0, good), (1, [body, TRACK])), 132012),
        (cards((0, good), (1, [picture, TRACK])), 132000),
        (cards((0, good), (1, [picture, body])), 131008),
        (fill("katalog", {"type": "carousel", "cards": []}), 100),
        (fill("katalog", {"type": "carousel", "cards": [{"card_index": 0}]}), 100),
    ]
    for message, code in cases:
        found, details = await judged(bench, message)
        assert found == code, details
    body_only = fill("order_ready", {"type": "carousel", "cards": [{"card_index": 0}]})
    assert (await judged(bench, body_only))[0] == 100


async def test_a_code_goes_to_a_number_only(bench: Bench) -> None:
    order = {"name": "kode", "language": "id", "body": "{{1}} adalah kode Anda."}
    await bench.order("templates", {**order, "category": "AUTHENTICATION"}, "PUT")
    message = fill("kode", {"type": "body", "parameters": words("123456")})
    assert (await judged(bench, message))[0] == 0
    del message["to"]
    assert (await judged(bench, {**message, "recipient": "ID.1349120865530"}))[0] == 131062


@pytest.mark.parametrize(
    ("listed", "other"),
    [("+5215512345678", "+525512345678"), ("+5491123456789", "+541123456789")],
)
async def test_the_test_list_holds_numbers_as_they_are_dialled(
    bench: Bench, listed: str, other: str
) -> None:
    path = f"/v25.0/{TEST_SENDER}/messages"
    for allowed, dialled in ((listed, other), (other, listed)):
        await bench.order(f"senders/{TEST_SENDER}", {"allow_list": [allowed]})
        assert (await bench.post(path, template(to=allowed)))[0] == 200
        assert (await bench.refused(template(to=dialled), path))[1]["code"] == 131030


async def test_the_test_list_holds_no_user_ids(bench: Bench) -> None:
    id_ = "ID.1349120865530"
    await bench.order(f"senders/{TEST_SENDER}", {"allow_list": [id_]})
    message = template()
    del message["to"]
    path = f"/v25.0/{TEST_SENDER}/messages"
    assert (await bench.refused({**message, "recipient": id_}, path))[1]["code"] == 131030
