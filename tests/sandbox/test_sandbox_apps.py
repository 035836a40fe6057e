"""What a bot asks of its app and its portfolio: tokens, webhooks, accounts."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox_bench import START, Bench, open_bench, text
from terkirim.sandbox import ACCOUNT, APP_SECRET, LIVE_SENDER, TOKEN

APP = "500000000000001"
BUSINESS = "400000000000001"
ASK = f"client_id={APP}&client_secret={APP_SECRET}&grant_type=client_credentials"


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with open_bench() as opened:
        yield opened


async def _without_token(bench: Bench, method: str, path: str, **more: Any) -> tuple[int, Any]:
    async with bench.session.request(method, bench.url + path, **more) as got:
        return got.status, await got.json()


async def _app_token(bench: Bench) -> str:
    status, answer = await _without_token(bench, "GET", f"/oauth/access_token?{ASK}")
    assert (status, answer["token_type"]) == (200, "bearer")
    return str(answer["access_token"])


async def test_what_a_token_is_worth(bench: Bench) -> None:
    data = (await bench.get(f"/v25.0/debug_token?input_token={TOKEN}"))["data"]
    assert (data["is_valid"], data["app_id"], data["type"]) == (True, APP, "SYSTEM_USER")
    assert "whatsapp_business_messaging" in data["scopes"]
    assert data["granular_scopes"][0]["target_ids"] == [ACCOUNT]
    assert data["expires_at"] == 0
    wrong = (await bench.get("/debug_token?input_token=EAAwrong"))["data"]
    assert (wrong["is_valid"], wrong["error"]["code"]) == (False, 190)
    assert (await bench.call("GET", "/debug_token"))[0] == 400


async def test_a_token_that_ends_says_when(bench: Bench) -> None:
    await bench.order("token", {"expires_at": START + 60})
    data = (await bench.get(f"/debug_token?input_token={TOKEN}"))["data"]
    assert data["expires_at"] == START + 60


async def test_the_apps_own_token(bench: Bench) -> None:
    token = await _app_token(bench)
    data = (await bench.get(f"/debug_token?input_token={token}"))["data"]
    assert (data["is_valid"], data["type"]) == (True, "APP")
    path = f"/v25.0/{LIVE_SENDER}/messages?access_token={token}"
    status, answer = await _without_token(bench, "POST", path, json=text())
    assert (status, answer["error"]["code"]) == (403, 10)
    for wrong in (ASK.replace(APP_SECRET, "x"), ASK.replace(APP, "1"), ""):
        status, answer = await _without_token(bench, "GET", f"/oauth/access_token?{wrong}")
        assert (status, answer["error"]["type"]) == (400, "OAuthException")


async def test_webhooks_for_the_whole_app(bench: Bench) -> None:
    path = f"/v25.0/{APP}/subscriptions?access_token={await _app_token(bench)}"
    await bench.order("webhook", {"url": None})
    assert (await _without_token(bench, "GET", path))[1] == {"data": []}
    asked = {
        "object": "whatsapp_business_account",
        "callback_url": bench.receiver.url,
        "verify_token": "sandbox-verify",
        "fields": "messages",
    }
    assert await _without_token(bench, "POST", path, data=asked) == (200, {"success": True})
    shown = (await _without_token(bench, "GET", path))[1]["data"][0]
    assert (shown["callback_url"], shown["active"]) == (bench.receiver.url, True)
    for wrong, code in (
        ({"verify_token": "x"}, 2200),
        ({"object": "user"}, 100),
        ({"callback_url": "x"}, 100),
    ):
        status, answer = await _without_token(bench, "POST", path, data=asked | wrong)
        assert (status, answer["error"]["code"]) == (400, code)
    assert await _without_token(bench, "DELETE", path) == (200, {"success": True})
    assert (await _without_token(bench, "GET", path))[1] == {"data": []}


async def test_the_portfolio_and_its_accounts(bench: Bench) -> None:
    assert (await bench.get(f"/v25.0/{BUSINESS}"))["id"] == BUSINESS
    owned = f"/v25.0/{BUSINESS}/owned_whatsapp_business_accounts"
    assert (await bench.get(f"{owned}?fields=currency"))["data"] == [
        {"currency": "IDR", "id": ACCOUNT}
    ]
    assert await bench.get(owned.replace("owned", "client")) == {"data": []}
    nested = await bench.get(
        f"/{BUSINESS}?fields=owned_whatsapp_business_accounts{{phone_numbers{{status}}}}"
    )
    [account] = nested["owned_whatsapp_business_accounts"]["data"]
    assert account["phone_numbers"]["data"][0] == {"status": "CONNECTED", "id": LIVE_SENDER}
    assert (await bench.get(f"/{APP}?fields=name,link"))["id"] == APP
