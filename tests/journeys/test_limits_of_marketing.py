"""Journeys of marketing messages Meta withholds: 130472 and both readings of 131049."""

from pathlib import Path

from crowd import PROMO, blast, numbers, open_alerts, states, unread
from house import House, open_house
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State

SARI = "+6281200000001"
AMERICAN = "+14155550123"
NO_RETRY = '["recipient.in_experiment"]\nthen = "sms"'
STORM = "[general]\nspam_sample = 10"
TRIED = ["sending", "accepted", "failed", "decided"]
ARRIVED = ["sending", "accepted", "sent", "delivered"]
# A storm is seen only when enough have failed: the first are rested as single contacts.
PAUSED = (
    ["taken_in", *TRIED, "held", "released", *ARRIVED],
    ["taken_in", *TRIED, "held", "released", "kept_back", "released", *ARRIVED],
    ["taken_in", "kept_back", "released", *ARRIVED],
)


def withheld(code: int, recipients: list[str], **more: object) -> dict[str, object]:
    """A rule that fails these people's marketing."""
    match = {"recipients": recipients, "category": "MARKETING"}
    return {"name": "withheld", "match": match, "fail": {"code": code}, **more}


async def test_130472_is_tried_once_more_after_six_hours_and_then_goes_by_sms(
    house: House,
) -> None:
    await house.sandbox.faults(withheld(130472, [SARI]))
    await house.agree(SARI)
    message_id = await house.send(SARI, PROMO, sms_text="Potongan 20%")
    await house.stage.play(5 * HOUR)
    assert (await house.message(message_id)).state == State.QUEUED
    assert len(await house.sends(message_id)) == 1
    await house.stage.play(2 * HOUR)
    told = await house.story(message_id)
    assert told == ["taken_in", *TRIED, "retry", *TRIED, "rerouted", "sms_sent"]
    message = await house.message(message_id)
    assert (message.state, message.cause) == (State.REROUTED, "recipient.in_experiment")
    first, second = await house.sends(message_id)
    assert 6 * HOUR <= second["at"] - first["at"] < 6.2 * HOUR
    [sms] = (await house.sandbox.record())["sms"]
    assert (sms["to"], sms["text"]) == (SARI, "Potongan 20%")
    assert await house.holds() == []
    assert await open_alerts(house) == []


async def test_130472_that_passes_is_delivered_by_the_one_retry(house: House) -> None:
    await unread(house, SARI)
    await house.sandbox.faults(withheld(130472, [SARI], times_per_recipient=1))
    await house.agree(SARI)
    message_id = await house.send(SARI, PROMO)
    await house.stage.play(7 * HOUR)
    told = await house.story(message_id)
    assert told == ["taken_in", *TRIED, "retry", "sending", "accepted", "sent", "delivered"]
    assert (await house.message(message_id)).cause is None


async def test_130472_with_the_retry_off_ends_at_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, policy=NO_RETRY) as house:
        await house.sandbox.faults(withheld(130472, [SARI]))
        await house.agree(SARI)
        message_id = await house.send(SARI, PROMO)
        await house.stage.play(DAY)
        assert await house.story(message_id) == ["taken_in", *TRIED, "given_up"]
        message = await house.message(message_id)
        assert (message.state, message.cause) == (State.FAILED, "recipient.in_experiment")
        assert len(await house.sends(message_id)) == 1


async def test_131049_rests_one_contacts_marketing_a_day_then_two_then_ends(house: House) -> None:
    await unread(house, SARI)
    await house.sandbox.faults(withheld(131049, [SARI]))
    await house.agree(SARI)
    message_id = await house.send(SARI, PROMO)
    await house.stage.play(HOUR)
    [hold] = await house.holds()
    assert (hold.scope, hold.cause) == ("recipient_marketing", "recipient.marketing_cap")
    assert (await house.message(message_id)).state == State.HELD
    another = await house.send(SARI, PROMO)
    notice = await house.send(SARI)
    await house.stage.play(HOUR)
    assert await house.story(another) == ["taken_in", "kept_back"]
    assert await house.story(notice) == ["taken_in", "sending", "accepted", "sent", "delivered"]
    await house.stage.play(4 * DAY)
    told = await house.story(message_id)
    again = ["held", "released", *TRIED]
    assert told == ["taken_in", *TRIED, *again, *again, "given_up"]
    message = await house.message(message_id)
    assert (message.state, message.cause) == (State.FAILED, "recipient.marketing_cap")
    first, second, third = [send["at"] for send in await house.sends(message_id)]
    assert DAY <= second - first < DAY + HOUR
    assert 2 * DAY <= third - second < 2 * DAY + HOUR
    assert await open_alerts(house) == []


