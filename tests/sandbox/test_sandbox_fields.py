"""`fields=` in depth, lists page by page, and the filters of the list of numbers."""

import json
from urllib.parse import quote

import pytest

from sandbox_bench import Bench
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TEST_SENDER

WABA = f"/v25.0/{ACCOUNT}"
NUMBERS = f"{WABA}/phone_numbers"
TEMPLATES = f"{WABA}/message_templates"


async def test_below_a_field(bench: Bench) -> None:
    fields = "health_status{can_send_message,entities{entity_type,errors{error_code}}},throughput"
    assert await bench.get(f"/{LIVE_SENDER}?fields={fields}") == {
        "health_status": {
            "can_send_message": "AVAILABLE",
            "entities": [
                {"entity_type": kind} for kind in ("PHONE_NUMBER", "WABA", "BUSINESS", "APP")
            ],
        },
        "throughput": {"level": "STANDARD"},
        "id": LIVE_SENDER,
    }


async def test_an_edge_as_a_field(bench: Bench) -> None:
    fields = "name,phone_numbers.limit(1){account_mode},message_templates.limit(2){name}"
    answer = await bench.get(f"{WABA}?fields={fields}")
    numbers, templates = answer["phone_numbers"], answer["message_templates"]
    assert numbers["data"] == [{"account_mode": "LIVE", "id": LIVE_SENDER}]
    assert [one["name"] for one in templates["data"]] == ["order_ready", "order_ready"]
    following = await bench.get(numbers["paging"]["next"].replace(bench.url, ""))
    assert following["data"] == [{"account_mode": "SANDBOX", "id": TEST_SENDER}]
    assert answer["id"] == ACCOUNT


async def test_an_edge_as_a_field_takes_arguments(bench: Bench) -> None:
    fields = "message_templates.name(promo_bulanan){name}"
    found = (await bench.get(f"{WABA}?fields={fields}"))["message_templates"]["data"]
    assert [one["name"] for one in found] == ["promo_bulanan"]


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ("throughput{zzz}", False),
        ("health_status{entities{zzz}}", False),
        ("health_status{zzz,can_send_message}", False),
        ("zzz", False),
        ("health_status{entities{errors{error_code},additional_info}}", True),
        ("webhook_configuration{phone_number}", True),
        ("status{zzz}", True),
    ],
)
async def test_a_field_there_is_not_below_another_is_named(
    bench: Bench, fields: str, known: bool
) -> None:
    status, answer = await bench.call("GET", f"/{LIVE_SENDER}?fields={quote(fields)}")
    assert status == (200 if known else 400), answer
    if not known:
        message = "(#100) Tried accessing nonexisting field (zzz)"
        assert (answer["error"]["code"], answer["error"]["message"]) == (100, message)


@pytest.mark.parametrize(
    "fields", ["throughput{level", "throughput}", "throughput{level)}", "{}", "a b", "a.limit(1"]
)
async def test_fields_that_are_not_well_formed(bench: Bench, fields: str) -> None:
    status, answer = await bench.call("GET", f"/{LIVE_SENDER}?fields={quote(fields)}")
    assert (status, answer["error"]["code"]) == (400, 2500)
    assert answer["error"]["message"].startswith("Syntax error")


async def test_fields_without_end(bench: Bench) -> None:
    fields = "health_status{entities" * 400 + "}" * 400
    status, _ = await bench.call("GET", f"/{LIVE_SENDER}?fields={fields}")
    assert status in (200, 400)


async def test_forth_and_back(bench: Bench) -> None:
    first = await bench.get(f"{TEMPLATES}?fields=name&limit=3")
    assert "previous" not in first["paging"]
    assert first["paging"]["next"].startswith(f"{bench.url}{TEMPLATES}?access_token=")
    async with bench.session.get(first["paging"]["next"]) as got:  # the link holds the token
        second = await got.json()
    assert len(second["data"]) == 1
    assert "next" not in second["paging"]
    back = await bench.get(second["paging"]["previous"].replace(bench.url, ""))
    assert back["data"][-1:] != second["data"]
    assert await bench.get(f"{TEMPLATES}?before={first['paging']['cursors']['before']}") == {
        "data": []
    }
    whole = [one["id"] for one in (await bench.get(TEMPLATES))["data"]]
    after, before = second["paging"]["cursors"]["after"], second["paging"]["cursors"]["before"]
    assert [one["id"] for one in first["data"] + second["data"]] == whole
    last_two = await bench.get(f"{TEMPLATES}?before={after}&limit=2")
    assert [one["id"] for one in last_two["data"]] == whole[2:]
    upto = await bench.get(f"{TEMPLATES}?before={before}")
    assert [one["id"] for one in upto["data"]] == whole[:3]


