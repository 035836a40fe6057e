"""An SMS waits for its provider while the person it is for refuses such messages."""

import pytest
from sqlalchemy import update

from consent.registry import command, writes
from crowd import PROMO
from house import House
from journeys.test_waiting_sms import BODY, BUDI, SARI, provider, sms_of, texted, waits
from people.webhooks import Json
from terkirim.cli.demo.audit import audit
from terkirim.delivery.outbox.forget_person import forget_person
from terkirim.store.tables import contacts, messages
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State

STOPPED = "recipient.opted_out"
ORDER = None  # what a house sends where nothing else is asked for: a utility message


async def called_off(house: House, message_id: str, cause: str = STOPPED) -> None:
    """Nothing leaves by SMS, and it is written down why."""
    await house.stage.play(DAY)
    assert await texted(house) == []
    assert (await sms_of(house, message_id)).state == "cancelled"
    message = await house.message(message_id)
    assert (message.state, message.cause) == (State.REROUTED, cause)
    stations = (await house.timeline(message_id)).stations
    [told] = [one.data for one in stations if one.kind == "sms_cancelled"]
    assert told == {"cause": cause}
    books = [await house.message(message_id)]
    record = await house.sandbox.record()
    assert audit(record, books, await house.terkirim.insights.sms_called_off()).lost == ()
    assert audit(record, books, frozenset()).lost == (message_id,)
    assert await house.service.until_idle() > house.stage.clock.now(), "nothing is due any more"


@pytest.mark.parametrize(
    ("body", "said"), [(PROMO, "STOP"), (PROMO, "STOP SEMUA"), (ORDER, "STOP SEMUA")]
)
async def test_who_said_stop_meanwhile_gets_no_sms(
    house: House, body: Json | None, said: str
) -> None:
    await house.agree(SARI)
    message_id = await waits(house, SARI, body=body)
    await writes(house, said)
    await called_off(house, message_id)


async def test_what_the_owner_recorded_by_hand_counts_too(house: House) -> None:
    await house.agree(SARI)
    message_id = await waits(house, SARI, body=PROMO)
    await house.agree(SARI, given=False)
    await called_off(house, message_id)


async def test_what_is_past_its_life_does_not_go_by_sms_either(house: House) -> None:
    await house.agree(SARI)
    message_id = await waits(house, SARI, body=PROMO)
    async with house.terkirim.store.write() as db:
        soon = house.stage.clock.now() + MINUTE
        await db.execute(update(messages).values(expires_at=soon))
    await called_off(house, message_id, "message.expired")


async def test_it_is_told_why_the_sms_did_not_go(house: House) -> None:
    await house.agree(SARI)
    message_id = await waits(house, SARI, body=PROMO)
    await writes(house, "STOP")
    await house.stage.play(HOUR)
    told = (await command(house, "messages", "show", message_id)).output
    assert "sms_cancelled" in told
    assert "stopped marketing messages" in told.rsplit("sms_cancelled", 1)[1]


async def test_stop_is_about_promotions_alone(house: House) -> None:
    """An order notice goes by SMS all the same; so does what others wait for."""
    await house.agree(SARI, BUDI)
    promo = await waits(house, SARI, SARI, BUDI, body=PROMO)
    await provider(house, fails=True)
    ids = [await house.send(SARI, sms_text="Pesanan"), await house.send(BUDI, PROMO, sms_text="20")]
    await house.service.until_idle()
    await provider(house, fails=False)
    await writes(house, "STOP")
    await house.stage.play(HOUR)
    assert sorted(await texted(house)) == [(SARI, "Pesanan"), (BUDI, "20")]
    assert [(await sms_of(house, one)).state for one in (promo, *ids)] == [
        "cancelled",
        "sent",
        "sent",
    ]


async def test_a_code_they_asked_for_goes_to_who_said_stop_to_everything(house: House) -> None:
    code = await waits(house, SARI)
    async with house.terkirim.store.write() as db:
        is_code = {"category": "authentication"}
        await db.execute(update(messages).where(messages.c.id == code).values(is_code))
    await writes(house, "STOP SEMUA")
    await house.stage.play(HOUR)
    assert await texted(house) == [(SARI, BODY)]


async def test_who_wants_it_again_before_it_is_due_gets_it(house: House) -> None:
    await house.agree(SARI)
    await waits(house, SARI, body=PROMO)
    await provider(house, fails=True)
    await house.stage.play(2 * MINUTE)  # refused once more: ten minutes to the next try
    await writes(house, "STOP")
    await writes(house, "MULAI")
    await provider(house, fails=False)
    await house.stage.play(HOUR)
    assert await texted(house) == [(SARI, BODY)]


async def test_not_to_know_what_they_want_calls_nothing_off(house: House) -> None:
    """It was allowed when it was taken in: only a refusal takes that back."""
    await house.agree(SARI)
    await waits(house, SARI, body=PROMO)
    async with house.terkirim.store.write() as db:
        await db.execute(update(contacts).values(consent="unknown"))
    await house.stage.play(HOUR)
    assert await texted(house) == [(SARI, BODY)]


@pytest.mark.parametrize("body", [PROMO, ORDER])
async def test_nothing_goes_to_who_is_forgotten(house: House, body: Json | None) -> None:
    await house.agree(SARI)
    message_id = await waits(house, SARI, body=body)
    await forget_person(house.terkirim.store, house.terkirim.clock, SARI)
    await house.stage.play(DAY)
    assert await texted(house) == []
    assert (await house.timeline(message_id)).sms is None, "it held their number"
