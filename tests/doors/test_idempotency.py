"""Idempotency keys at the gateway: one message for one key of one owner."""

import asyncio
from typing import Any

import pytest

from house import House
from terkirim.delivery.access.keys import create_key
from terkirim.sandbox import LIVE_SENDER
from terkirim.vocabulary.clock import MINUTE

SARI, BUDI = "+6281200000001", "+6281200000002"


def _notice(to: str = SARI, word: str = "A-17") -> dict[str, Any]:
    texts = [{"type": "text", "text": text} for text in ("Sari", word)]
    template = {
        "name": "order_ready",
        "language": {"code": "id"},
        "components": [{"type": "body", "parameters": texts}],
    }
    return {
        "messaging_product": "whatsapp",
        "to": to,
        "type": "template",
        "template": template,
    }


async def _post(
    house: House, owner: str, body: dict[str, Any], header: str | None = None
) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {owner}"}
    if header is not None:
        headers["Idempotency-Key"] = header
    url = f"{house.url}/v23.0/{LIVE_SENDER}/messages"
    async with house.http.post(url, json=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def _id(house: House, owner: str, body: dict[str, Any], header: str | None = None) -> str:
    status, answer = await _post(house, owner, body, header)
    assert status == 200
    return str(answer["messages"][0]["id"])


async def _owner(house: House, name: str) -> str:
    return await create_key(house.terkirim.store, house.terkirim.clock, name)


async def test_fifty_at_once_with_one_key_are_one_message(house: House) -> None:
    shop = await _owner(house, "shop")
    ids = await asyncio.gather(*(_id(house, shop, _notice(), "A-17") for _ in range(50)))
    assert len(set(ids)) == 1
    await house.stage.play(MINUTE)
    assert len(await house.sends(ids[0])) == 1
    assert len((await house.sandbox.record())["sends"]) == 1


async def test_header_and_field_are_the_same_key(house: House) -> None:
    shop = await _owner(house, "shop")
    first = await _id(house, shop, _notice(), "A-17")
    assert await _id(house, shop, {**_notice(), "idempotency_key": "A-17"}) == first
    assert await _id(house, shop, {**_notice(), "idempotency_key": "A-18"}) != first
    assert await _id(house, shop, {**_notice(), "idempotency_key": "A-18"}, "A-17") == first
    await house.stage.play(MINUTE)
    [send] = await house.sends(first)
    assert "idempotency_key" not in send


async def test_a_key_belongs_to_its_owner_whatever_the_names(house: House) -> None:
    one, other = await _owner(house, "shop"), await _owner(house, "shop/web")
    ids = [
        await _id(house, one, _notice(), "web/1"),
        await _id(house, other, _notice(), "1"),
        await _id(house, one, _notice(), "1"),
    ]
    assert len(set(ids)) == 3


async def test_with_another_body_the_first_message_is_the_answer(house: House) -> None:
    shop = await _owner(house, "shop")
    first = await _id(house, shop, _notice(SARI), "A-17")
    assert await _id(house, shop, _notice(BUDI, "B-1"), "A-17") == first
    await house.stage.play(MINUTE)
    assert [one["to"] for one in (await house.sandbox.record())["sends"]] in ([SARI], [SARI[1:]])


@pytest.mark.parametrize("key", [7, ["a"], "x" * 256, "a\0b"])
async def test_what_is_no_key_is_refused(house: House, key: object) -> None:
    shop = await _owner(house, "shop")
    status, answer = await _post(house, shop, {**_notice(), "idempotency_key": key})
    assert (status, answer["error"]["code"]) == (400, 100)


async def test_a_refused_request_uses_its_key_not_up(house: House) -> None:
    shop = await _owner(house, "shop")
    wrong = _notice()
    wrong["template"]["name"] = "order_redy"
    status, _ = await _post(house, shop, wrong, "A-17")
    assert status == 404
    await _id(house, shop, _notice(), "A-17")


async def test_a_mixed_crowd_is_taken_in_at_once_each_on_its_own_merit(house: House) -> None:
    """Known and new people, good and bad requests, two to the same new person."""
    shop = await _owner(house, "shop")
    wrong = _notice()
    wrong["template"]["name"] = "order_redy"
    bodies = [_notice(), wrong, _notice(BUDI), _notice(BUDI, "B-2"), {**_notice(), "to": "nobody"}]
    answers = await asyncio.gather(*(_post(house, shop, body) for body in bodies))
    assert [status for status, _ in answers] == [200, 404, 200, 200, 400]
    ids = [answer["messages"][0]["id"] for status, answer in answers if status == 200]
    people = [(await house.message(one)).contact_id for one in ids]
    assert len(set(ids)) == 3
    assert len(set(people)) == 2
