"""The journey through a number that lost its registration: 133010."""

from crowd import open_alerts, unread
from house import House
from terkirim.cli.demo.human import PIN
from terkirim.delivery.senders.verify import verify
from terkirim.sandbox import LIVE_SENDER, TEST_SENDER
from terkirim.vocabulary.clock import HOUR, MINUTE
from terkirim.vocabulary.states import State

SARI = "+6281200000001"
BUDI = "+6281200000002"
HELD = ["taken_in", "sending", "failed", "decided", "held", "alerted"]


async def test_133010_names_the_steps_and_verifying_lifts_the_hold(house: House) -> None:
    await unread(house, SARI, BUDI)
    await house.sandbox.sender(LIVE_SENDER, registered=False, verified=False)
    await house.sandbox.sender(TEST_SENDER, allow_list=[BUDI])
    message_id = await house.send(SARI)
    await house.stage.play(2 * HOUR)
    assert await house.story(message_id) == HELD
    message = await house.message(message_id)
    assert (message.state, message.cause) == (State.HELD, "sender.not_registered")
    [hold] = await house.holds()
    assert (hold.scope, hold.key, hold.probe) == ("sender", LIVE_SENDER, "sender")
    [alert] = await open_alerts(house)
    assert "terkirim senders verify" in alert.body.id
    assert "terkirim senders verify" in alert.body.en
    behind = await house.send(SARI)
    other = await house.send(BUDI, sender=TEST_SENDER)
    await house.stage.play(HOUR)
    assert await house.story(behind) == ["taken_in", "kept_back"]
    assert (await house.message(other)).state == State.DELIVERED

    t, asked = house.terkirim, []

    async def code_from_phone() -> str:
        code = await house.sandbox.otp(LIVE_SENDER)
        asked.append(code)
        return code

    sender = await verify(t.api, t.senders, LIVE_SENDER, "SMS", PIN, code_from_phone)
    assert len(asked) == 1
    assert (sender.code_verification_status, sender.status) == ("VERIFIED", "CONNECTED")
    assert sender.platform_type == "CLOUD_API"
    await house.stage.play(20 * MINUTE)
    assert await house.holds() == []
    assert await open_alerts(house) == []
    out = ["released", "sending", "accepted", "sent", "delivered"]
    assert await house.story(message_id) == [*HELD, *out]
    assert await house.story(behind) == ["taken_in", "kept_back", *out]
    assert [send["outcome"] for send in await house.sends(message_id)] == ["refused", "accepted"]
