"""What a bot asks of its app and its portfolio: tokens, webhooks, accounts."""

from typing import Any

from sandbox_bench import START, Bench, template, text
from terkirim.sandbox import ACCOUNT, APP_SECRET, LIVE_SENDER, TOKEN

APP = "500000000000001"
BUSINESS = "400000000000001"
ASK = f"client_id={APP}&client_secret={APP_SECRET}&grant_type=client_credentials"


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


async def test_an_app_hears_of_the_fields_it_subscribed_to(bench: Bench) -> None:
    path = f"/v25.0/{APP}/subscriptions"
    header = {"Authorization": f"Bearer {await _app_token(bench)}"}

    async def ask(method: str, **params: str) -> Any:
        url = bench.url + path
        async with bench.session.request(method, url, params=params, headers=header) as answer:
            return await answer.json()

    address = {
        "object": "whatsapp_business_account",
        "callback_url": bench.receiver.url,
        "verify_token": "sandbox-verify",
    }
    wish = "messages, message_template_status_update"
    assert await ask("POST", **address, fields=wish) == {"success": True}
    [shown] = (await ask("GET"))["data"]
    assert [one["name"] for one in shown["fields"]] == wish.split(", ")
    await bench.send(template())
    ban = {"event": "DISABLED_UPDATE", "ban_state": "REINSTATE"}
    await bench.order(f"accounts/{ACCOUNT}/events", ban)
    await bench.advance(60)
    assert bench.receiver.statuses()
    assert bench.receiver.changes("account_update") == []
    assert (await ask("POST", **address, fields="messages,gossip"))["error"]["code"] == 100
    assert await ask("DELETE", fields="message_template_status_update") == {"success": True}
    assert await ask("POST", **address, fields='["account_update"]') == {"success": True}
    before = len(bench.receiver.statuses())
    await bench.send(template("msg_2"))
    await bench.order(f"accounts/{ACCOUNT}/events", ban)
    await bench.advance(60)
    assert len(bench.receiver.changes("account_update")) == 1
    assert len(bench.receiver.statuses()) == before
    await ask("DELETE")
    assert await ask("GET") == {"data": []}
    await ask("POST", **address)
    [shown] = (await ask("GET"))["data"]
    assert {"messages", "account_update"} < {one["name"] for one in shown["fields"]}


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
