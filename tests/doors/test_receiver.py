"""The webhook door: who may come in, and what is kept of what comes."""

from io import BytesIO

import msgspec

from house import House
from terkirim.cloudapi import sign
from terkirim.sandbox import APP_SECRET, LIVE_SENDER, VERIFY_TOKEN
from terkirim.store import webhooks
from terkirim.web.receiver import MAX_BYTES, PATH


async def _post(house: House, body: bytes, signature: str | None) -> int:
    headers = {"X-Hub-Signature-256": signature} if signature is not None else {}
    async with house.http.post(house.url + PATH, data=BytesIO(body), headers=headers) as answer:
        return answer.status


async def _counts(house: House) -> dict[str, int]:
    async with house.terkirim.store.read() as db:
        return await webhooks.counts(db)


def _inbound(sender: str) -> bytes:
    message = {
        "id": "wamid.X",
        "from": "6281200000001",
        "timestamp": "1793586000",
        "type": "text",
        "text": {"body": "<script>alert(1)</script>"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": sender},
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    return msgspec.json.encode(
        {"object": "whatsapp_business_account", "entry": [{"id": "2", "changes": [change]}]}
    )


async def test_handshake_answers_the_challenge_to_the_right_token_only(house: House) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "4711", "hub.verify_token": VERIFY_TOKEN}
    async with house.http.get(house.url + PATH, params=query) as answer:
        assert (answer.status, await answer.text()) == (200, "4711")
    wrong = {**query, "hub.verify_token": "guess"}
    async with house.http.get(house.url + PATH, params=wrong) as answer:
        assert answer.status == 403


async def test_wrong_or_missing_signature_is_401_and_nothing_is_stored(house: House) -> None:
    body = _inbound(LIVE_SENDER)
    assert await _post(house, body, None) == 401
    assert await _post(house, body, "sha256=" + "0" * 64) == 401
    assert await _post(house, body, "ümlaut") == 401
    assert await _post(house, body + b" ", sign(body, APP_SECRET)) == 401
    assert await _counts(house) == {}


async def test_malformed_json_rightly_signed_is_quarantined_and_answered_200(house: House) -> None:
    body = b'{"object": "whatsapp_business_account", "entry": [{'
    assert await _post(house, body, sign(body, APP_SECRET)) == 200
    [kept] = await house.terkirim.insights.set_aside()
    assert (kept.state, kept.body) == ("quarantined", body)


async def test_a_body_over_3_mb_is_413(house: House) -> None:
    body = b" " * (MAX_BYTES + 1)
    assert await _post(house, body, sign(body, APP_SECRET)) == 413
    assert await _counts(house) == {}


async def test_an_unknown_sender_is_stored_and_shown_but_not_applied(house: House) -> None:
    body = _inbound("999999999999999")
    assert await _post(house, body, sign(body, APP_SECRET)) == 200
    await house.stage.play(5)
    [kept] = await house.terkirim.insights.set_aside()
    assert (kept.state, kept.note) == ("foreign", "999999999999999")
    assert await _counts(house) == {"foreign": 1}


async def test_a_good_one_is_applied_once_however_often_it_comes(house: House) -> None:
    body = _inbound(LIVE_SENDER)
    for _ in range(3):
        assert await _post(house, body, sign(body, APP_SECRET)) == 200
    await house.stage.play(5)
    assert await _counts(house) == {"applied": 3}


async def test_healthz(house: House) -> None:
    async with house.http.get(house.url + "/healthz") as answer:
        assert answer.status == 200
