"""Journeys of messages a live sender cannot send to somebody: 131030."""

from crowd import blast, open_alerts, unread
from house import House
from terkirim.sandbox import LIVE_SENDER
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State

SARI = "+6281200000001"
BUDI = "+6281200000002"
REFUSED = {
    "name": "no WhatsApp",
    "match": {"recipients": [SARI], "sender": LIVE_SENDER},
    "fail": {"code": 131030, "phase": "sync"},
}


async def test_131030_from_a_live_sender_holds_the_contact_and_goes_by_sms(house: House) -> None:
    await unread(house, BUDI)
    await house.sandbox.faults(REFUSED)
    message_id = await house.send(SARI, sms_text="Pesanan A-17 siap")
    await house.stage.play(HOUR)
    told = await house.story(message_id)
    assert told == ["taken_in", "sending", "failed", "decided", "rerouted", "sms_sent"]
    message = await house.message(message_id)
    assert (message.state, message.cause) == (State.REROUTED, "recipient.no_whatsapp")
    [decided] = await house.decisions(message_id)
    assert decided["confidence"] < 0.5
    assert "sender.account_mode=LIVE" in decided["evidence_used"]
    [hold] = await house.holds()
    assert (hold.scope, hold.cause, hold.until) == ("recipient", "recipient.no_whatsapp", None)
    contact = (await house.timeline(message_id)).contact
    assert contact is not None
    assert contact.standing == "doubtful"
    assert await open_alerts(house) == []
    [sms] = (await house.sandbox.record())["sms"]
    assert (sms["to"], sms["text"]) == (SARI, "Pesanan A-17 siap")

    plain = await blast(house, "tanpa SMS", [SARI, BUDI])
    texted = await blast(house, "dengan SMS", [SARI, BUDI], sms="Potongan {2} untuk {1}")
    await house.stage.play(2 * DAY)  # marketing reaches a person once a day
    assert await house.story(plain[SARI]) == ["taken_in", "kept_back"]
    assert (await house.message(plain[SARI])).state == State.CANCELLED
    told = await house.story(texted[SARI])
    assert told == ["taken_in", "kept_back", "rerouted", "sms_sent"]
    assert (await house.message(plain[BUDI])).state == State.DELIVERED
    assert (await house.message(texted[BUDI])).state == State.DELIVERED
    assert await house.sends(plain[SARI]) == await house.sends(texted[SARI]) == []
    assert [sms["to"] for sms in (await house.sandbox.record())["sms"]] == [SARI, SARI]


async def test_131030_from_a_live_sender_is_taken_back_when_the_person_writes(
    house: House,
) -> None:
    await unread(house, SARI)
    await house.sandbox.faults(REFUSED)
    message_id = await house.send(SARI)
    await house.stage.play(HOUR)
    assert await house.story(message_id) == [
        "taken_in",
        "sending",
        "failed",
        "decided",
        "given_up",
    ]
    await house.sandbox.forget_fault("no WhatsApp")
    await house.sandbox.writes(LIVE_SENDER, SARI, "Halo")
    await house.stage.play(MINUTE)
    assert await house.holds() == []
    later = await house.send(SARI)
    await house.stage.play(HOUR)
    assert (await house.message(later)).state == State.DELIVERED
