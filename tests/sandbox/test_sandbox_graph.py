"""The Graph API as a whole: its versions, its limits on calls, and how a token is given."""

import json
from typing import Any

import pytest

from sandbox_bench import Bench, template
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TOKEN

APP, BUSINESS = "500000000000001", "400000000000001"
NUMBERS, TEMPLATES = f"/{ACCOUNT}/phone_numbers", f"/{ACCOUNT}/message_templates"


@pytest.mark.parametrize("version", ["v99.0", "v27.0", "v12.0", "v25.1", "v0.0"])
async def test_a_version_there_is_not(bench: Bench, version: str) -> None:
    status, error = await bench.refused(template(), f"/{version}/{LIVE_SENDER}/messages")
    message = f"Unknown path components: /{LIVE_SENDER}/messages"
    assert (status, error["code"], error["message"]) == (400, 2500, message)
    assert (await bench.record())["sends"] == []


async def test_which_versions_there_are_can_be_ordered(bench: Bench) -> None:
    for version in ("v13.0", "v26.0", "v26"):
        await bench.get(f"/{version}/{LIVE_SENDER}")
    order = {"oldest_version": 24, "newest_version": 27}
    assert await bench.order("graph", order) == {**order, "calls_per_hour": None}
    found = [(await bench.call("GET", f"/v{n}.0/{LIVE_SENDER}"))[0] for n in (23, 24, 27, 28)]
    assert found == [400, 200, 200, 400]
    status, answer = await bench.post("/_sandbox/graph", {"newest_version": 23})
    assert (status, "oldest_version" in answer["error"]) == (400, True)


async def headers_of(bench: Bench, path: str, method: str = "GET") -> tuple[Any, Any]:
    """What the usage headers say: of the app, and of the account."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with bench.session.request(method, bench.url + path, headers=headers) as answer:
        found = [answer.headers.get(f"X-{one}-Usage") for one in ("App", "Business-Use-Case")]
    of_app, of_account = (None if one is None else json.loads(one) for one in found)
    return of_app, of_account


async def test_every_answer_says_how_much_is_used(bench: Bench) -> None:
    nothing = {"call_count": 0, "total_cputime": 0, "total_time": 0}
    wait = {"estimated_time_to_regain_access": 0}
    kinds = ("whatsapp_business_management", "whatsapp")
    for path, method in (
        (f"/{LIVE_SENDER}", "GET"),
        (f"/{LIVE_SENDER}/messages", "POST"),
        (NUMBERS, "GET"),
        (f"/{ACCOUNT}/unknown", "GET"),
    ):
        usage = {ACCOUNT: [{"type": kind, **nothing, **wait} for kind in kinds]}
        assert await headers_of(bench, path, method) == (nothing, usage)
    for path in (f"/{BUSINESS}", f"/{APP}", "/", "/v99.0/x"):
        assert await headers_of(bench, path) == (nothing, None)


async def test_so_many_calls_an_hour_to_an_account(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"calls_per_hour": 4})
    for path in (NUMBERS, f"/{ACCOUNT}", TEMPLATES):
        await bench.get(path)
    _, usage = await headers_of(bench, f"/{LIVE_SENDER}/messages", "POST")
    assert [one["call_count"] for one in usage[ACCOUNT]] == [75, 0]
    await bench.advance(600)
    await bench.get(f"/{LIVE_SENDER}")
    for path, code, subcode in (
        (NUMBERS, 80007, 2446079),
        (f"/{LIVE_SENDER}", 80007, 2446079),
        (TEMPLATES, 80008, None),
    ):
        _, answer = await bench.call("GET", path)
        assert (answer["error"]["code"], answer["error"].get("error_subcode")) == (code, subcode)
    _, usage = await headers_of(bench, NUMBERS)
    management, _ = usage[ACCOUNT]
    assert management["call_count"] == 100
    assert management["estimated_time_to_regain_access"] == 50
    await bench.send(template())
    await bench.advance(3000)
    await bench.get(NUMBERS)
    await bench.order(f"accounts/{ACCOUNT}", {"calls_per_hour": "off"})
    for _ in range(5):
        await bench.get(NUMBERS)


async def test_so_many_calls_an_hour_by_the_app(bench: Bench) -> None:
    assert (await bench.order("graph", {"calls_per_hour": 2}))["calls_per_hour"] == 2
    await bench.get(f"/{BUSINESS}")
    assert (await headers_of(bench, NUMBERS))[0]["call_count"] == 100
    status, answer = await bench.call("GET", f"/{APP}")
    assert (status, answer["error"]["code"]) == (400, 4)
    await bench.send(template())
    await bench.order("graph", {"calls_per_hour": "off"})
    await bench.get(f"/{APP}")


async def ask(bench: Bench, method: str, path: str, **kwargs: Any) -> tuple[int, Any]:
    """A request without the usual header."""
    async with bench.session.request(method, bench.url + path, **kwargs) as answer:
        return answer.status, await answer.json()


async def test_a_token_may_come_with_the_body(bench: Bench) -> None:
    send = f"/v25.0/{LIVE_SENDER}/messages"
    body = template()
    assert (await ask(bench, "POST", send, json=body | {"access_token": TOKEN}))[0] == 200
    form = {"messaging_product": "whatsapp", "pin": "123456", "access_token": TOKEN}
    assert (await ask(bench, "POST", f"/{LIVE_SENDER}/register", data=form))[0] == 200
    status, answer = await ask(bench, "POST", send, json=body | {"access_token": "x"})
    assert (status, answer["error"]["code"]) == (401, 190)
    for kwargs in ({"json": body}, {"data": b"{"}, {"json": body | {"access_token": None}}):
        status, answer = await ask(bench, "POST", send, **kwargs)
        assert (status, answer["error"]["code"]) == (401, 104)
    header = {"Authorization": f"OAuth {TOKEN}"}
    assert (await ask(bench, "GET", f"/{LIVE_SENDER}", headers=header))[0] == 200
    assert TOKEN not in json.dumps(await bench.get("/_sandbox/record/traffic"))


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "PATCH"])
async def test_a_method_meta_does_not_know_gets_its_envelope(bench: Bench, method: str) -> None:
    status, answer = await bench.call(method, f"/v25.0/{LIVE_SENDER}/messages")
    assert (status, answer["error"]["code"], answer["error"]["error_subcode"]) == (400, 100, 33)
    assert answer["error"]["fbtrace_id"]
