"""Journeys of answers that come late, twice, in the wrong order, or never."""

from typing import Any

import msgspec
import pytest

from crowd import unread
from house import House
from terkirim.cloudapi.signature import HEADER, sign
from terkirim.sandbox import ACCOUNT, APP_SECRET, LIVE_SENDER
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State
from terkirim.web.receiver import PATH

SARI = "+6281200000001"
GONE = {"name": "gone", "match": {"recipients": [SARI]}, "fail": {"code": 131026}}


async def test_a_late_delivered_cancels_the_failure(house: House) -> None:
    late = {**GONE, "then_deliver_after_s": 2 * HOUR, "times_per_recipient": 1}
    await house.sandbox.faults(late)
    message_id = await house.send(SARI)
    await house.stage.play(HOUR)
    assert (await house.message(message_id)).state == State.FAILED
    await house.stage.play(DAY)
    told = await house.story(message_id)
    assert told == [
        "taken_in",
        "sending",
        "accepted",
        "failed",
        "decided",
        "given_up",
        "delivered",
    ]
    message = await house.message(message_id)
    assert (message.state, message.cause) == (State.DELIVERED, None)
    await house.sandbox.faults(GONE)
    for _ in range(2):
        again = await house.send(SARI)
        await house.stage.play(DAY)
    timeline = await house.timeline(again)
    assert timeline.contact is not None
    assert timeline.contact.standing == "doubtful", "the two since then count"
    assert [s.data["failures"] for s in timeline.stations if s.kind == "judged"] == [2]


async def test_a_connection_cut_after_acceptance_makes_no_duplicate(house: House) -> None:
    await unread(house, SARI)
    await house.sandbox.faults(
        {
            "name": "cut off",
            "match": {"recipients": [SARI]},
            "connection": "reset_after_acceptance",
        }
    )
    message_id = await house.send(SARI)
    await house.service.until_idle()
    assert (await house.message(message_id)).state == State.UNRESOLVED
    await house.stage.play(DAY)
    told = await house.story(message_id)
    assert told == ["taken_in", "sending", "no_answer", "sent", "delivered"]
    [send] = await house.sends(message_id)
    assert send["outcome"] == "accepted"
    message = await house.message(message_id)
    assert message.state == State.DELIVERED
    [attempt] = (await house.timeline(message_id)).attempts
    assert (attempt.outcome, attempt.wamid) == ("ambiguous", send["wamid"])


@pytest.mark.parametrize("status", [408, 429, 502])
async def test_a_proxy_that_answers_after_acceptance_makes_no_duplicate(
    house: House, status: int
) -> None:
    """What is not in Meta's words does not say that Meta has not taken it."""
    await unread(house, SARI)
    answer = {"status": status, "after_acceptance": True}
    await house.sandbox.faults({"name": "proxy", "match": {"recipients": [SARI]}, "http": answer})
    message_id = await house.send(SARI)
    await house.service.until_idle()
    assert (await house.message(message_id)).state == State.UNRESOLVED
    await house.stage.play(DAY)
    told = await house.story(message_id)
    assert told == ["taken_in", "sending", "no_answer", "sent", "delivered"]
    assert len(await house.sends(message_id)) == 1


async def test_a_connection_cut_before_acceptance_is_tried_again(house: House) -> None:
    await unread(house, SARI)
    await house.sandbox.faults(
        {
            "name": "cut off",
            "match": {"recipients": [SARI]},
            "connection": "reset_before",
            "times_per_recipient": 1,
        }
    )
    message_id = await house.send(SARI)
    await house.stage.play(HOUR)
    other = await house.send("+6281200000002")
    await house.stage.play(2 * HOUR)
    assert (await house.message(other)).state in (State.DELIVERED, State.READ)
    told = await house.story(message_id)
    assert told == [
        "taken_in",
        "sending",
        "no_answer",
        "sent_again",
        "sending",
        "accepted",
        "sent",
        "delivered",
    ]
    accepted = [s for s in await house.sends(message_id) if s["outcome"] == "accepted"]
    assert len(accepted) == 1


async def webhook(house: House, message_id: str, status: str, error: int | None = None) -> None:
    """Deliver one signed status for a message's first attempt, as Meta would."""
    [send] = await house.sends(message_id)
    said: dict[str, Any] = {
        "id": send["wamid"],
        "status": status,
        "timestamp": str(int(house.stage.clock.now())),
        "recipient_id": SARI.removeprefix("+"),
        "biz_opaque_callback_data": message_id,
    }
    if error is not None:
        said["errors"] = [{"code": error, "title": "Message undeliverable"}]
    metadata = {"display_phone_number": "628111000001", "phone_number_id": LIVE_SENDER}
    value = {"messaging_product": "whatsapp", "metadata": metadata, "statuses": [said]}
    change = {"field": "messages", "value": value}
    body = msgspec.json.encode(
        {
            "object": "whatsapp_business_account",
            "entry": [{"id": ACCOUNT, "changes": [change]}],
        }
    )
    headers = {HEADER: sign(body, APP_SECRET)}
    async with house.http.post(f"{house.url}{PATH}", data=body, headers=headers) as answer:
        assert answer.status == 200


async def test_statuses_told_twice_and_backwards_are_told_once_and_rightly(house: House) -> None:
    await house.sandbox.people({"phone": SARI, "delivers": False})
    message_id = await house.send(SARI)
    await house.service.until_idle()
    for status in ("read", "delivered", "sent", "sent", "delivered", "read"):
        await webhook(house, message_id, status)
    await webhook(house, message_id, "failed", 131026)
    await house.stage.play(MINUTE)
    await webhook(house, message_id, "delivered")
    await house.stage.play(DAY)
    assert await house.story(message_id) == ["taken_in", "sending", "accepted", "read"]
    message = await house.message(message_id)
    assert (message.state, message.cause) == (State.READ, None)
    assert len(await house.sends(message_id)) == 1


async def test_a_failure_told_three_times_counts_once(house: House) -> None:
    await house.sandbox.people({"phone": SARI, "delivers": False})
    message_id = await house.send(SARI)
    await house.service.until_idle()
    for _ in range(3):
        await webhook(house, message_id, "failed", 131026)
    await house.service.until_idle()
    await webhook(house, message_id, "failed", 131026)
    await house.stage.play(DAY)
    told = await house.story(message_id)
    first = ["taken_in", "sending", "accepted", "failed", "decided", "given_up"]
    assert told[:6] == first
    assert told.count("failed") == told.count("decided") == 1
    timeline = await house.timeline(message_id)
    assert [s.data["failures"] for s in timeline.stations if s.kind == "judged"] == [1]
