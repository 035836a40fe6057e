"""Whatever is thrown at it, the sandbox refuses in words and never breaks."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox_bench import MESSAGES, PERSON, open_bench, template, text
from spoilt import spoil
from terkirim.sandbox import ACCOUNT, LIVE_SENDER

_WELL_FORMED: list[tuple[str, dict[str, Any]]] = [
    (MESSAGES, template("x")),
    (MESSAGES, text("x")),
    (
        MESSAGES,
        {"messaging_product": "whatsapp", "to": PERSON, "type": "contacts", "contacts": [{}]},
    ),
    (MESSAGES, {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.x"}),
    (
        f"/{ACCOUNT}/message_templates",
        {
            "name": "baru",
            "language": "id",
            "category": "UTILITY",
            "components": [
                {"type": "HEADER", "format": "TEXT", "text": "x"},
                {
                    "type": "BODY",
                    "text": "Halo {{1}}, pesanan Anda sudah siap.",
                    "example": {"body_text": [["x"]]},
                },
                {"type": "FOOTER", "text": "x"},
                {
                    "type": "BUTTONS",
                    "buttons": [{"type": "URL", "text": "x", "url": "https://x.id"}],
                },
            ],
            "message_send_ttl_seconds": 60,
        },
    ),
    ("/300000000000001", {"category": "UTILITY", "components": []}),
    (f"/{LIVE_SENDER}/register", {"messaging_product": "whatsapp", "pin": "123456"}),
    (f"/{LIVE_SENDER}/request_code", {"code_method": "SMS", "language": "id"}),
    (f"/{LIVE_SENDER}/verify_code", {"code": "123456"}),
    (f"/{LIVE_SENDER}/deregister", {}),
    (f"/{LIVE_SENDER}/marketing_messages", template("x", name="promo_bulanan")),
    (
        f"/{LIVE_SENDER}/block_users",
        {"messaging_product": "whatsapp", "block_users": [{"user": PERSON}, {"user_id": "x"}]},
    ),
    (
        f"/{LIVE_SENDER}/whatsapp_business_profile",
        {
            "messaging_product": "whatsapp",
            "about": "x",
            "email": "a@b.id",
            "vertical": "RETAIL",
            "websites": ["https://a.id"],
            "profile_picture_handle": "4:x",
        },
    ),
    (f"/{LIVE_SENDER}/media", {"messaging_product": "whatsapp", "file": "x", "type": "image/png"}),
    (f"/{LIVE_SENDER}", {"new_display_name": "Toko Baru"}),
    (f"/{ACCOUNT}", {"name": "x", "timezone_id": "66"}),
    (
        f"/{ACCOUNT}/phone_numbers",
        {"cc": "62", "phone_number": "81110000009", "verified_name": "Toko"},
    ),
    (
        "/500000000000001/subscriptions",
        {"object": "whatsapp_business_account", "callback_url": "x", "verify_token": "x"},
    ),
    (f"/{LIVE_SENDER}", {"pin": "123456"}),
    (f"/{ACCOUNT}/subscribed_apps", {"override_callback_uri": "x", "verify_token": "x"}),
    ("/sms/send", {"to": "x", "message": "x"}),
    ("/_sandbox/clock", {"advance_to": 1, "advance_s": 1}),
    ("/_sandbox/reset", {"seed": 1, "now": 1.0}),
    ("/_sandbox/webhook", {"url": None, "verify_token": None}),
    (
        "/_sandbox/faults",
        {"name": "x", "match": {"share": 0.5}, "fail": {"code": 1}, "then_deliver_after_s": 1},
    ),
    (
        "/_sandbox/faults",
        {
            "name": "z",
            "match": {"account": ACCOUNT, "share": 0.5, "share_of": "sends"},
            "latency": {"lognormal": {"median": 1, "sigma": 1, "at_most": 9}},
            "patience_s": 30,
            "statuses": {"lose": ["read"], "duplicate": 1, "delay_s": {"uniform": [1, 5]}},
            "at_s": 1,
            "for_s": 9,
        },
    ),
    ("/_sandbox/faults", {"name": "w", "statuses": {"script": [{"status": "read", "at_s": 1}]}}),
    ("/_sandbox/later", {"at_s": 5, "order": f"POST accounts/{ACCOUNT}", "body": {"balance": 1}}),
    ("/_sandbox/clock", {"auto": "off"}),
    ("/_sandbox/snapshots/a", {}),
    ("/_sandbox/snapshots/a/restore", {}),
    ("/_sandbox/sms", {"fails": False}),
    (f"/_sandbox/accounts/{ACCOUNT}", {"balance": 5, "locked": False, "notify": True}),
    (f"/_sandbox/senders/{LIVE_SENDER}", {"allow_list": [PERSON], "pin": "123456"}),
    ("/_sandbox/inbound", {"sender": LIVE_SENDER, "from": PERSON, "text": "x", "at_s": 1}),
    (
        "/_sandbox/inbound",
        {"sender": LIVE_SENDER, "from": PERSON, "errors": [{"code": 1}], "unsupported": "edit"},
    ),
    ("/_sandbox/changes", {"field": "calls", "value": {"calls": [{"id": 1}]}, "at_s": 1}),
    (
        "/_sandbox/changes",
        {
            "field": "history",
            "sender": LIVE_SENDER,
            "errors": [{"code": 100, "subcode": 2388019, "details": "x"}],
        },
    ),
    (
        "/_sandbox/faults",
        {"name": "y", "match": {"call": "POST /*/register", "first": 1}, "fail": {"code": 2388019}},
    ),
    (
        f"/_sandbox/senders/{LIVE_SENDER}",
        {"health": [{"code": 141010, "can_send_message": "LIMITED", "solution": "x"}]},
    ),
    ("/_sandbox/token", {"expires_in_s": 5, "permissions": ["whatsapp_business_messaging"]}),
    (f"/_sandbox/senders/{LIVE_SENDER}", {"throughput": 5, "pair_per_minute": 5, "pair_burst": 5}),
    (f"/_sandbox/accounts/{ACCOUNT}", {"tier": 5, "marketing_per_person_per_day": 1}),
    (
        MESSAGES,
        {
            "messaging_product": "whatsapp",
            "to": PERSON,
            "type": "interactive",
            "interactive": {
                "type": "list",
                "header": {"type": "text", "text": "x"},
                "body": {"text": "x"},
                "action": {"button": "x", "sections": [{"rows": [{"id": "1", "title": "x"}]}]},
            },
        },
    ),
    ("/_sandbox/people", {"phone": PERSON, "answers_after_s": 5, "reads": True}),
    (
        f"/_sandbox/accounts/{ACCOUNT}/events",
        {
            "event": "ACCOUNT_RESTRICTION",
            "restrictions": [{"type": "RESTRICTED_UTILITY_TEMPLATES", "for_s": 9}],
            "at_s": 1,
        },
    ),
    (
        f"/_sandbox/senders/{LIVE_SENDER}/events",
        {"event": "NAME_UPDATE", "decision": "APPROVED", "name": "x", "at_s": 1},
    ),
    (
        "/_sandbox/templates/quality",
        {"name": "promo_bulanan", "language": "id", "score": "RED", "at_s": 1},
    ),
    (
        "/_sandbox/templates/category",
        {"name": "order_ready", "language": "id", "category": "MARKETING", "announce_s": 1},
    ),
    ("/_sandbox/preferences", {"sender": LIVE_SENDER, "phone": PERSON, "value": "stop"}),
]


@st.composite
def _request(draw: st.DrawFn) -> tuple[str, bytes]:
    """A well-formed request with some of its parts replaced by anything."""
    path, body = draw(st.sampled_from(_WELL_FORMED))
    if draw(st.integers(0, 9)) == 0:
        return path, draw(st.binary(max_size=40))
    return path, json.dumps(spoil(draw, body)).encode()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_request(), min_size=15, max_size=40))
def test_no_request_ever_gets_a_500(requests: list[tuple[str, bytes]]) -> None:
    asyncio.run(_throw(requests))


async def _throw(requests: list[tuple[str, bytes]]) -> None:
    async with open_bench() as bench:
        headers = {"Authorization": "Bearer sandbox-token", "Content-Type": "application/json"}
        await bench.order("webhook", {"url": None})
        for path, raw in requests:
            async with bench.session.post(bench.url + path, data=raw, headers=headers) as got:
                answer = json.loads(await got.read())
                ordered = "fbtrace_id" in str(answer) or path == "/sms/send"
                assert got.status < 500 or ordered, (path, raw, answer)
        every = ["whatsapp_business_management", "whatsapp_business_messaging"]
        await bench.order("token", {"expires": False, "permissions": every})
        for path in ("/_sandbox/", "/_sandbox/record", "/_sandbox/faults", "/_sandbox/clock"):
            await bench.get(path)
        await bench.order("faults", None, "DELETE")
        for path in (
            f"/{ACCOUNT}/message_templates",
            f"/{ACCOUNT}/phone_numbers",
            f"/{LIVE_SENDER}?fields=health_status",
        ):
            await bench.get(path)
        await bench.advance(3600)


async def test_wrong_paths_and_methods_are_answered_in_json() -> None:
    async with open_bench() as bench:
        for method, path, expected in (
            ("GET", "/_sandbox/nowhere", 404),
            ("PATCH", "/_sandbox/clock", 405),
            ("POST", "/_sandbox/accounts/1", 404),
            ("POST", "/_sandbox/senders/1", 404),
            ("GET", "/_sandbox/otp/1", 404),
            ("POST", "/v2/balance", 400),
            ("GET", "/", 400),
            ("GET", "/v25.0/%00%ff/%2e%2e", 400),
        ):
            status, answer = await bench.call(method, path)
            assert status == expected, path
            assert answer["error"]


async def test_a_form_that_is_no_form() -> None:
    async with open_bench() as bench:
        headers = {
            "Authorization": "Bearer sandbox-token",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        url = f"{bench.url}/{LIVE_SENDER}/register"
        async with bench.session.post(url, data=b"\xff%%&=&;", headers=headers) as got:
            assert got.status == 400


@pytest.mark.parametrize("raw", [b"\n", b" ", b"{} {}", b'{"name": "a"}, {"name": "b"}', b"[]]"])
@pytest.mark.parametrize(
    ("method", "order"), [("PUT", "reviews"), ("POST", "faults"), ("POST", "reset")]
)
async def test_an_order_that_is_no_json_is_refused(raw: bytes, method: str, order: str) -> None:
    async with open_bench() as bench:
        before = await bench.get("/_sandbox/")
        async with bench.session.request(
            method, f"{bench.url}/_sandbox/{order}", data=raw
        ) as answer:
            assert answer.status == 400
            assert list(await answer.json()) == ["error"]
        assert await bench.get("/_sandbox/") == before


_CHANGE = {"field": "calls", "errors": [{"code": 138007}]}
_UNSUPPORTED = {"sender": LIVE_SENDER, "from": PERSON, "errors": [{"code": 131051}]}


@pytest.mark.parametrize(
    ("path", "wrong", "said"),
    [
        ("changes", b"", "field"),
        ("changes", b"[]", "array"),
        ("changes", b"{", "truncated"),
        ("changes", {"field": "calls"}, "either a value or errors"),
        ("changes", {**_CHANGE, "value": {}}, "either a value or errors"),
        ("changes", {**_CHANGE, "field": ""}, "$.field"),
        ("changes", {**_CHANGE, "field": "x" * 101}, "$.field"),
        ("changes", {**_CHANGE, "errors": []}, "$.errors"),
        ("changes", {**_CHANGE, "errors": [{"code": 1}] * 101}, "$.errors"),
        ("changes", {**_CHANGE, "errors": [{"code": "1"}]}, "$.errors[0].code"),
        ("changes", {**_CHANGE, "errors": [{"code": -1}]}, "$.errors[0].code"),
        ("changes", {**_CHANGE, "errors": [{"code": 1, "titel": "x"}]}, "titel"),
        ("changes", {**_CHANGE, "at_s": -1}, "$.at_s"),
        ("changes", {"field": "calls", "value": [1]}, "$.value"),
        ("changes", b'{"field":"x","value":' + b'{"a":' * 65 + b"1" + b"}" * 66, "deep"),
        ("changes", b'{"field":"x","value":' + b'{"a":' * 9000 + b"1" + b"}" * 9001, "recursion"),
        ("changes", b'{"field":"x","value":{"a":1e999}}', "out of range"),
        ("changes", {**_CHANGE, "sender": "1"}, "no such sender"),
        ("inbound", {"sender": LIVE_SENDER, "from": PERSON}, "exactly one thing"),
        ("inbound", {**_UNSUPPORTED, "text": "Halo"}, "exactly one thing"),
        ("inbound", {**_UNSUPPORTED, "errors": []}, "$.errors"),
        ("inbound", {**_UNSUPPORTED, "unsupported": ""}, "$.unsupported"),
        (
            "inbound",
            {"sender": LIVE_SENDER, "from": PERSON, "text": "a", "unsupported": "edit"},
            "unsupported",
        ),
        (f"accounts/{ACCOUNT}", {"health": [141006]}, "$.health[0]"),
        (f"accounts/{ACCOUNT}", {"health": {"code": 1}}, "$.health"),
        (f"accounts/{ACCOUNT}", {"health": [{"code": 1, "can_send_message": "?"}]}, "'?'"),
        (f"senders/{LIVE_SENDER}", {"health": [{"code": 1.5}]}, "$.health[0].code"),
        (f"senders/{LIVE_SENDER}", {"health": [{"code": 1}] * 101}, "$.health"),
    ],
)
async def test_a_wrong_order_is_refused_in_one_clear_word(
    path: str, wrong: object, said: str
) -> None:
    raw = wrong if isinstance(wrong, bytes) else json.dumps(wrong).encode()
    async with open_bench() as bench:
        before = await bench.get("/_sandbox/")
        async with bench.session.post(f"{bench.url}/_sandbox/{path}", data=raw) as got:
            status, answer = got.status, await got.json()
        assert status == (404 if said == "no such sender" else 400)
        assert list(answer) == ["error"]
        assert said in answer["error"]
        assert await bench.get("/_sandbox/") == before
        await bench.advance(60)
        assert bench.receiver.bodies == []


async def test_what_is_odd_yet_allowed_goes_out_whole() -> None:
    odd = {"": None, "\u2028😀": [[], {}, 10**40, -0.0], "x" * 500: "\x00"}
    async with open_bench() as bench:
        await bench.order("changes", {"field": "bidang/🙂", "value": odd})
        await bench.advance(0)
        assert bench.receiver.changes("bidang/🙂") == [odd]
        assert bench.receiver.signed == [True]
