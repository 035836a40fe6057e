"""Any call to the Graph surface can be made to fail, also one the sandbox does not know."""

from typing import Any

import aiohttp
import pytest

from sandbox_bench import MESSAGES, START, Bench, template
from terkirim.sandbox import ACCOUNT, LIVE_SENDER

REGISTER = {"messaging_product": "whatsapp", "pin": "123456"}
ME = f"/v25.0/{LIVE_SENDER}"


async def _order(bench: Bench, call: str, **more: Any) -> None:
    rule = {"name": call, "match": {"call": call}, "fail": {"code": 131000}, **more}
    await bench.order("faults", rule)


_NAMES: list[tuple[str, str, str, bool]] = [
    ("register", "POST", f"{ME}/register", True),
    ("register", "POST", f"/{LIVE_SENDER}/register", True),
    ("register", "POST", f"{ME}/deregister", False),
    ("POST register", "POST", f"{ME}/register", True),
    ("GET register", "POST", f"{ME}/register", False),
    (f"{LIVE_SENDER}/register", "POST", f"{ME}/register", True),
    ("1/register", "POST", f"{ME}/register", False),
    ("*/register", "POST", f"{ME}/register", True),
    ("POST block_users", "DELETE", f"{ME}/block_users", False),
    ("block_users", "DELETE", f"{ME}/block_users", True),
    ("message_templates", "GET", f"/v25.0/{ACCOUNT}/message_templates?limit=1", True),
    ("groups", "POST", "/v25.0/a/b/c/groups", True),
    ("b/*/groups", "POST", "/v25.0/a/b/c/groups", True),
    ("/groups", "POST", "/v25.0/a/groups", False),
    ("DELETE /*", "DELETE", "/v25.0/group.1", True),
    ("DELETE /*", "DELETE", "/v25.0/group.1/participants", False),
    ("GET /*/*", "GET", f"{ME}/call_permissions", True),
    ("*", "GET", ME, True),
    ("*", "GET", "/v25.0", False),
]


@pytest.mark.parametrize(("name", "method", "path", "hit"), _NAMES)
async def test_a_call_by_its_name(
    bench: Bench, name: str, method: str, path: str, hit: bool
) -> None:
    await _order(bench, name)
    _, answer = await bench.call(method, path, None if method == "GET" else {})
    assert ("131000" in str(answer)) is hit
    assert (await bench.get("/_sandbox/faults"))["used"] == {name: int(hit)}


async def test_the_answer_comes_before_the_call_does_anything(bench: Bench) -> None:
    await bench.order(f"senders/{LIVE_SENDER}", {"registered": False})
    await _order(bench, "register", fail={"code": 133005})
    status, error = await bench.refused(REGISTER, f"{ME}/register")
    assert (status, error["code"]) == (400, 133005)
    assert (await bench.get(f"{ME}?fields=status"))["status"] == "PENDING"
    assert (await bench.refused({}, f"{ME}/register"))[1]["code"] == 133005
    await bench.order("faults", None, "DELETE")
    assert await bench.post(f"{ME}/register", REGISTER) == (200, {"success": True})


async def test_a_call_without_the_token_gets_no_further(bench: Bench) -> None:
    await _order(bench, "calls")
    async with bench.session.post(f"{bench.url}{ME}/calls") as got:
        assert (await got.json())["error"]["code"] == 104


async def test_an_unknown_path_stays_unknown_beside_the_rule(bench: Bench) -> None:
    await _order(bench, "calls", fail={"code": 138007})
    assert (await bench.refused({}, f"{ME}/calls"))[1]["code"] == 138007
    assert (await bench.refused({}, f"{ME}/groups"))[1]["code"] == 100
    assert (await bench.refused({}, "/v25.0/a/b/c"))[1]["code"] == 2500
    await bench.send(template())
    await bench.advance(60)
    assert bench.receiver.statuses()[0]["status"] == "sent"


async def test_details_status_and_subcode_can_be_ordered(bench: Bench) -> None:
    fail = {"code": 100, "subcode": 2388040, "details": "kepanjangan", "http_status": 422}
    await _order(bench, "POST message_templates", fail=fail)
    status, error = await bench.refused({}, f"/{ACCOUNT}/message_templates")
    assert (status, error["code"], error["error_subcode"]) == (422, 100, 2388040)
    assert error["message"] == "(#100) Invalid parameter"
    assert error["error_user_title"] == "Character limit exceeded"
    assert error["error_data"]["details"] == "kepanjangan"


