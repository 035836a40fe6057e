"""The record of traffic: every request and webhook, found by filter, without secrets."""

from typing import Any

import aiohttp
import pytest

from sandbox_bench import DAY, MESSAGES, PERSON, START, Bench, template
from terkirim.sandbox import ACCOUNT, APP_SECRET, LIVE_SENDER, TOKEN, VERIFY_TOKEN


async def _traffic(bench: Bench, query: str = "") -> list[dict[str, Any]]:
    shown = await bench.get(f"/_sandbox/record/traffic{query}")
    found: list[dict[str, Any]] = shown["exchanges"]
    return found


async def test_a_request_with_its_answer(bench: Bench) -> None:
    wamid = await bench.send(template("m"))
    [exchange] = await _traffic(bench)
    assert exchange["request"] == template("m")
    assert exchange["answer"]["messages"][0]["id"] == wamid
    assert exchange["status"] == 200
    assert (exchange["number"], exchange["way"], exchange["outcome"]) == (1, "in", "answered")
    assert (exchange["method"], exchange["path"], exchange["at"]) == ("POST", MESSAGES, START)


async def test_a_webhook_with_its_outcome(bench: Bench) -> None:
    bench.receiver.answers = [500]
    await bench.send(template("m"))
    await bench.advance(DAY)
    first, *later = await _traffic(bench, "?way=out")
    assert (first["status"], first["outcome"]) == (500, "answered")
    assert {one["status"] for one in later} == {200}
    assert [one["request"] for one in (first, *later)] == bench.receiver.bodies
    assert first["path"] == bench.receiver.url
    await bench.order("webhook", {"url": "http://127.0.0.1:9/hook"})
    await bench.send(template("m2"))
    await bench.advance(60)
    last = (await _traffic(bench, "?way=out&limit=1000"))[-1]
    assert (last["status"], last["outcome"]) == (None, "unreachable")


async def test_what_was_cut_off(bench: Bench) -> None:
    await bench.order("faults", {"name": "cut", "connection": "reset_after_acceptance"})
    with pytest.raises(aiohttp.ClientError):
        await bench.post(MESSAGES, template("m"))
    match = {"call": "register"}
    await bench.order("faults", {"name": "call", "match": match, "connection": "reset_before"})
    with pytest.raises(aiohttp.ClientError):
        await bench.post(f"/v25.0/{LIVE_SENDER}/register", {"pin": "123456"})
    sent, registered = await _traffic(bench, "?outcome=cut")
    assert (sent["rule"], sent["status"], sent["answer"]) == ("cut", None, None)
    assert sent["request"]["biz_opaque_callback_data"] == "m"
    assert (registered["rule"], registered["request"]) == ("call", {"pin": "***"})


async def test_no_token_or_secret_is_shown(bench: Bench) -> None:
    path = f"/v25.0/{ACCOUNT}/subscribed_apps"
    override = {"override_callback_uri": bench.receiver.url, "verify_token": VERIFY_TOKEN}
    await bench.post(path, override)
    await bench.call("GET", f"/v25.0/{LIVE_SENDER}?access_token={TOKEN}")
    await bench.post(f"/v25.0/{LIVE_SENDER}/register?pin=654321", {"pin": "654321"})
    await bench.post(MESSAGES, {"hello": f"is {TOKEN} yours?", "pin": None})
    async with bench.session.get(f"{bench.url}/{ACCOUNT}?access_token=somebody-elses") as got:
        assert got.status in (400, 401)
    async with bench.session.post(bench.url + MESSAGES, data=f"no json {APP_SECRET}") as got:
        assert got.status in (400, 401)
    async with bench.session.get(bench.url + "/_sandbox/record/traffic") as got:
        shown = await got.text()
    for secret in (TOKEN, APP_SECRET, VERIFY_TOKEN, "654321", "somebody-elses"):
        assert secret not in shown
    assert "is *** yours?" in shown
    assert "no json ***" in shown


async def test_filters(bench: Bench) -> None:
    await bench.order("faults", {"name": "r", "match": {"first": 1}, "http": {"status": 503}})
    async with bench.session.post(
        bench.url + MESSAGES, json=template("one"), headers={"Authorization": f"Bearer {TOKEN}"}
    ) as got:
        assert got.status == 503
    await bench.send(template("two"))
    await bench.refused(template("three", name="nothing"))
    await bench.get(f"/v25.0/{LIVE_SENDER}")
    await bench.advance(60)
    for query, numbers in (
        ("?way=in", [1, 2, 3, 4]),
        ("?method=get", [4]),
        ("?path=/messages", [1, 2, 3]),
        ("?status=503", [1]),
        ("?code=132001", [3]),
        ("?contains=two&way=in", [2]),
        ("?contains=order_ready&status=200", [2]),
        ("?rule=r", [1]),
        ("?way=in&limit=2", [1, 2]),
        ("?way=in&after=2", [3, 4]),
        ("?code=1", []),
    ):
        assert [one["number"] for one in await _traffic(bench, query)] == numbers, query


async def test_pages(bench: Bench) -> None:
    for n in range(25):
        await bench.send(template(f"m{n}"))
    page = await bench.get("/_sandbox/record/traffic?limit=10")
    assert (page["total"], page["found"], page["forgotten"]) == (25, 25, 0)
    seen = page["exchanges"]
    while page["next"] is not None:
        page = await bench.get(f"/_sandbox/record/traffic?limit=10&after={page['next']}")
        seen += page["exchanges"]
    assert [one["number"] for one in seen] == list(range(1, 26))


async def test_a_reset_forgets_it_and_orders_are_no_traffic(bench: Bench) -> None:
    await bench.send(template())
    await bench.order("reset", {"seed": 1})
    await bench.order("people", {"phone": PERSON})
    assert await _traffic(bench) == []


async def test_what_is_no_json_is_shown_as_text(bench: Bench) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    for raw in (b"{broken", b"\xff\xfe", b"[" * 100_000, b""):
        async with bench.session.post(bench.url + MESSAGES, data=raw, headers=headers) as got:
            assert got.status == 400
    bodies = [one["request"] for one in await _traffic(bench)]
    assert bodies == ["{broken", "\ufffd\ufffd", "[" * 100_000, None]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=1001", "limit=x", "after=-1", "way=up", "status=x", "colour=red"],
)
async def test_wrong_filters(bench: Bench, query: str) -> None:
    status, answer = await bench.call("GET", f"/_sandbox/record/traffic?{query}")
    assert status == 400
    assert list(answer) == ["error"]
