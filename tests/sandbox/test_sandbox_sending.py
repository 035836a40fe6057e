"""POST /messages: what is taken, in which shape, and what is refused with which code."""

from typing import Any

import pytest

from sandbox_bench import MESSAGES, PERSON, Bench, template, text
from terkirim.sandbox import LIVE_SENDER, TEST_SENDER


async def test_a_template_is_accepted_in_metas_shape(bench: Bench) -> None:
    status, answer = await bench.post(MESSAGES, template("msg_1"))
    assert status == 200
    assert answer["messaging_product"] == "whatsapp"
    assert answer["contacts"] == [{"input": PERSON, "wa_id": PERSON[1:]}]
    [message] = answer["messages"]
    assert message["message_status"] == "accepted"
    assert message["id"].startswith("wamid.HBgN")


@pytest.mark.parametrize("prefix", ["", "/v19.0", "/v25.0", "/v26"])
async def test_any_version_and_none_is_understood(bench: Bench, prefix: str) -> None:
    status, _ = await bench.post(f"{prefix}/{LIVE_SENDER}/messages", template())
    assert status == 200


_FORMS: list[dict[str, Any]] = [
    {"type": "image", "image": {"link": "https://example.id/a.jpg", "caption": "Foto"}},
    {"type": "document", "document": {"link": "https://example.id/a.pdf"}},
    {"type": "location", "location": {"latitude": -6.2, "longitude": 106.8}},
    {"type": "contacts", "contacts": [{"name": {"formatted_name": "Sari"}}]},
    {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}},
    {
        "type": "interactive",
        "interactive": {
            "type": "button",
            "body": {"text": "Setuju?"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "ya", "title": "Ya"}}]},
        },
    },
    {"text": {"body": "tanpa type"}},
]


@pytest.mark.parametrize("form", _FORMS, ids=lambda form: str(form.get("type")))
async def test_other_types_are_accepted_without_a_message_status(
    bench: Bench, form: dict[str, Any]
) -> None:
    status, answer = await bench.post(
        MESSAGES, {"messaging_product": "whatsapp", "to": PERSON, **form}
    )
    assert status == 200
    assert list(answer["messages"][0]) == ["id"]


async def test_a_business_scoped_user_id_gets_no_wa_id(bench: Bench) -> None:
    message = template()
    del message["to"]
    status, answer = await bench.post(MESSAGES, {**message, "recipient": "ID.1349120865530"})
    assert status == 200
    assert answer["contacts"] == [{"input": "ID.1349120865530", "user_id": "ID.1349120865530"}]


_BASE = {"messaging_product": "whatsapp", "to": PERSON}
_REFUSED: list[tuple[dict[str, Any], int, int]] = [
    ({"to": PERSON, "type": "text", "text": {"body": "a"}}, 400, 100),
    ({"messaging_product": "whatsapp", "type": "text", "text": {"body": "a"}}, 400, 100),
    ({**_BASE, "to": 6281200000001, "text": {"body": "a"}}, 400, 100),
    ({**_BASE, "to": "bukan nomor", "text": {"body": "a"}}, 400, 131009),
    ({**_BASE, "type": "hologram", "hologram": {}}, 400, 131051),
    ({**_BASE, "type": 5}, 400, 100),
    ({**_BASE, "type": "text"}, 400, 100),
    ({**_BASE, "type": "text", "text": {"body": "a" * 4097}}, 400, 100),
    ({**_BASE, "type": "image", "image": {}}, 400, 131008),
    ({**_BASE, "type": "location", "location": {"latitude": 1}}, 400, 131008),
    ({**_BASE, "type": "contacts", "contacts": []}, 400, 100),
    ({**_BASE, "type": "reaction", "reaction": {"message_id": "wamid.x"}}, 400, 100),
    ({**_BASE, "type": "interactive", "interactive": {"type": "x"}}, 400, 131009),
    ({**_BASE, "type": "interactive", "interactive": {"type": "list"}}, 400, 131008),
    ({**_BASE, "type": "template", "template": {"name": "order_ready"}}, 400, 100),
    ({**_BASE, "type": "template", "template": []}, 400, 100),
    (text("x" * 513), 400, 100),
    (template(name="tidak_ada"), 404, 132001),
    (template(language="en"), 404, 132001),
    (template(params=3), 400, 132000),
    (template(to="+6281110000001"), 400, 131021),
]


@pytest.mark.parametrize(("body", "http", "code"), _REFUSED)
async def test_what_meta_refuses_is_refused(
    bench: Bench, body: dict[str, Any], http: int, code: int
) -> None:
    status, error = await bench.refused(body)
    assert (status, error["code"]) == (http, code)
    assert error["message"].startswith(f"(#{code}) ")
    assert error["type"] == "OAuthException"
    assert error["fbtrace_id"]


