"""Journeys of free-form replies and the 24-hour window: 131047 and both readings of 131051."""

import pytest

from crowd import everything, open_alerts, unread
from house import REOPENING, House
from terkirim.sandbox import LIVE_SENDER
from terkirim.store import Message
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State

SARI = "+6281200000001"
REPLY = {"type": "text", "text": {"body": "Pesanan Anda tiba besok pagi."}}
PARKED = ["taken_in", "sending", "accepted", "failed", "decided", "held"]


async def too_late(house: House, code: int) -> str:
    """Sari asked more than a day ago and is answered only now; the reply's id."""
    await unread(house, SARI)
    await house.sandbox.writes(LIVE_SENDER, SARI, "Pesanan saya sudah sampai mana?")
    await house.stage.play(26 * HOUR)
    await house.sandbox.faults(
        {
            "name": "closed",
            "match": {"type": "text", "window": "closed"},
            "fail": {"code": code},
        }
    )
    reply = await house.send(SARI, REPLY, reopening=REOPENING)
    await house.stage.play(HOUR)
    return reply


async def reopening(house: House) -> Message:
    """The one reopening template that was sent."""
    [found] = [one for one in await everything(house) if one.reopens_hold is not None]
    return found


@pytest.mark.parametrize("code", [131047, 131051])
async def test_a_reply_to_a_closed_window_is_parked_and_goes_out_when_the_customer_answers(
    house: House, code: int
) -> None:
    reply = await too_late(house, code)
    assert await house.story(reply) == PARKED
    [decided] = await house.decisions(reply)
    assert decided["cause"] == "window.closed"
    assert "window=closed" in decided["evidence_used"]
    [hold] = await house.holds()
    assert (hold.scope, hold.cause, hold.probe) == ("window", "window.closed", "inbound")
    opener = await reopening(house)
    assert opener.template_name == "buka_percakapan"
    assert opener.state == State.DELIVERED
    second = await house.send(SARI, REPLY, reopening=REOPENING)
    await house.stage.play(MINUTE)
    assert await house.story(second) == ["taken_in", "kept_back"]
    assert (await reopening(house)).id == opener.id
    await house.sandbox.writes(LIVE_SENDER, SARI, "Ya, silakan")
    await house.stage.play(HOUR)
    assert await house.holds() == []
    out = ["released", "sending", "accepted", "sent", "delivered"]
    assert await house.story(reply) == [*PARKED, *out]
    assert await house.story(second) == ["taken_in", "kept_back", *out]
    assert (await house.message(reply)).cause is None
    assert len(await house.sends(reply)) == 2
    assert len(await house.sends(second)) == 1
    assert await open_alerts(house) == []


async def test_a_parked_reply_nobody_answers_expires_after_seven_days(house: House) -> None:
    reply = await too_late(house, 131047)
    await house.stage.play(6 * DAY)
    assert (await house.message(reply)).state == State.HELD
    await house.stage.play(2 * DAY)
    assert await house.story(reply) == [*PARKED, "expired"]
    message = await house.message(reply)
    assert (message.state, message.cause) == (State.EXPIRED, "window.closed")
    assert len(await house.sends(reply)) == 1
    assert await house.holds() == []


async def test_131051_in_an_open_window_is_given_up_and_explained(house: House) -> None:
    await house.sandbox.writes(LIVE_SENDER, SARI, "Kirim stiker dong")
    await house.stage.play(MINUTE)
    await house.sandbox.faults(
        {
            "name": "sticker",
            "match": {"type": "sticker"},
            "fail": {"code": 131051, "phase": "sync"},
        }
    )
    body = {"type": "sticker", "sticker": {"id": "1234567890"}}
    message_id = await house.send(SARI, body, reopening=REOPENING)
    await house.stage.play(DAY)
    told = await house.story(message_id)
    assert told == ["taken_in", "sending", "failed", "decided", "given_up"]
    message = await house.message(message_id)
    assert (message.state, message.cause) == (State.FAILED, "message.unsupported_type")
    [decided] = await house.decisions(message_id)
    assert "window=open" in decided["evidence_used"]
    assert len(await everything(house)) == 1
    assert await house.holds() == []


async def test_what_whatsapp_says_about_a_person_is_no_answer_of_theirs(house: House) -> None:
    reply = await too_late(house, 131047)
    identity = {"type": "user_identity_changed"}
    await house.sandbox.inbound(**{"sender": LIVE_SENDER, "from": SARI, "system": identity})
    await house.stage.play(HOUR)
    assert await house.story(reply) == PARKED
    await house.sandbox.writes(LIVE_SENDER, SARI, "Oh begitu")
    await house.stage.play(HOUR)
    assert (await house.message(reply)).state == State.DELIVERED