async def test_131049_to_an_american_number_is_never_tried_again(house: House) -> None:
    await house.sandbox.faults(withheld(131049, [AMERICAN]))
    await house.agree(AMERICAN)
    message_id = await house.send(AMERICAN, PROMO, sms_text="20% off")
    await house.stage.play(5 * DAY)
    assert await house.story(message_id) == ["taken_in", *TRIED, "rerouted", "sms_sent"]
    [decided] = await house.decisions(message_id)
    assert "recipient.region=US" in decided["evidence_used"]
    assert len(await house.sends(message_id)) == 1
    assert await house.holds() == []


async def test_131049_over_a_whole_sender_pauses_its_marketing_and_resumes_by_canary(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, policy=STORM, per_second=12.0) as house:
        people = numbers(40)
        await unread(house, SARI, *people)
        await house.sandbox.faults(withheld(131049, people))
        ids = await blast(house, "promo", people)
        await house.stage.play(2 * HOUR)
        paused = [hold for hold in await house.holds() if hold.scope == "sender_marketing"]
        assert [hold.cause for hold in paused] == ["sender.spam_signal"]
        assert paused[0].until is not None
        assert paused[0].until - paused[0].since == DAY
        [alert] = await open_alerts(house)
        assert (alert.cause, alert.audience) == ("sender.spam_signal", "marketing")
        assert "content" in alert.body.en
        assert "opted in" in alert.body.en
        assert await states(house, ids) == {"held": 40}
        notice = await house.send(SARI)
        await house.stage.play(MINUTE)
        assert (await house.message(notice)).state == State.DELIVERED
        await house.sandbox.forget_fault("withheld")
        await house.stage.play(DAY)
        await house.stage.play(5 * HOUR)
        assert await house.holds() == []
        assert await open_alerts(house) == []
        assert await states(house, ids) == {"delivered": 40}
        told = [await house.story(one) for one in ids.values()]
        for story in told:
            assert [kind for kind in story if kind != "alerted"] in PAUSED
        assert sum(story.count("alerted") for story in told) == 1
        accepted = [len(await house.sends(one)) for one in ids.values()]
        assert accepted == [story.count("accepted") for story in told]
        canaries = []
        for one in ids.values():
            stations = (await house.timeline(one)).stations
            canaries += [s.at for s in stations if s.kind == "released" and s.data["canary"]]
        assert len(canaries) == 1 + 4
        assert max(canaries) - min(canaries) >= HOUR


async def test_131049_that_recurs_pauses_the_sender_for_two_days(tmp_path: Path) -> None:
    async with open_house(tmp_path, policy=STORM, per_second=12.0) as house:
        people = numbers(40)
        await unread(house, *people)
        await house.sandbox.faults(withheld(131049, people))
        ids = await blast(house, "promo", people)
        await house.stage.play(DAY + HOUR)
        await house.stage.play(2 * HOUR)
        [hold] = [hold for hold in await house.holds() if hold.scope == "sender_marketing"]
        assert hold.pauses == 1
        assert hold.until is not None
        assert hold.until - hold.stage_since == 2 * DAY
        assert len(await open_alerts(house)) == 1
        assert await states(house, ids) == {"held": 40}
        told = [await house.story(one) for one in ids.values()]
        assert sorted(story.count("failed") for story in told)[-2:] == [1, 2]
        await house.sandbox.forget_fault("withheld")
        await house.stage.play(4 * DAY)
        assert await house.holds() == []
        assert await states(house, ids) == {"delivered": 40}
