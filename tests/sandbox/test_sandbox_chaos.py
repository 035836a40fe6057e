"""Chaos by order: slow and broken answers; statuses told late, twice, never, or in two minds."""

import asyncio
import json
import re
import statistics
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox_bench import DAY, MESSAGES, PERSON, START, Bench, open_bench, template
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.vocabulary.clock import SystemClock

WILL_READ = {"phone": PERSON, "reads": True}


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with open_bench() as opened:
        await opened.order("people", WILL_READ)
        yield opened


async def _told(bench: Bench, rule: dict[str, Any], seconds: float = DAY) -> list[str]:
    """Order a rule, send one message, and tell the statuses that arrived."""
    await bench.order("faults", {"name": "x", **rule})
    await bench.send(template("m"))
    await bench.advance(seconds)
    return [one["status"] for one in bench.receiver.statuses()]


async def _happened(bench: Bench) -> list[tuple[str, int | None]]:
    [send] = (await bench.record())["sends"]
    return [(one["status"], one.get("code")) for one in send["statuses"]]


async def _waits(bench: Bench) -> list[float]:
    shown = await bench.get("/_sandbox/record/traffic?path=/messages")
    return [one["wait_s"] for one in shown["exchanges"]]


_PAGES = [Path(__file__).parents[2] / "docs/sandbox" / name for name in ("chaos.md", "chaos.id.md")]
_EXAMPLE = re.compile(r"```http\n(GET|POST) /(_sandbox/\S+)\n(.*?)```", re.DOTALL)


def _examples(page: Path) -> list[tuple[str, str, str]]:
    return _EXAMPLE.findall(page.read_text("utf-8"))


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
async def test_the_examples_of_the_page_are_orders_that_are_taken(bench: Bench, page: Path) -> None:
    examples = _examples(page)
    assert examples == _examples(_PAGES[0])
    assert len(examples) >= 10
    for method, path, body in examples:
        status, answer = await bench.call(method, f"/{path}", json.loads(body or "null"))
        assert status == 200, answer


# Statuses


async def test_lost_statuses_happen_but_are_not_told(bench: Bench) -> None:
    assert await _told(bench, {"statuses": {"lose": ["delivered"]}}) == ["sent", "read"]
    assert await _happened(bench) == [("sent", None), ("delivered", None), ("read", None)]


async def test_duplicates_are_the_same_status_again(bench: Bench) -> None:
    telling = {"duplicate": 2, "only": ["delivered"]}
    assert await _told(bench, {"statuses": telling}) == ["sent", *3 * ["delivered"], "read"]
    first, *copies = [s for s in bench.receiver.statuses() if s["status"] == "delivered"]
    assert copies == [first, first]
    assert "pricing" in first
    assert len(bench.receiver.bodies) > 3
    assert len(await _happened(bench)) == 3


async def test_late_statuses_bear_the_time_they_happened(bench: Bench) -> None:
    telling = {"delay_s": 6 * 3600.0, "only": ["delivered"]}
    assert await _told(bench, {"statuses": telling}) == ["sent", "read", "delivered"]
    late = bench.receiver.statuses()[-1]
    assert int(late["timestamp"]) < START + 60
    posted = [body["entry"][0]["time"] for body in bench.receiver.bodies]
    assert posted[-1] >= START + 6 * 3600
    [send] = (await bench.record())["sends"]
    assert [one["status"] for one in send["statuses"]] == ["sent", "delivered", "read"]


async def test_a_reply_follows_the_delivery_not_its_late_webhook(bench: Bench) -> None:
    await bench.order("people", {**WILL_READ, "answers_after_s": 60})
    await _told(bench, {"statuses": {"delay_s": 3600}}, 600)
    assert len(bench.receiver.messages()) == 1
    assert bench.receiver.statuses() == []


async def test_reversed_statuses_come_last_first_in_requests_of_their_own(bench: Bench) -> None:
    assert await _told(bench, {"statuses": {"reverse": True}}) == ["read", "delivered", "sent"]
    assert len(bench.receiver.bodies) == 3
    stamps = [int(one["timestamp"]) for one in bench.receiver.statuses()]
    assert stamps == sorted(stamps, reverse=True)
    assert [status for status, _ in await _happened(bench)] == ["sent", "delivered", "read"]


