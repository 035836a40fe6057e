"""What stands behind a send: payment, lock, wallet, health, fields and lists."""

from sandbox_bench import DAY, Bench, template
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TEST_SENDER, WALLET_KEY


async def _health(bench: Bench, node: str) -> tuple[str, list[int]]:
    health = (await bench.get(f"/v25.0/{node}?fields=health_status"))["health_status"]
    errors = [error["error_code"] for one in health["entities"] for error in one.get("errors", [])]
    return health["can_send_message"], errors


async def test_a_payment_stop_in_the_answer(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"payment_ok": False})
    status, error = await bench.refused(template())
    assert (status, error["code"]) == (400, 131042)
    assert await _health(bench, ACCOUNT) == ("BLOCKED", [141006])
    assert await _health(bench, LIVE_SENDER) == ("BLOCKED", [141006])
    waba = await bench.get(f"/{ACCOUNT}?fields=primary_funding_id,currency")
    assert waba == {"currency": "IDR", "id": ACCOUNT}
    await bench.order(f"accounts/{ACCOUNT}", {"payment_ok": True})
    assert await _health(bench, ACCOUNT) == ("AVAILABLE", [])
    await bench.send(template())


async def test_a_payment_stop_by_webhook(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"payment_ok": False, "payment_phase": "webhook"})
    await bench.send(template())
    await bench.advance(DAY)
    [failed] = bench.receiver.statuses()
    assert failed["errors"][0]["code"] == 131042
    assert "payment method" in failed["errors"][0]["error_data"]["details"]


async def test_a_locked_account(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"locked": True, "notify": True})
    status, error = await bench.refused(template())
    assert (status, error["code"]) == (403, 131031)
    assert error["message"] == "(#131031) Account has been locked"
    assert await _health(bench, ACCOUNT) == ("BLOCKED", [141014])
    await bench.advance(0)
    [update] = bench.receiver.changes("account_update")
    assert update["event"] == "DISABLED_UPDATE"
    assert update["ban_info"]["waba_ban_state"] == "DISABLE"


async def test_a_number_that_is_not_registered_is_no_healthy_one(bench: Bench) -> None:
    body = {"messaging_product": "whatsapp"}
    assert (await bench.post(f"/{LIVE_SENDER}/deregister", body))[0] == 200
    health = (await bench.get(f"/{LIVE_SENDER}?fields=health_status"))["health_status"]
    [number] = [one for one in health["entities"] if one["entity_type"] == "PHONE_NUMBER"]
    assert (health["can_send_message"], number["can_send_message"]) == ("BLOCKED", "BLOCKED")
    assert "not registered" in number["additional_info"][0]
    assert (await bench.refused(template()))[1]["code"] == 133010
    await bench.order(f"senders/{LIVE_SENDER}", {"registered": True})
    assert await _health(bench, LIVE_SENDER) == ("AVAILABLE", [])


async def test_an_empty_wallet_looks_like_a_lock_but_meta_knows_nothing(bench: Bench) -> None:
    await bench.order(f"accounts/{ACCOUNT}", {"balance": 0})
    status, error = await bench.refused(template())
    assert (status, error["code"]) == (403, 131031)
    assert await _health(bench, ACCOUNT) == ("AVAILABLE", [])
    headers = {"X-API-Key": WALLET_KEY}
    async with bench.session.get(f"{bench.url}/v2/balance", headers=headers) as got:
        assert await got.json() == {"amount": 0.0, "currency": "IDR"}
    await bench.order(f"accounts/{ACCOUNT}", {"balance": 125000})
    await bench.send(template())
    async with bench.session.get(f"{bench.url}/v2/balance", headers=headers) as got:
        assert await got.json() == {"amount": 125000.0, "currency": "IDR"}


async def test_the_wallet_wants_its_key(bench: Bench) -> None:
    async with bench.session.get(f"{bench.url}/v2/balance") as got:
        assert got.status == 401


async def test_fields_are_chosen(bench: Bench) -> None:
    fields = "display_phone_number,account_mode,throughput{level},platform_type,status"
    assert await bench.get(f"/v25.0/{LIVE_SENDER}?fields={fields}") == {
        "display_phone_number": "+62 811-1000-0001",
        "account_mode": "LIVE",
        "throughput": {"level": "STANDARD"},
        "platform_type": "CLOUD_API",
        "status": "CONNECTED",
        "id": LIVE_SENDER,
    }
    status, answer = await bench.call("GET", f"/v25.0/{LIVE_SENDER}?fields=id,shoe_size")
    assert status == 400
    assert answer["error"]["message"] == "(#100) Tried accessing nonexisting field (shoe_size)"


async def test_the_numbers_of_an_account(bench: Bench) -> None:
    path = f"/v25.0/{ACCOUNT}/phone_numbers?fields=account_mode,code_verification_status"
    answer = await bench.get(path)
    assert answer["data"] == [
        {"account_mode": "LIVE", "code_verification_status": "VERIFIED", "id": LIVE_SENDER},
        {"account_mode": "SANDBOX", "code_verification_status": "VERIFIED", "id": TEST_SENDER},
    ]
    usual = (await bench.get(f"/v25.0/{ACCOUNT}/phone_numbers"))["data"][0]
    assert usual["quality_rating"] == "GREEN"


async def test_a_red_number_is_limited(bench: Bench) -> None:
    await bench.order(f"senders/{LIVE_SENDER}", {"quality": "RED"})
    assert await _health(bench, LIVE_SENDER) == ("LIMITED", [])
    assert await _health(bench, ACCOUNT) == ("AVAILABLE", [])
