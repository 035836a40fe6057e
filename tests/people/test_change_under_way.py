"""A person changes their number while a message to them is under way, and it fails."""

from crowd import PROMO, blast, everything
from house import House
from people.webhooks import became, everybody, tell, wrote
from statuses import deliver, envelope, said
from terkirim.store import Message
from terkirim.store.tables import contacts
from terkirim.vocabulary.clock import DAY, HOUR
from terkirim.vocabulary.states import State

SARI, NEW, STRANGER = "+6281200000001", "+6281300000009", "+6281300000010"
ID, NEW_ID, OTHER_ID = "ID.1001", "ID.2002", "ID.3003"
ARRIVED = (State.DELIVERED, State.READ)
UNDER_WAY = (State.ACCEPTED, State.SENT)
PASSES = 131000  # something went wrong: worth another try
EXPERIMENT = 130472  # tried once more, then sent by SMS


async def unheard(house: House, *phones: str) -> None:
    """What these people get is accepted, and nothing is told of it."""
    await house.sandbox.people(*({"phone": phone, "delivers": False} for phone in phones))


async def fails(house: House, message_id: str, code: int = PASSES) -> None:
    """WhatsApp tells that the attempt under way failed."""
    message = await house.message(message_id)
    assert message.wamid
    status = said("failed", message.wamid, house.stage.clock.now(), message_id, code)
    assert await deliver(house, envelope([status])) == 200
    await house.service.until_idle()


async def moves(house: House) -> None:
    """Sari tells WhatsApp that she has another number."""
    await tell(house, became((SARI, None), (NEW, NEW_ID), house.stage.clock.now()))


async def went_to(house: House, message_id: str) -> list[str]:
    """Where each attempt went, by the sandbox's own record."""
    return [send["to"] for send in await house.sends(message_id)]


async def of(house: House, ids: dict[str, str]) -> dict[str, Message]:
    """The messages of a campaign, by the number it was meant for."""
    now = {one.id: one for one in await everything(house)}
    return {phone: now[one] for phone, one in ids.items()}


async def test_the_next_try_goes_to_the_new_number(house: House) -> None:
    await unheard(house, SARI)
    message_id = await house.send(SARI)
    await house.service.until_idle()
    assert (await house.message(message_id)).state in UNDER_WAY
    await moves(house)
    assert (await house.message(message_id)).recipient == SARI, "that is where it went"
    await fails(house, message_id)
    await house.stage.play(HOUR)
    assert await went_to(house, message_id) == [SARI, NEW]
    message = await house.message(message_id)
    assert (message.recipient, message.state in ARRIVED) == (NEW, True)
    [contact] = await everybody(house)
    assert contact.id == message.contact_id


async def test_its_sms_goes_there_too(house: House) -> None:
    await house.sandbox.faults(
        {"name": "withheld", "match": {"recipients": [NEW]}, "fail": {"code": EXPERIMENT}}
    )
    await unheard(house, SARI)
    await house.agree(SARI)
    message_id = await house.send(SARI, PROMO, sms_text="Potongan 20%")
    await house.service.until_idle()
    await fails(house, message_id, EXPERIMENT)
    assert (await house.message(message_id)).state == State.QUEUED
    await house.stage.play(7 * HOUR)
    assert await went_to(house, message_id) == [SARI, SARI], "nobody knew of another number"
    await moves(house)
    await fails(house, message_id, EXPERIMENT)
    await house.stage.play(HOUR)
    assert (await house.message(message_id)).state == State.REROUTED
    assert [one["to"] for one in (await house.sandbox.record())["sms"]] == [NEW]


async def test_who_was_in_a_campaign_by_both_numbers_gets_it_once(house: House) -> None:
    """Both are under way when it shows: one may still be tried again, the other may not."""
    await unheard(house, SARI, NEW)
    ids = await blast(house, "promo", [SARI, NEW], sms="Potongan {2}")
    await house.service.until_idle()
    await moves(house)
    for message_id in ids.values():
        await fails(house, message_id)
    await house.stage.play(3 * DAY)
    both = await of(house, ids)
    [lost] = [one for one in both.values() if one.campaign_id is None]
    [kept] = [one for one in both.values() if one.campaign_id is not None]
    assert (lost.state, len(await house.sends(lost.id))) == (State.EXPIRED, 1)
    assert "left_out" in await house.story(lost.id)
    assert (kept.state in UNDER_WAY, (await went_to(house, kept.id))[1:]) == (True, [NEW])
    assert (await house.sandbox.record())["sms"] == []


async def test_what_waits_gives_way_to_what_is_under_way(house: House) -> None:
    """Sari, the older contact, is asleep when her other number has got the campaign already."""
    await tell(house, wrote(SARI, None, house.stage.clock.now()))
    ids = await blast(house, "promo", [SARI, NEW])
    await house.sandbox.people({"phone": NEW, "reads": False})
    async with house.terkirim.store.write() as db:
        asleep = {"time_zone": "America/New_York"}
        await db.execute(contacts.update().where(contacts.c.phone == SARI).values(asleep))
    await house.stage.play(HOUR)
    before = await of(house, ids)
    assert (before[SARI].state, before[NEW].state) == (State.QUEUED, State.DELIVERED)
    await moves(house)
    after = await of(house, ids)
    assert (after[SARI].state, after[SARI].campaign_id) == (State.CANCELLED, None)
    assert after[SARI].cause == "recipient.identity_changed"
    assert after[NEW].campaign_id == before[NEW].campaign_id
    assert {one.contact_id for one in after.values()} == {before[SARI].contact_id}


async def test_nothing_is_tried_again_at_a_number_that_is_anothers_now(house: House) -> None:
    await tell(house, wrote(SARI, None, house.stage.clock.now()))
    await unheard(house, SARI)
    await house.stage.clock.advance_to(house.stage.clock.now() + 100 * DAY)
    message_id = await house.send(SARI)
    await house.service.until_idle()
    key = {"type": "system", "identity": {"hash": "x"}, "from": SARI.removeprefix("+")}
    told = {"body": "User identity changed", "type": "customer_identity_changed"}
    at = str(int(house.stage.clock.now()))
    await tell(house, {**key, "id": "wamid.1", "timestamp": at, "system": told})
    await fails(house, message_id)
    await house.stage.play(DAY)
    message = await house.message(message_id)
    assert message.state == State.EXPIRED
    assert await went_to(house, message_id) == [SARI]
