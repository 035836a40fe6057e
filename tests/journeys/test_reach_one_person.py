"""Journeys of messages to people who cannot be reached, or seem so: 131030, 131026, 130472."""

from collections import Counter

from crowd import numbers, unread
from house import House
from terkirim.sandbox import LIVE_SENDER, TEST_SENDER
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State

SARI = "+6281200000001"


async def test_delivered_and_read_leave_a_whole_timeline(house: House) -> None:
    await house.sandbox.people({"phone": SARI, "reads": True})
    message_id = await house.send(SARI)
    await house.stage.play(4 * HOUR)
    message = await house.message(message_id)
    assert message.state == State.READ
    assert message.cause is None
    told = await house.story(message_id)
    assert told == ["taken_in", "sending", "accepted", "sent", "delivered", "read"]
    assert len(await house.sends(message_id)) == 1


async def test_131030_from_a_test_number_holds_the_message_and_blames_nobody(house: House) -> None:
    message_id = await house.send(SARI, sender=TEST_SENDER, sms_text="Pesanan siap")
    await house.stage.play(HOUR)
    message = await house.message(message_id)
    assert message.state == State.HELD
    [decided] = await house.decisions(message_id)
    assert decided["cause"] == "recipient.not_on_test_list"
    assert decided["confidence"] > 0.7
    assert "sender.account_mode=SANDBOX" in decided["evidence_used"]
    timeline = await house.timeline(message_id)
    assert timeline.contact is not None
    assert timeline.contact.standing == "active"
    overview = await house.terkirim.insights.overview()
    [alert] = [alert for alert in overview.alerts if alert.resolved_at is None]
    assert alert.cause == "recipient.not_on_test_list"
    live_id = await house.send(SARI)
    await house.stage.play(5 * MINUTE)
    assert (await house.message(live_id)).state in (State.DELIVERED, State.READ)


async def test_131026_counts_only_after_grace_and_the_third_makes_the_contact_inactive(
    house: House,
) -> None:
    await house.sandbox.faults(
        {"name": "gone", "match": {"recipients": [SARI]}, "fail": {"code": 131026}}
    )
    ids = []
    for _ in range(3):
        ids.append(await house.send(SARI, sms_text="Pesanan A-17 siap"))
        await house.stage.play(HOUR)
        assert (await house.message(ids[-1])).state == State.FAILED
        assert len(await house.sends(ids[-1])) == 1
        await house.stage.play(DAY)
    first, second, third = [await house.timeline(one) for one in ids]
    assert first.message.state == second.message.state == State.FAILED
    assert third.message.state == State.REROUTED
    assert third.contact is not None
    assert third.contact.standing == "inactive"
    told = await house.story(ids[2])
    assert told == [
        "taken_in",
        "sending",
        "accepted",
        "failed",
        "decided",
        "given_up",
        "judged",
        "rerouted",
        "sms_sent",
    ]
    record = await house.sandbox.record()
    assert [(sms["to"], sms["text"]) for sms in record["sms"]] == [(SARI, "Pesanan A-17 siap")]
    fourth = await house.send(SARI, sms_text="Pesanan B-1 siap")
    await house.stage.play(HOUR)
    assert (await house.message(fourth)).state == State.REROUTED
    assert await house.sends(fourth) == []
    await house.sandbox.forget_fault("gone")
    await house.sandbox.writes(LIVE_SENDER, SARI, "Halo, saya sudah kembali")
    await house.stage.play(MINUTE)
    assert await house.holds() == []
    fifth = await house.send(SARI)
    await house.stage.play(HOUR)
    back = await house.timeline(fifth)
    assert back.message.state in (State.DELIVERED, State.READ)
    assert back.contact is not None
    assert back.contact.standing == "active"


async def test_131026_of_many_who_were_reachable_blames_metas_side_and_nobody(
    house: House,
) -> None:
    people = numbers(40)
    await unread(house, *people)
    for phone in people:
        await house.send(phone)
    await house.stage.play(HOUR)
    await house.sandbox.faults({"name": "incident", "fail": {"code": 131026}})
    ids = [await house.send(phone) for phone in people]
    await house.stage.play(20 * MINUTE)
    causes = Counter([(await house.message(one)).cause for one in ids])
    assert causes["service.temporary"] >= 10, "seen as soon as thirty have failed"
    await house.sandbox.forget_fault("incident")
    await house.stage.play(DAY)
    for one in ids:
        message = await house.message(one)
        assert message.state == State.DELIVERED or message.cause == "recipient.unreachable"
        timeline = await house.timeline(one)
        assert timeline.contact is not None
        assert timeline.contact.standing == "active"
    delivered = [one for one in ids if (await house.message(one)).state == State.DELIVERED]
    assert len(delivered) == causes["service.temporary"]