_CONTRADICTIONS: list[tuple[str, list[tuple[str, int | None]]]] = [
    ("failed_after_delivered", [("sent", None), ("delivered", None), ("failed", 131049)]),
    ("delivered_after_failed", [("sent", None), ("failed", 131049), ("delivered", None)]),
    ("read_without_delivered", [("sent", None), ("read", None)]),
    ("two_failures", [("sent", None), ("failed", 131049), ("failed", 131000)]),
]


@pytest.mark.parametrize(("kind", "expected"), _CONTRADICTIONS)
async def test_contradictions(
    bench: Bench, kind: str, expected: list[tuple[str, int | None]]
) -> None:
    rule = {"statuses": {"contradict": kind}, "fail": {"code": 131049}}
    assert await _told(bench, rule) == [status for status, _ in expected]
    assert await _happened(bench) == expected
    codes = [e["code"] for s in bench.receiver.statuses() for e in s.get("errors", [])]
    assert codes == [code for _, code in expected if code]


async def test_a_script_of_ones_own_is_all_that_happens(bench: Bench) -> None:
    script = [
        {"status": "read", "at_s": 1},
        {"status": "failed", "at_s": 5, "code": 131026, "details": "mati"},
        {"status": "delivered", "at_s": {"uniform": [10, 20]}},
        {"status": "failed", "at_s": 30, "code": 131049},
    ]
    statuses = await _told(bench, {"statuses": {"script": script}})
    assert statuses == ["read", "failed", "delivered", "failed"]
    failed = bench.receiver.statuses()[1]["errors"][0]
    assert (failed["code"], failed["error_data"]["details"]) == (131026, "mati")


async def test_an_empty_script_is_silence(bench: Bench) -> None:
    assert await _told(bench, {"statuses": {"script": []}}) == []
    assert await _happened(bench) == []


async def test_a_fault_and_its_telling_go_together(bench: Bench) -> None:
    rule = {"fail": {"code": 131026, "delay_s": 2}, "statuses": {"duplicate": 1}}
    assert await _told(bench, rule) == ["failed", "failed"]


async def test_what_waited_for_a_phone_is_told_as_ordered_too(bench: Bench) -> None:
    await bench.order("people", {"phone": PERSON, "delivers": False})
    assert await _told(bench, {"statuses": {"lose": ["delivered"]}}) == ["sent"]
    await bench.order("people", WILL_READ)
    await bench.advance(DAY)
    assert [one["status"] for one in bench.receiver.statuses()] == ["sent", "read"]


async def test_a_delay_may_be_spread(bench: Bench) -> None:
    spread = {"lognormal": {"median": 100, "sigma": 1, "at_most": 5000}}
    await bench.order("faults", {"name": "x", "fail": {"code": 131026, "delay_s": spread}})
    for n in range(60):
        await bench.send(template(f"m{n}", to=f"+6281200001{n:03d}"))
    await bench.advance(DAY)
    delays = [int(one["timestamp"]) - START for one in bench.receiver.statuses()]
    assert len(set(delays)) > 30
    assert 50 < statistics.median(delays) < 200
    assert max(delays) <= 5000


# Which sends


async def test_an_account_and_a_share_of_all_attempts(bench: Bench) -> None:
    fail = {"code": 131000, "phase": "sync"}
    share = {"account": ACCOUNT, "share": 0.5, "share_of": "sends"}
    await bench.order("faults", {"name": "x", "match": share, "fail": fail})
    got = [(await bench.post(MESSAGES, template("same")))[0] for _ in range(60)]
    assert 15 < got.count(200) < 45
    await bench.order("faults", {"name": "x", "match": {"account": "2"}, "fail": fail})
    await bench.send(template())


async def test_a_share_of_attempts_does_not_hang_on_the_order_of_arrival() -> None:
    forwards = await _struck(list(range(40)))
    backwards = await _struck(list(range(39, -1, -1)))
    assert forwards == backwards
    assert 5 < len(forwards) < 35


