"""Failures by order: every kind of rule does what it says, and only that."""

from typing import Any

import aiohttp
import pytest

from sandbox_bench import DAY, MESSAGES, PERSON, START, Bench, template, text
from terkirim.sandbox import LIVE_SENDER


async def test_a_sync_failure_is_metas_envelope(bench: Bench) -> None:
    fail = {"code": 131030, "phase": "sync", "details": "begitulah", "subcode": 99}
    await bench.order("faults", {"name": "x", "fail": fail})
    status, error = await bench.refused(template())
    assert status == 400
    assert error["message"] == "(#131030) Recipient phone number not in allowed list"
    assert (error["code"], error["error_subcode"]) == (131030, 99)
    assert error["error_data"]["details"] == "begitulah"
    [send] = (await bench.record())["sends"]
    assert (send["outcome"], send["code"]) == ("refused", 131030)


async def test_the_http_status_can_be_ordered_too(bench: Bench) -> None:
    fail = {"code": 131000, "phase": "sync", "http_status": 503}
    await bench.order("faults", {"name": "x", "fail": fail})
    assert (await bench.refused(template()))[0] == 503


async def test_a_webhook_failure_comes_after_its_delay(bench: Bench) -> None:
    await bench.order("faults", {"name": "x", "fail": {"code": 131049, "delay_s": 600}})
    await bench.send(template("msg_1"))
    assert (await bench.advance(599))["delivered"] == 0
    assert (await bench.advance(1))["delivered"] == 1
    [failed] = bench.receiver.statuses()
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131049)


async def test_failed_is_not_always_final(bench: Bench) -> None:
    rule = {"name": "x", "fail": {"code": 131026, "delay_s": 2}, "then_deliver_after_s": 30}
    await bench.order("faults", rule)
    await bench.send(template("msg_1"))
    await bench.advance(DAY)
    statuses = [(one["status"], one["timestamp"]) for one in bench.receiver.statuses()]
    assert statuses == [("failed", str(int(START + 2))), ("delivered", str(int(START + 32)))]
    assert (await bench.get("/_sandbox/record/summary"))["delivered"] == 1


async def test_the_connection_breaks_after_acceptance(bench: Bench) -> None:
    rule = {"name": "x", "match": {"first": 1}, "connection": "reset_after_acceptance"}
    await bench.order("faults", rule)
    with pytest.raises(aiohttp.ClientError):
        await bench.post(MESSAGES, template("msg_1"))
    await bench.advance(DAY)
    assert bench.receiver.statuses()[0]["biz_opaque_callback_data"] == "msg_1"
    [send] = (await bench.record())["sends"]
    assert send["outcome"] == "accepted"
    await bench.send(template("msg_2"))


async def test_the_connection_breaks_before_acceptance(bench: Bench) -> None:
    rule = {"name": "x", "connection": "reset_before", "times_per_recipient": 1}
    await bench.order("faults", rule)
    with pytest.raises(aiohttp.ClientError):
        await bench.post(MESSAGES, template("msg_1"))
    assert (await bench.record())["sends"] == []
    await bench.send(template("msg_1"))
    with pytest.raises(aiohttp.ClientError):
        await bench.post(MESSAGES, template("msg_2", to="+6281200000002"))


async def test_the_first_rule_that_matches_wins(bench: Bench) -> None:
    rules = [
        {"name": "shield", "match": {"recipients": [PERSON]}},
        {"name": "all", "fail": {"code": 131000, "phase": "sync"}},
    ]
    await bench.order("faults", rules)
    await bench.send(template())
    assert (await bench.refused(template(to="+6281200000002")))[1]["code"] == 131000
    shown = await bench.get("/_sandbox/faults")
    assert [rule["name"] for rule in shown["rules"]] == ["shield", "all"]
    assert shown["used"] == {"shield": 1, "all": 1}
    await bench.order("faults?name=all", None, "DELETE")
    await bench.send(template(to="+6281200000002"))
    assert (await bench.order("faults", None, "DELETE")) == {"rules": [], "used": {}}


_MATCHES: list[tuple[dict[str, Any], bool]] = [
    ({"sender": LIVE_SENDER}, True),
    ({"sender": "1"}, False),
    ({"recipients": ["62 812-0000-0001", "+6281200000002"]}, True),
    ({"recipients": ["+6281200000009"]}, False),
    ({"template": "order_ready", "language": "id"}, True),
    ({"template": "order_ready", "language": "en_US"}, False),
    ({"category": "UTILITY"}, True),
    ({"category": "MARKETING"}, False),
    ({"type": "template"}, True),
    ({"type": "text"}, False),
    ({"parameters": 2}, True),
    ({"parameters": 3}, False),
    ({"window": "closed"}, True),
    ({"window": "open"}, False),
    ({"share": 1}, True),
    ({"share": 0}, False),
    ({"after": START, "before": START + 1}, True),
    ({"after": START + 1}, False),
    ({"before": START}, False),
    ({"first": 0}, False),
]


@pytest.mark.parametrize(("match", "hit"), _MATCHES)
async def test_each_condition(bench: Bench, match: dict[str, Any], hit: bool) -> None:
    rule = {"name": "x", "match": match, "fail": {"code": 131000, "phase": "sync"}}
    await bench.order("faults", rule)
    status, _ = await bench.post(MESSAGES, template())
    assert status == (500 if hit else 200)


async def test_a_share_is_of_people_and_always_the_same_ones(bench: Bench) -> None:
    fail = {"code": 131000, "phase": "sync"}
    await bench.order("faults", {"name": "x", "match": {"share": 0.3}, "fail": fail})
    first = [await _fails(bench, n) for n in range(200)]
    assert 30 < sum(first) < 90
    assert [await _fails(bench, n) for n in range(200)] == first


async def _fails(bench: Bench, n: int) -> bool:
    status, _ = await bench.post(MESSAGES, template(to=f"+62812000{n:05d}"))
    return status != 200


async def test_counts_of_sends_and_of_repeats(bench: Bench) -> None:
    fail = {"code": 131000, "phase": "sync"}
    rules = [
        {"name": "twice", "match": {"first": 2}, "fail": fail},
        {"name": "once each", "fail": fail, "times_per_recipient": 1},
    ]
    await bench.order("faults", rules)
    codes = [(await bench.post(MESSAGES, template()))[0] for _ in range(5)]
    assert codes == [500, 500, 500, 200, 200]


async def test_a_failure_can_stand_for_the_guides_reading_of_a_closed_window(bench: Bench) -> None:
    rule = {
        "name": "guide",
        "match": {"type": "text", "window": "closed"},
        "fail": {"code": 131051},
    }
    await bench.order("faults", rule)
    await bench.send(text())
    await bench.advance(60)
    assert bench.receiver.statuses()[0]["errors"][0]["code"] == 131051


@pytest.mark.parametrize(
    "wrong",
    [
        {"match": {}},
        {"name": "x", "fail": {"code": "131026"}},
        {"name": "x", "fail": {"code": 1, "phase": "later"}},
        {"name": "x", "fail": {"code": 1, "phase": "sync", "http_status": 204}},
        {"name": "x", "match": {"recipient": PERSON}},
        {"name": "x", "match": {"share": 2}},
        {"name": "x", "connection": "cut"},
        [{"name": "x"}, 5],
    ],
)
async def test_a_wrong_rule_is_refused_in_plain_words(bench: Bench, wrong: object) -> None:
    status, answer = await bench.post("/_sandbox/faults", wrong)
    assert status == 400
    assert isinstance(answer["error"], str)
    assert (await bench.get("/_sandbox/faults"))["rules"] == []
