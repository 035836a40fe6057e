"""Two people in one campaign turn out to be one while an SMS waits: they get it once."""

import pytest

from crowd import blast
from house import House
from journeys.test_waiting_sms import incapable, provider, sms_of, texted
from people.webhooks import became, tell
from terkirim.store.records import Sms
from terkirim.store.tables import contacts, sms
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State

SARI, NEW, NEW_ID = "+6281200000001", "+6281300000009", "ID.2002"
TEXT = "Potongan 20%"


async def moves(house: House) -> None:
    """Sari tells WhatsApp that she has another number."""
    await tell(house, became((SARI, None), (NEW, NEW_ID), house.stage.clock.now()))


async def campaign(house: House, *, fails: bool) -> dict[str, str]:
    """A campaign to both numbers; the SMS provider takes nothing, or takes texts."""
    await provider(house, fails=fails)
    ids = await blast(house, "promo", [SARI, NEW], sms=TEXT)
    await house.service.until_idle()
    return ids


async def postpone(house: House, message_id: str) -> None:
    """The next try to send this SMS is in an hour."""
    async with house.terkirim.store.write() as db:
        at = house.stage.clock.now() + HOUR
        await db.execute(sms.update().where(sms.c.message_id == message_id).values(due_at=at))


async def asleep(house: House, phone: str) -> None:
    """It is night where this person lives."""
    await house.agree(phone)
    async with house.terkirim.store.write() as db:
        zone = {"time_zone": "America/New_York"}
        await db.execute(contacts.update().where(contacts.c.phone == phone).values(zone))


async def texts(house: House, ids: dict[str, str]) -> list[Sms]:
    """The SMS of a campaign, in the order of what became of them."""
    return sorted([await sms_of(house, one) for one in ids.values()], key=lambda one: one.state)


async def test_of_two_that_wait_one_is_sent(house: House) -> None:
    await incapable(house, SARI, NEW)
    ids = await campaign(house, fails=True)
    assert [one.state for one in await texts(house, ids)] == ["waiting", "waiting"]
    await moves(house)
    await provider(house, fails=False)
    await house.stage.play(DAY)
    assert await texted(house) == [(NEW, TEXT)]
    off, sent = await texts(house, ids)
    assert (off.state, sent.state) == ("cancelled", "sent")
    left, kept = await house.message(off.message_id), await house.message(sent.message_id)
    assert (left.state, left.cause) == (State.REROUTED, "recipient.identity_changed")
    assert (left.campaign_id, kept.campaign_id is None) == (None, False)
    assert (await house.story(left.id))[-1] == "sms_cancelled"
    assert await house.service.until_idle() > house.stage.clock.now(), "nothing is due any more"


@pytest.mark.parametrize("waiting", [SARI, NEW])
async def test_one_that_waits_is_called_off_where_the_other_was_read_on_whatsapp(
    house: House, waiting: str
) -> None:
    await incapable(house, waiting)
    ids = await campaign(house, fails=True)
    await house.stage.play(MINUTE / 2)
    [read] = [ids[one] for one in ids if one != waiting]
    assert (await house.message(read)).state in (State.DELIVERED, State.READ)
    await moves(house)
    await provider(house, fails=False)
    await house.stage.play(DAY)
    assert await texted(house) == []
    assert (await sms_of(house, ids[waiting])).state == "cancelled"
    assert (await house.message(read)).campaign_id is not None


@pytest.mark.parametrize("waiting", [SARI, NEW])
async def test_one_that_waits_is_called_off_where_the_other_was_sent(
    house: House, waiting: str
) -> None:
    """The one that waits is the one that leaves the campaign, whoever's contact goes."""
    [other] = [one for one in (SARI, NEW) if one != waiting]
    await incapable(house, SARI, NEW)
    ids = await campaign(house, fails=True)
    await provider(house, fails=False)
    await postpone(house, ids[waiting])
    await house.stage.play(5 * MINUTE)
    assert await texted(house) == [(other, TEXT)]
    await moves(house)
    await house.stage.play(DAY)
    assert await texted(house) == [(other, TEXT)]
    assert (await sms_of(house, ids[waiting])).state == "cancelled"
    assert (await house.message(ids[other])).campaign_id is not None


async def test_what_both_were_sent_already_stays_as_it_is(house: House) -> None:
    await incapable(house, SARI, NEW)
    ids = await campaign(house, fails=False)
    await moves(house)
    await house.stage.play(DAY)
    assert sorted(await texted(house)) == [(SARI, TEXT), (NEW, TEXT)]
    assert [one.state for one in await texts(house, ids)] == ["sent", "sent"]
    assert {(await house.message(one)).sms_text for one in ids.values()} == {TEXT}


async def test_what_is_still_to_be_sent_takes_the_place_of_an_sms_that_failed(
    house: House,
) -> None:
    """Nobody takes the SMS for one number: the message to the other is not called off for it."""
    await incapable(house, SARI)
    await asleep(house, NEW)
    ids = await campaign(house, fails=True)
    await house.stage.play(4 * HOUR)
    assert (await sms_of(house, ids[SARI])).state == "failed"
    assert (await house.message(ids[NEW])).state == State.QUEUED
    await moves(house)
    await house.stage.play(DAY)
    assert await texted(house) == []
    assert len(await house.sends(ids[NEW])) == 1