async def _struck(order: list[int]) -> set[int]:
    async with open_bench(3) as bench:
        match = {"share": 0.5, "share_of": "sends"}
        fail = {"code": 131000, "phase": "sync"}
        await bench.order("faults", {"name": "x", "match": match, "fail": fail})
        bodies = {n: template(f"m{n}", to=f"+62812000010{n:02d}") for n in order}
        return {n for n in order if (await bench.post(MESSAGES, bodies[n]))[0] != 200}


async def test_a_share_of_calls(bench: Bench) -> None:
    match = {"call": "GET phone_numbers", "share": 0.5}
    await bench.order("faults", {"name": "x", "match": match, "fail": {"code": 2}})
    path = f"/v25.0/{ACCOUNT}/phone_numbers"
    got = [(await bench.call("GET", path))[0] for _ in range(40)]
    assert 8 < got.count(200) < 32


async def test_a_rule_may_begin_later_and_end_by_itself(bench: Bench) -> None:
    rule = {"name": "x", "at_s": 60, "for_s": 30, "fail": {"code": 4, "phase": "sync"}}
    await bench.order("faults", rule)
    got = []
    for _ in range(4):
        got.append((await bench.post(MESSAGES, template()))[0])
        await bench.advance(30)
    assert [status == 200 for status in got] == [True, True, False, True]


# Answers


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
async def test_an_answer_that_is_not_metas(bench: Bench, status: int) -> None:
    http = {"status": status, "body": "<h1>Maaf</h1>", "retry_after_s": 7}
    await bench.order("faults", {"name": "x", "http": http})
    async with bench.session.post(
        bench.url + MESSAGES, json=template(), headers={"Authorization": "Bearer sandbox-token"}
    ) as got:
        assert (got.status, await got.text()) == (status, "<h1>Maaf</h1>")
        assert got.headers["Retry-After"] == "7"
        assert got.content_type == "text/html"
    assert (await bench.record())["sends"] == []


async def test_a_503_for_a_message_that_was_taken(bench: Bench) -> None:
    http = {"status": 503, "type": "application/json", "body": "{}", "after_acceptance": True}
    await bench.order("faults", {"name": "x", "http": http})
    assert await bench.post(MESSAGES, template("m")) == (503, {})
    await bench.advance(DAY)
    assert [one["status"] for one in bench.receiver.statuses()] == ["sent", "delivered", "read"]


async def test_a_broken_answer_to_another_call(bench: Bench) -> None:
    http = {"status": 502, "type": "application/json", "body": "[]", "after_acceptance": True}
    match = {"call": "deregister", "first": 1}
    await bench.order("faults", {"name": "x", "match": match, "http": http})
    assert (await bench.post(f"/v25.0/{LIVE_SENDER}/deregister"))[0] == 502
    assert (await bench.refused(template()))[1]["code"] == 133010


@pytest.mark.parametrize(
    ("connection", "taken"), [("timeout_before", 0), ("timeout_after_acceptance", 1)]
)
async def test_no_answer_at_all(bench: Bench, connection: str, taken: int) -> None:
    await bench.order("faults", {"name": "x", "connection": connection})
    with pytest.raises(aiohttp.ClientError):
        await bench.post(MESSAGES, template("m"))
    assert len((await bench.record())["sends"]) == taken


async def test_virtual_time_makes_nobody_wait(bench: Bench) -> None:
    await bench.order("faults", {"name": "x", "latency": 29})
    await bench.send(template())
    assert (await bench.get("/_sandbox/clock"))["now"] == START
    assert await _waits(bench) == [29]


async def test_beyond_the_clients_patience_the_answer_never_comes(bench: Bench) -> None:
    await bench.order("faults", {"name": "x", "latency": 10, "patience_s": 5})
    with pytest.raises(aiohttp.ClientError):
        await bench.post(MESSAGES, template("m"))
    await bench.advance(DAY)
    assert bench.receiver.statuses()[0]["biz_opaque_callback_data"] == "m"
    [exchange] = (await bench.get("/_sandbox/record/traffic?way=in"))["exchanges"]
    assert (exchange["outcome"], exchange["rule"], exchange["wait_s"]) == ("cut", "x", 10)


async def test_latency_is_spread_and_the_same_in_any_order_of_arrival() -> None:
    forwards = await _latencies(list(range(50)))
    assert forwards == await _latencies(list(range(49, -1, -1)))
    assert len(set(forwards.values())) == 50
    assert 0.2 < statistics.median(forwards.values()) < 0.8
    assert max(forwards.values()) <= 9