async def test_the_first_ones_only_and_within_a_time(bench: Bench) -> None:
    match = {"call": "groups", "first": 2, "after": START + 10, "before": START + 20}
    rule = {"name": "x", "match": match, "fail": {"code": 131208}}
    await bench.order("faults", rule)
    codes = []
    for seconds in (0, 10, 0, 0):
        await bench.advance(seconds)
        codes.append((await bench.refused({}, f"{ME}/groups"))[1]["code"])
    assert codes == [100, 131208, 131208, 100]
    await bench.order("faults", rule)
    await bench.advance(10)
    assert (await bench.refused({}, f"{ME}/groups"))[1]["code"] == 100


async def test_a_rule_without_effect_shields(bench: Bench) -> None:
    await bench.order(
        "faults",
        [
            {"name": "shield", "match": {"call": f"{LIVE_SENDER}/messages"}},
            {"name": "all", "match": {"call": "*"}, "fail": {"code": 131000}},
        ],
    )
    await bench.send(template())
    assert (await bench.refused({}, f"{ME}/register"))[1]["code"] == 131000


async def test_rules_for_sends_and_for_calls_do_not_mix(bench: Bench) -> None:
    await bench.order("faults", {"name": "send", "fail": {"code": 131049, "phase": "sync"}})
    assert await bench.post(f"{ME}/register", REGISTER) == (200, {"success": True})
    await _order(bench, "messages", fail={"code": 4})
    assert (await bench.refused(template()))[1]["code"] == 4
    assert (await bench.record())["sends"] == []
    await bench.order("faults?name=messages", None, "DELETE")
    assert (await bench.refused(template()))[1]["code"] == 131049


async def test_the_connection_breaks_before_or_after(bench: Bench) -> None:
    await bench.order(f"senders/{LIVE_SENDER}", {"registered": False})
    for when, then in (("reset_before", "PENDING"), ("reset_after_acceptance", "CONNECTED")):
        await bench.order(
            "faults", {"name": "x", "match": {"call": "register"}, "connection": when}
        )
        with pytest.raises(aiohttp.ClientError):
            await bench.post(f"{ME}/register", REGISTER)
        assert (await bench.get(f"{ME}?fields=status"))["status"] == then


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"match": {"call": ""}}, "named like"),
        ({"match": {"call": "POST  calls"}}, "named like"),
        ({"match": {"call": "BREW calls"}}, "named like"),
        ({"match": {"call": "calls/"}}, "named like"),
        ({"match": {"call": "calls\n"}}, "named like"),
        ({"match": {"call": "a" * 201}}, "match.call"),
        ({"match": {"call": "messages", "template": "order_ready"}}, "match.template"),
        ({"match": {"call": "messages", "share": 0.5, "share_of": "sends"}}, "match.share_of"),
        ({"match": {"call": "calls"}, "times_per_recipient": 1}, "times_per_recipient"),
        ({"match": {"call": "calls"}, "then_deliver_after_s": 1}, "then_deliver_after_s"),
        ({"match": {"call": "calls"}, "fail": {"code": 1, "delay_s": 1}}, "fail.delay_s"),
        ({"match": {"call": "calls"}, "fail": {"code": 1, "phase": "webhook"}}, "fail.phase"),
    ],
)
async def test_a_wrong_rule_for_a_call_is_refused(
    bench: Bench, wrong: dict[str, Any], said: str
) -> None:
    status, answer = await bench.post("/_sandbox/faults", {"name": "x", **wrong})
    assert status == 400
    assert said in answer["error"]
    assert (await bench.get("/_sandbox/faults"))["rules"] == []


async def test_a_subcode_by_itself_comes_with_its_carrier(bench: Bench) -> None:
    fail = {"code": 2494010, "phase": "sync"}
    await bench.order("faults", {"name": "x", "fail": fail})
    _, error = await bench.refused(template())
    assert (error["code"], error["error_subcode"]) == (131047, 2494010)
    assert error["message"] == "(#131047) Re-engagement message"
    assert (await bench.record())["sends"][0]["code"] == 131047


async def test_a_status_can_carry_a_subcode(bench: Bench) -> None:
    await bench.order("faults", {"name": "x", "fail": {"code": 131000, "subcode": 7}})
    await bench.post(MESSAGES, template())
    await bench.advance(60)
    [error] = bench.receiver.statuses()[0]["errors"]
    assert (error["code"], error["error_subcode"]) == (131000, 7)
