"""Marketing by SMS keeps the quiet hours, as it does on WhatsApp."""

from crowd import PROMO
from house import House
from journeys.test_waiting_sms import BODY, SARI, provider, sms_of, texted, waits
from outbox.pacing import at
from people.webhooks import Json
from terkirim.store.tables import contacts
from terkirim.vocabulary.clock import HOUR, MINUTE

EVENING = at("Asia/Jakarta", 2026, 11, 2, 21)
EVENING_IN_PAPUA = at("Asia/Jayapura", 2026, 11, 2, 21)
MORNING = at("Asia/Jakarta", 2026, 11, 3, 8)
MORNING_IN_PAPUA = at("Asia/Jayapura", 2026, 11, 3, 8)


async def at_night(house: House, evening: float, body: Json | None) -> str:
    """The provider takes nothing until the evening; its next try is five minutes after that."""
    await house.agree(SARI)
    await house.stage.play(evening - 6 * MINUTE - house.stage.clock.now())
    message_id = await waits(house, SARI, body=body)
    await provider(house, fails=True)
    await house.stage.play(5 * MINUTE)
    await provider(house, fails=False)
    assert (await sms_of(house, message_id)).state == "waiting"
    return message_id


async def test_it_waits_for_the_morning_and_says_so(house: House) -> None:
    message_id = await at_night(house, EVENING, PROMO)
    await house.stage.play(10 * HOUR)
    assert await texted(house) == []
    until = (await sms_of(house, message_id)).due_at
    assert MORNING <= until <= MORNING + 31 * MINUTE
    last = (await house.timeline(message_id)).stations[-1]
    assert (last.kind, last.data) == ("postponed", {"reason": "quiet_hours", "until": until})
    await house.stage.play(2 * HOUR)
    assert await texted(house) == [(SARI, BODY)]
    text = await sms_of(house, message_id)
    assert text.sent_at is not None
    assert text.sent_at >= MORNING
    assert text.tries == 3, "to wait for the morning is no try"


async def test_their_own_clock_counts(house: House) -> None:
    await house.agree(SARI)
    async with house.terkirim.store.write() as db:
        await db.execute(contacts.update().values(time_zone="Asia/Jayapura"))
    message_id = await at_night(house, EVENING_IN_PAPUA, PROMO)
    await house.stage.play(HOUR)
    assert await texted(house) == []
    until = (await sms_of(house, message_id)).due_at
    assert MORNING_IN_PAPUA <= until <= MORNING_IN_PAPUA + 31 * MINUTE


async def test_what_is_no_marketing_goes_at_once(house: House) -> None:
    await at_night(house, EVENING, None)
    await house.stage.play(HOUR)
    assert await texted(house) == [(SARI, BODY)]