async def _latencies(order: list[int]) -> dict[str, float]:
    async with open_bench(5) as bench:
        latency = {"lognormal": {"median": 0.4, "sigma": 0.8, "at_most": 9}}
        await bench.order("faults", {"name": "x", "latency": latency})
        for n in order:
            await bench.send(template(f"m{n}", to=f"+62812000020{n:02d}"))
        shown = await bench.get("/_sandbox/record/traffic?way=in")
        return {one["request"]["to"]: one["wait_s"] for one in shown["exchanges"]}


async def test_a_real_sandbox_really_answers_late() -> None:
    async with open_bench(clock=SystemClock()) as bench:
        await bench.order("faults", {"name": "x", "latency": 0.3})
        loop = asyncio.get_running_loop()
        began = loop.time()
        await bench.send(template())
        assert loop.time() - began >= 0.3


async def test_a_real_sandbox_leaves_a_client_waiting_while_webhooks_come() -> None:
    async with open_bench(clock=SystemClock()) as bench:
        await bench.order("faults", {"name": "x", "connection": "timeout_after_acceptance"})
        waiting = asyncio.create_task(bench.post(MESSAGES, template("m")))
        await bench.receiver.has_statuses(1)
        assert not waiting.done()
        waiting.cancel()
        await asyncio.wait([waiting])
        assert bench.receiver.statuses()[0]["biz_opaque_callback_data"] == "m"


# What is refused


@pytest.mark.parametrize(
    ("path", "wrong", "said"),
    [
        ("faults", {"name": "x", "latency": -1}, "latency"),
        ("faults", {"name": "x", "latency": {}}, "either uniform or lognormal"),
        ("faults", {"name": "x", "latency": {"uniform": [5, 1]}}, "smaller to the larger"),
        ("faults", {"name": "x", "latency": {"uniform": [5]}}, "latency"),
        ("faults", {"name": "x", "latency": {"lognormal": {"median": 1, "sigma": 9}}}, "sigma"),
        ("faults", {"name": "x", "patience_s": 5}, "needs one"),
        ("faults", {"name": "x", "http": {"status": 200}}, "status"),
        ("faults", {"name": "x", "http": {"type": "text/html\r\nX: y"}}, "type"),
        ("faults", {"name": "x", "http": {}, "connection": "reset_before"}, "one of"),
        ("faults", {"name": "x", "http": {}, "fail": {"code": 1, "phase": "sync"}}, "one of"),
        ("faults", {"name": "x", "statuses": {"lose": ["gone"]}}, "gone"),
        ("faults", {"name": "x", "statuses": {"duplicate": 21}}, "duplicate"),
        ("faults", {"name": "x", "statuses": {"contradict": "x"}}, "contradict"),
        (
            "faults",
            {"name": "x", "statuses": {"script": [], "contradict": "two_failures"}},
            "either a script",
        ),
        (
            "faults",
            {"name": "x", "statuses": {"script": [{"status": "failed", "at_s": 1}]}},
            "has a code",
        ),
        (
            "faults",
            {"name": "x", "statuses": {"script": [{"status": "read", "at_s": 1, "code": 1}]}},
            "has a code",
        ),
        (
            "faults",
            {"name": "x", "statuses": {"reverse": True}, "fail": {"code": 1, "phase": "sync"}},
            "no statuses",
        ),
        (
            "faults",
            {"name": "x", "statuses": {"script": []}, "then_deliver_after_s": 1},
            "says already",
        ),
        ("faults", {"name": "x", "match": {"call": "a"}, "statuses": {}}, "statuses"),
        ("faults", {"name": "x", "match": {"share_of": "sends"}}, "share"),
    ],
)
async def test_wrong_orders_are_refused_in_one_clear_word(
    bench: Bench, path: str, wrong: object, said: str
) -> None:
    status, answer = await bench.post(f"/_sandbox/{path}", wrong)
    assert status == 400
    assert list(answer) == ["error"]
    assert said in answer["error"]
    assert (await bench.get("/_sandbox/faults"))["rules"] == []
