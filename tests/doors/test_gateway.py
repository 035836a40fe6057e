"""The drop-in door: what a Cloud API client sends, and what it gets back."""

import asyncio
from typing import Any

import pytest
from pywa.client import WhatsApp

from house import House
from terkirim.delivery.access.keys import create_key
from terkirim.sandbox import LIVE_SENDER
from terkirim.vocabulary.clock import HOUR, MINUTE
from terkirim.vocabulary.states import State

SARI = "+6281200000001"
TEXT = {"messaging_product": "whatsapp", "to": SARI, "type": "text", "text": {"body": "Halo"}}


def _template(name: str, language: str, count: int) -> dict[str, Any]:
    texts = [{"type": "text", "text": str(number)} for number in range(count)]
    return {
        "messaging_product": "whatsapp",
        "to": SARI,
        "type": "template",
        "template": {
            "name": name,
            "language": {"code": language},
            "components": [{"type": "body", "parameters": texts}],
        },
    }


async def _post(
    house: House, body: object, key: str | None = None, **headers: str
) -> tuple[int, Any]:
    if key is None:
        key = await create_key(house.terkirim.store, house.terkirim.clock, "a shop")
    url = f"{house.url}/v23.0/{LIVE_SENDER}/messages"
    every = {"Authorization": f"Bearer {key}", **headers}
    async with house.http.post(url, json=body, headers=every) as answer:
        return answer.status, await answer.json()


async def test_a_template_goes_through_the_outbox_to_the_phone(house: House) -> None:
    status, answer = await _post(house, _template("order_ready", "id", 2))
    assert status == 200
    assert answer["contacts"] == [{"input": SARI, "wa_id": SARI[1:]}]
    message_id = answer["messages"][0]["id"]
    await house.stage.play(HOUR)
    assert (await house.message(message_id)).state in (State.DELIVERED, State.READ)


async def test_a_wrong_key_is_meta_s_190(house: House) -> None:
    status, answer = await _post(house, TEXT, key="tk_wrong")
    assert (status, answer["error"]["code"]) == (401, 190)


@pytest.mark.parametrize(
    ("body", "status", "code", "details"),
    [
        (_template("order_redy", "id", 2), 404, 132001, "Template name"),
        (_template("order_ready", "fr", 2), 404, 132001, "does not exist in fr"),
        (_template("order_ready", "id", 3), 400, 132000, "localizable_params (3)"),
        ({"messaging_product": "whatsapp", "type": "text", "text": {}}, 400, 100, "to"),
        ({**TEXT, "to": "not a number"}, 400, 131009, "to is not a phone"),
        ({**TEXT, "type": "text", "text": "x"}, 400, 131009, "type"),
        ([], 400, 100, "object"),
    ],
)
async def test_the_preflight_refuses_in_graph_s_envelope(
    house: House, body: object, status: int, code: int, details: str
) -> None:
    got, answer = await _post(house, body)
    assert (got, answer["error"]["code"]) == (status, code)
    assert details in answer["error"]["error_data"]["details"]
    assert (await house.terkirim.insights.overview()).states == {}


async def test_the_same_idempotency_key_is_one_message(house: House) -> None:
    key = await create_key(house.terkirim.store, house.terkirim.clock, "a shop")
    body = _template("order_ready", "id", 2)
    first = await _post(house, body, key, **{"Idempotency-Key": "A-17"})
    again = await _post(house, body, key, **{"Idempotency-Key": "A-17"})
    assert first == again
    await house.stage.play(MINUTE)
    assert len(await house.sends(first[1]["messages"][0]["id"])) == 1


async def test_pywa_sends_with_only_the_base_url_changed(house: House) -> None:
    key = await create_key(house.terkirim.store, house.terkirim.clock, "a bot")
    await house.sandbox.writes(LIVE_SENDER, SARI, "Halo")
    await house.stage.play(5)

    def use() -> str:
        client = WhatsApp(phone_id=LIVE_SENDER, token=key)
        client.api._session.base_url = f"{house.url}/v23.0"  # the only change
        with client.api._session:
            return client.send_message(SARI, "Pesanan Anda siap").id

    message_id = await asyncio.to_thread(use)
    await house.stage.play(HOUR)
    assert (await house.message(message_id)).state in (State.DELIVERED, State.READ)