async def _numbers(bench: Bench, filtering: object, more: str = "") -> list[str]:
    answer = await bench.get(f"{NUMBERS}?filtering={quote(json.dumps(filtering))}{more}")
    return [one["id"] for one in answer["data"]]


async def test_numbers_filtered_and_sorted(bench: Bench) -> None:
    both = [LIVE_SENDER, TEST_SENDER]
    mode = {"field": "account_mode", "operator": "EQUAL", "value": "LIVE"}
    assert await _numbers(bench, [mode]) == [LIVE_SENDER]
    assert await _numbers(bench, [{**mode, "operator": "NOT_EQUAL"}]) == [TEST_SENDER]
    several = {**mode, "operator": "IN", "value": ["LIVE", "SANDBOX"]}
    assert await _numbers(bench, [several]) == both
    assert await _numbers(bench, [several, mode]) == [LIVE_SENDER]
    official = {"field": "is_official_business_account", "operator": "EQUAL", "value": False}
    assert await _numbers(bench, [official], "&sort=creation_time.desc") == both[::-1]
    tier = {"field": "messaging_limit_tier", "operator": "NOT_IN", "value": ["TIER_250"]}
    assert await _numbers(bench, [tier], "&fields=id") == [LIVE_SENDER]


@pytest.mark.parametrize(
    "query",
    [
        "filtering=[",
        "filtering={}",
        "filtering=[5]",
        'filtering=[{"field":"name","operator":"EQUAL","value":"x"}]',
        'filtering=[{"field":["account_mode"],"operator":"EQUAL","value":"x"}]',
        'filtering=[{"field":"account_mode","operator":"LIKE","value":"x"}]',
        'filtering=[{"field":"account_mode","operator":"IN","value":"x"}]',
        'filtering=[{"field":"account_mode","operator":[],"value":"x"}]',
        "sort=creation_time",
        "sort=name.asc",
    ],
)
async def test_a_wrong_filter(bench: Bench, query: str) -> None:
    status, answer = await bench.call("GET", f"{NUMBERS}?{query}")
    assert (status, answer["error"]["code"]) == (400, 100)


async def test_a_number_can_be_added_and_brought_up(bench: Bench) -> None:
    new = {"cc": "62", "phone_number": "811-1000-0009", "verified_name": "Toko Kedua"}
    status, made = await bench.post(NUMBERS, new)
    assert (status, list(made)) == (200, ["id"])
    me = f"/v25.0/{made['id']}"
    shown = await bench.get(f"{me}?fields=status,country_code,name_status,display_phone_number")
    assert (shown["status"], shown["country_code"]) == ("PENDING", "ID")
    assert shown["name_status"] == "PENDING_REVIEW"
    again = (await bench.refused(new, NUMBERS))[1]
    assert (again["code"], again["error_subcode"]) == (100, 2388012)
    for wrong in ({"verified_name": "x"}, {"phone_number": "abc"}, {"cc": "0"}):
        assert (await bench.refused({**new, **wrong}, NUMBERS))[1]["code"] == 100
    await bench.post(f"{me}/request_code?code_method=SMS&language=id")
    code = (await bench.get(f"/_sandbox/otp/{made['id']}"))["code"]
    await bench.post(f"{me}/verify_code?code={code}")
    pin = {"messaging_product": "whatsapp", "pin": "123456"}
    assert (await bench.post(f"{me}/register", pin))[0] == 200
    assert (await bench.get(f"{me}?fields=status"))["status"] == "CONNECTED"


async def test_an_account_can_be_renamed(bench: Bench) -> None:
    assert (await bench.post(WABA, {"name": "Toko Baru", "timezone_id": "65"}))[0] == 200
    assert await bench.get(f"{WABA}?fields=name,timezone_id") == {
        "name": "Toko Baru",
        "timezone_id": "65",
        "id": ACCOUNT,
    }
    for wrong in (
        {"name": ""},
        {"name": "x" * 101},
        {"timezone_id": "Asia/Jakarta"},
        {"disable_marketing_messages_on_cloud_api": [1]},
    ):
        assert (await bench.refused(wrong, WABA))[1]["code"] == 100