async def test_the_details_name_what_is_wrong(bench: Bench) -> None:
    _, missing = await bench.refused(template(name="tidak_ada"))
    assert missing["error_data"] == {
        "messaging_product": "whatsapp",
        "details": "template name (tidak_ada) does not exist in id",
    }
    _, count = await bench.refused(template(params=1))
    assert count["error_data"]["details"] == (
        "body: number of localizable_params (1) does not match the expected number of params (2)"
    )


async def test_malformed_json_gets_metas_envelope(bench: Bench) -> None:
    headers = {"Authorization": "Bearer sandbox-token"}
    url = bench.url + MESSAGES
    for raw in (b"{", b"[1]", b"\xff\xfe", b"[" * 50_000, b""):
        async with bench.session.post(url, data=raw, headers=headers) as got:
            assert got.status == 400
            assert (await got.json())["error"]["code"] == 100


@pytest.mark.parametrize(
    ("header", "code"),
    [({}, 104), ({"Authorization": "Bearer wrong"}, 190), ({"Authorization": "x"}, 104)],
)
async def test_without_the_token_nothing_is_answered(
    bench: Bench, header: dict[str, str], code: int
) -> None:
    async with bench.session.post(bench.url + MESSAGES, json=text(), headers=header) as got:
        assert got.status == 401
        assert (await got.json())["error"]["code"] == code
    assert (await bench.record())["sends"] == []


@pytest.mark.parametrize(
    "to", ["081200000001", "+081200000001", "0062 812-0000-0001", "+000000000", "00000000000"]
)
async def test_a_number_that_begins_with_zero_is_nobodys(bench: Bench, to: str) -> None:
    status, error = await bench.refused(template(to=to))
    assert (status, error["code"]) == (400, 131009)
    assert to in error["error_data"]["details"]
    orders = (
        ("inbound", {"sender": LIVE_SENDER, "from": to, "text": "Halo"}),
        ("people", [{"phone": to}]),
    )
    for path, order in orders:
        status, answer = await bench.post(f"/_sandbox/{path}", order)
        assert (status, "not a phone number" in answer["error"]) == (400, True)
    assert (await bench.get("/_sandbox/"))["people"] == []
    await bench.send(template(to="62 812-0000-0001"))


@pytest.mark.parametrize("to", ["Y2FwaV9ncm91cDox", "6281200000001"])
async def test_nobody_has_a_group_here(bench: Bench, to: str) -> None:
    status, error = await bench.refused({**text(to=to), "recipient_type": "group"})
    assert (status, error["code"]) == (400, 131041)
    assert error["error_data"]["details"] == "Group not found: the sandbox has no groups."
    await bench.send({**template(), "recipient_type": "individual"})


async def test_an_unknown_phone_number_id(bench: Bench) -> None:
    status, error = await bench.refused(text(), "/v25.0/999/messages")
    assert (status, error["code"], error["error_subcode"]) == (400, 100, 33)
    assert error["type"] == "GraphMethodException"
    assert "'999'" in error["message"]


async def test_the_test_sender_writes_only_to_its_list(bench: Bench) -> None:
    path = f"/v25.0/{TEST_SENDER}/messages"
    status, error = await bench.refused(template(), path)
    assert (status, error["code"]) == (400, 131030)
    await bench.order(f"senders/{TEST_SENDER}", {"allow_list": ["62 812-0000-0001"]})
    assert (await bench.post(path, template()))[0] == 200
    assert (await bench.post(path, template(to="+6281200000002")))[0] == 400


async def test_marking_as_read_needs_a_message_that_came_in(bench: Bench) -> None:
    inbound = await bench.order("inbound", {"sender": LIVE_SENDER, "from": PERSON, "text": "Hai"})
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": inbound["id"]}
    typing = {**read, "typing_indicator": {"type": "text"}}
    assert await bench.post(MESSAGES, read) == (200, {"success": True})
    assert await bench.post(MESSAGES, typing) == (200, {"success": True})
    told = [one.get("typing", False) for one in (await bench.record())["reads"]]
    assert told == [False, True]
    for wrong in ("text", {}, {"type": "dance"}):
        error = (await bench.refused({**read, "typing_indicator": wrong}))[1]
        assert error["code"] in (100, 131009)
    _, error = await bench.refused({**read, "message_id": "wamid.unknown"})
    assert (error["code"], error["error_data"]["details"]) == (131009, "Invalid message_id")


async def test_what_is_not_emulated_says_so(bench: Bench) -> None:
    for method, path in (("GET", "/v25.0/me"), ("POST", f"/{LIVE_SENDER}/calls"), ("DELETE", "/1")):
        status, answer = await bench.call(method, path)
        assert (status, answer["error"]["code"]) == (400, 100)
    status, answer = await bench.call("GET", "/v25.0/a/b/c")
    assert (status, answer["error"]["code"]) == (400, 2500)
