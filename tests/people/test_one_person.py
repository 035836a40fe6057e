"""One contact per person: by number, by user id, by both, in other spellings, after a change."""

import msgspec
import pytest

from crowd import PROMO, everything
from house import House
from people.webhooks import became, body, everybody, history, named, tell, wrote
from statuses import deliver, envelope, said
from terkirim.delivery.outbox.send_one import Refused, Request
from terkirim.sandbox import LIVE_SENDER
from terkirim.store import Contact, contacts, holds, identities
from terkirim.store.records import Hold
from terkirim.store.tables import contacts as people_table
from terkirim.store.tables import messages as messages_table
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State

SARI, NEW = "+6281200000001", "+6281300000009"
ID, NEW_ID = "ID.1001", "ID.2002"
BRAZIL, BRAZIL_SHORT = "+5531987654321", "+553187654321"
Addresses = tuple[str | None, str | None]


async def only(house: House) -> Contact:
    [contact] = await everybody(house)
    return contact


async def agree(house: House, consent: str = "yes") -> None:
    async with house.terkirim.store.write() as db:
        await db.execute(people_table.update().values(consent=consent))


async def test_a_number_and_a_user_id_become_one_person(house: House) -> None:
    now = house.stage.clock.now()
    await tell(house, wrote(SARI, None, now - 9), wrote(None, ID, now - 8))
    assert len(await everybody(house)) == 2
    by_number = await house.send(SARI)
    by_id = await house.send(ID)
    await tell(house, wrote(SARI, ID, now - 7))
    contact = await only(house)
    assert (contact.phone, contact.bsuid) == (SARI, ID)
    for one in (by_number, by_id):
        assert (await house.message(one)).contact_id == contact.id


async def test_meta_s_spelling_is_taken_from_the_answer_and_nobody_doubled(house: House) -> None:
    """The sandbox, like WhatsApp, knows this number without its ninth digit."""
    first = await house.send(BRAZIL)
    await house.service.until_idle()
    contact = await only(house)
    assert contact.phone == BRAZIL_SHORT
    assert await history(house) == {(contact.id, BRAZIL)}
    second = await house.send(BRAZIL)
    await house.sandbox.writes(LIVE_SENDER, BRAZIL, "Oi")
    await house.stage.play(HOUR)
    assert (await only(house)).phone == BRAZIL_SHORT
    for one in (first, second):
        assert (await house.message(one)).state in (State.DELIVERED, State.READ)
        assert (await house.message(one)).contact_id == contact.id


async def test_a_changed_number_keeps_consent_and_window_and_gets_what_waits(house: House) -> None:
    await house.sandbox.writes(LIVE_SENDER, SARI, "Halo")
    await house.stage.play(MINUTE)
    await agree(house)
    before = await only(house)
    await house.sandbox.account("200000000000001", payment_ok=False)
    waiting = await house.send(SARI, PROMO)
    await house.stage.play(MINUTE)
    assert (await house.message(waiting)).state == State.HELD
    order = {"type": "user_changed_number", "phone": NEW}
    await house.sandbox.inbound(**{"sender": LIVE_SENDER, "from": SARI, "system": order})
    await house.stage.play(MINUTE)
    after = await only(house)
    assert (after.id, after.phone, after.consent) == (before.id, NEW, "yes")
    assert after.bsuid not in (None, before.bsuid)
    assert await history(house) == {(before.id, SARI), (before.id, before.bsuid)}
    async with house.terkirim.store.read() as db:
        assert await contacts.last_inbound(db, LIVE_SENDER, [after.id])
    assert (await house.message(waiting)).recipient == NEW
    [found] = await house.terkirim.insights.to_recipient(SARI)
    assert found.id == waiting


async def test_what_waits_goes_to_the_number_of_who_was_two_contacts(house: House) -> None:
    now = house.stage.clock.now()
    await tell(house, wrote(SARI, None, now - 9), wrote(NEW, ID, now - 8))
    await agree(house)
    await house.sandbox.account("200000000000001", payment_ok=False)
    waiting = await house.send(SARI, PROMO)
    await house.stage.play(MINUTE)
    assert (await house.message(waiting)).state == State.HELD
    await tell(house, became((SARI, None), (NEW, None), house.stage.clock.now()))
    contact, message = await only(house), await house.message(waiting)
    assert (contact.phone, contact.bsuid) == (NEW, ID)
    assert (message.contact_id, message.recipient) == (contact.id, NEW)


async def test_what_waits_for_another_spelling_of_a_number_stays_as_it_is(house: House) -> None:
    await tell(house, wrote(BRAZIL, ID, house.stage.clock.now()))
    await agree(house)
    waiting = await house.send(BRAZIL, PROMO)
    await house.stage.play(MINUTE)
    assert (await house.message(waiting)).state == State.QUEUED, "it is night there"
    await tell(house, wrote(BRAZIL_SHORT, ID, house.stage.clock.now()))
    assert (await only(house)).phone == BRAZIL_SHORT
    assert "readdressed" not in await house.story(waiting)


async def test_what_comes_late_of_the_old_number_does_not_bring_it_back(house: House) -> None:
    now = house.stage.clock.now()
    await tell(house, wrote(SARI, ID, now - 100))
    await tell(house, became((SARI, ID), (NEW, NEW_ID), now - 50))
    await tell(house, wrote(SARI, None, now - 60), wrote(None, ID, now - 55))
    contact = await only(house)
    assert (contact.phone, contact.bsuid) == (NEW, NEW_ID)
    await tell(house, wrote(SARI, None, now - 5))
    assert [one.phone for one in await everybody(house)] == [NEW, SARI], "a new person has it now"


async def test_another_user_id_told_after_a_later_message_is_taken_all_the_same(
    house: House,
) -> None:
    now = house.stage.clock.now()
    await tell(house, wrote(SARI, ID, now - 30), wrote(SARI, None, now - 10))
    await tell(house, became((SARI, ID), (SARI, NEW_ID), now - 20))
    contact = await only(house)
    assert (contact.phone, contact.bsuid) == (SARI, NEW_ID)
    assert await history(house) == {(contact.id, ID)}


async def test_history_says_from_when_to_when_an_address_was_theirs(house: House) -> None:
    now = int(house.stage.clock.now())
    third = "+6281400000007"
    await tell(house, wrote(SARI, ID, now - 90))
    await tell(house, became((SARI, ID), (NEW, ID), now - 60))
    await tell(house, became((NEW, ID), (third, ID), now - 30))
    async with house.terkirim.store.read() as db:
        first, second = await identities.of_contact(db, (await only(house)).id)
    assert (first.value, first.until) == (SARI, now - 60)
    assert (second.value, second.since, second.until) == (NEW, now - 60, now - 30)


async def test_a_number_had_twice_is_lost_twice(house: House) -> None:
    now = int(house.stage.clock.now())
    await tell(house, wrote(SARI, ID, now - 90))
    for at, old, new in ((now - 60, SARI, NEW), (now - 40, NEW, SARI), (now - 20, SARI, NEW)):
        await tell(house, became((old, ID), (new, ID), at))
    async with house.terkirim.store.read() as db:
        had = await identities.of_contact(db, (await only(house)).id)
    assert [one.until for one in had if one.value == SARI] == [now - 60, now - 20]


async def test_a_number_from_before_one_that_was_given_up_is_history(house: House) -> None:
    now, older = house.stage.clock.now(), "+6281400000007"
    await tell(house, became((SARI, ID), (NEW, ID), now - 20), wrote(older, ID, now - 50))
    contact = await only(house)
    assert (contact.phone, contact.bsuid) == (NEW, ID)
    assert await history(house) == {(contact.id, SARI), (contact.id, older)}


async def test_a_late_status_of_the_old_number_does_not_bring_it_back(house: House) -> None:
    await house.sandbox.people({"phone": SARI, "delivers": False})
    message_id = await house.send(SARI)
    await house.service.until_idle()
    wamid, now = (await house.message(message_id)).wamid, house.stage.clock.now()
    assert wamid
    await tell(house, became((SARI, ID), (NEW, NEW_ID), now - 50))
    status = {
        **said("delivered", wamid, now),
        **named("recipient_id", SARI, ID, "recipient_user_id"),
    }
    assert await deliver(house, envelope([status])) == 200
    await house.service.until_idle()
    assert (await house.message(message_id)).state == State.DELIVERED
    contact = await only(house)
    assert (contact.phone, contact.bsuid) == (NEW, NEW_ID)


async def under_way(house: House, to: str) -> str:
    """A message to them that nothing is told of; answers with Meta's id."""
    await house.sandbox.people({"phone": SARI, "delivers": False})
    message_id = await house.send(to)
    await house.service.until_idle()
    wamid = (await house.message(message_id)).wamid
    assert wamid
    return wamid


async def arrived(house: House, wamid: str, phone: str | None, bsuid: str | None) -> None:
    """WhatsApp tells that it arrived, and where it went."""
    where = named("recipient_id", phone, bsuid, "recipient_user_id")
    status = {**said("delivered", wamid, house.stage.clock.now()), **where}
    assert await deliver(house, envelope([status])) == 200
    await house.service.until_idle()


async def test_a_number_goes_from_one_to_another_who_had_one(house: House) -> None:
    now = house.stage.clock.now()
    await tell(house, wrote(SARI, ID, now - 50), wrote(NEW, NEW_ID, now - 40))
    await tell(house, wrote(SARI, NEW_ID, now - 20))
    assert await numbers(house) == {ID: None, NEW_ID: SARI}
    await tell(house, wrote("+6281400000007", ID, now - 45))
    assert await numbers(house) == {ID: None, NEW_ID: SARI}, "from before it was given up"


async def test_an_old_number_is_theirs_until_the_next_and_no_longer(house: House) -> None:
    now, older, between = house.stage.clock.now(), "+6281400000007", "+6281400000008"
    await tell(house, became((between, ID), (NEW, ID), now - 20))
    await tell(house, became((SARI, ID), (between, ID), now - 30))
    await tell(house, wrote(older, ID, now - 35), wrote(older, NEW_ID, now - 25))
    assert await numbers(house) == {ID: NEW, NEW_ID: older}


async def test_a_switch_shows_whose_the_number_is(house: House) -> None:
    now = house.stage.clock.now()
    await tell(house, wrote(SARI, ID, now - 50))
    who = {"wa_id": SARI.removeprefix("+"), "user_id": ID, "detail": "", "timestamp": int(now - 20)}
    switch = {**who, "category": "marketing_messages", "value": "stop"}
    told = msgspec.json.decode(body([switch], "user_preferences"))
    told["entry"][0]["changes"][0]["field"] = "user_preferences"
    assert await deliver(house, msgspec.json.encode(told)) == 200
    await house.service.until_idle()
    await tell(house, wrote(NEW, ID, now - 30))
    contact = await only(house)
    assert (contact.phone, contact.consent) == (SARI, "no")


async def test_a_late_status_with_a_kept_user_id_does_not_bring_the_old_number_back(
    house: House,
) -> None:
    """A status names where its message went."""
    wamid = await under_way(house, SARI)
    await tell(house, became((SARI, ID), (NEW, ID), house.stage.clock.now()))
    await house.stage.clock.advance_to(house.stage.clock.now() + MINUTE)
    await arrived(house, wamid, SARI, ID)
    contact = await only(house)
    assert (contact.phone, contact.bsuid) == (NEW, ID)


async def test_a_user_id_a_status_tells_of_is_as_old_as_its_message(house: House) -> None:
    wamid = await under_way(house, SARI)
    start = house.stage.clock.now()
    await house.stage.clock.advance_to(start + HOUR)
    await arrived(house, wamid, SARI, ID)
    assert (await only(house)).bsuid == ID
    await tell(house, wrote(SARI, NEW_ID, start - MINUTE))
    assert (await only(house)).bsuid == ID, "an id from before is none of today"
    await tell(house, wrote(SARI, "ID.3003", start + MINUTE))
    assert (await only(house)).bsuid == "ID.3003"


async def test_another_user_id_a_status_tells_of_is_as_old_as_its_message(house: House) -> None:
    await tell(house, wrote(SARI, ID, house.stage.clock.now() - DAY))
    wamid = await under_way(house, SARI)
    start = house.stage.clock.now()
    await house.stage.clock.advance_to(start + HOUR)
    await tell(house, wrote(SARI, NEW_ID, start + MINUTE))
    await arrived(house, wamid, SARI, "ID.3003")
    assert (await only(house)).bsuid == NEW_ID


async def test_what_is_heard_of_one_address_says_nothing_of_the_other(house: House) -> None:
    """A status names the number only; another user id was seen before it arrived."""
    now = house.stage.clock.now()
    await tell(house, wrote(SARI, ID, now - DAY))
    wamid = await under_way(house, SARI)
    await house.stage.clock.advance_to(now + HOUR)
    await arrived(house, wamid, SARI, None)
    await tell(house, wrote(SARI, NEW_ID, now + MINUTE))
    assert (await only(house)).bsuid == NEW_ID


async def numbers(house: House) -> dict[str | None, str | None]:
    """Who has which number, by user id."""
    return {one.bsuid: one.phone for one in await everybody(house)}


async def test_a_number_back_with_its_first_owner_leaves_who_had_it(house: House) -> None:
    now = house.stage.clock.now()
    await tell(house, became((SARI, ID), (NEW, ID), now - 50), wrote(SARI, NEW_ID, now - 30))
    await tell(house, wrote(SARI, ID, now - 40))
    assert await numbers(house) == {ID: NEW, NEW_ID: SARI}, "from before the other one had it"
    await tell(house, wrote(SARI, ID, now - 10))
    assert await numbers(house) == {ID: SARI, NEW_ID: None}


async def test_a_status_tells_the_user_id_of_a_number(house: House) -> None:
    await house.sandbox.people({"phone": SARI, "reads": False})
    await house.send(SARI)
    await house.stage.play(HOUR)
    contact = await only(house)
    assert contact.bsuid is not None
    await tell(house, wrote(None, contact.bsuid, house.stage.clock.now()))
    assert (await only(house)).id == contact.id


async def test_a_status_tells_another_number_of_who_has_a_user_id(house: House) -> None:
    await tell(house, wrote(SARI, ID, house.stage.clock.now() - HOUR))
    wamid = await under_way(house, SARI)
    await house.stage.play(MINUTE)
    await arrived(house, wamid, NEW, None)
    contact = await only(house)
    assert (contact.phone, contact.bsuid) == (NEW, ID)
    assert await history(house) == {(contact.id, SARI)}


async def test_a_status_shows_that_two_are_one(house: House) -> None:
    await house.sandbox.people({"phone": SARI, "delivers": False})
    await tell(house, wrote(None, ID, house.stage.clock.now() - HOUR))
    message_id = await house.send(SARI)
    await house.service.until_idle()
    wamid = (await house.message(message_id)).wamid
    assert wamid
    status = {**said("delivered", wamid, house.stage.clock.now()), "recipient_user_id": ID}
    assert await deliver(house, envelope([status])) == 200
    await house.service.until_idle()
    contact = await only(house)
    assert (contact.phone, contact.bsuid) == (SARI, ID)
    assert contact.delivered_at is not None
    assert (await house.message(message_id)).state == State.DELIVERED


async def test_a_refusal_of_either_stands_after_both_are_one(house: House) -> None:
    now = house.stage.clock.now()
    await tell(house, wrote(SARI, None, now - 9))
    await agree(house)
    await tell(house, wrote(None, ID, now - 8, "STOP"))
    await tell(house, wrote(SARI, ID, now - 7))
    contact = await only(house)
    assert contact.consent == "no"
    refused = await house.terkirim.single.take_in(Request(LIVE_SENDER, SARI, PROMO))
    assert isinstance(refused, Refused)


async def test_all_that_is_theirs_follows_and_a_campaign_still_reaches_them_once(
    house: House,
) -> None:
    now = house.stage.clock.now()
    await tell(house, wrote(SARI, None, now - 9), wrote(None, ID, now - 8))
    first, second = await everybody(house)
    ids = [await house.send(SARI), await house.send(ID)]
    async with house.terkirim.store.write() as db:
        for message_id, own in zip(ids, (first, second), strict=True):
            await contacts.watch_failure(db, message_id, own.id, "recipient.unreachable", now, now)
            await holds.add(
                db,
                Hold(
                    f"hold_{own.id}", "recipient", own.id, "recipient.unreachable", now, False, now
                ),
            )
            values = {"campaign_id": "camp_1"}
            await db.execute(messages_table.update().values(values))
    await tell(house, wrote(SARI, ID, now - 7))
    contact = await only(house)
    messages = [one for one in await everything(house) if one.id in ids]
    assert {one.contact_id for one in messages} == {contact.id}
    assert sorted(str(one.campaign_id) for one in messages) == ["None", "camp_1"]
    [surplus] = [one for one in messages if one.campaign_id is None]
    assert (surplus.state, surplus.cause) == (State.CANCELLED, "recipient.identity_changed")
    assert {one.key for one in await house.holds()} <= {contact.id}


async def test_a_number_silent_for_long_that_returns_as_another_loses_its_opt_in(
    house: House,
) -> None:
    await tell(house, wrote(SARI, ID, house.stage.clock.now()))
    await agree(house)
    old = await only(house)
    await house.stage.clock.advance_to(house.stage.clock.now() + 91 * DAY)
    await tell(house, wrote(SARI, NEW_ID, house.stage.clock.now()))
    before, new = await everybody(house)
    assert (before.id, before.phone, before.bsuid, before.consent) == (old.id, None, ID, "yes")
    assert (new.phone, new.bsuid, new.consent) == (SARI, NEW_ID, "unknown")
    assert (old.id, SARI) in await history(house)


async def test_the_same_person_back_after_long_and_another_id_soon_lose_nothing(
    house: House,
) -> None:
    await tell(house, wrote(SARI, ID, house.stage.clock.now()))
    await agree(house)
    old = await only(house)
    await house.stage.clock.advance_to(house.stage.clock.now() + 200 * DAY)
    await tell(house, wrote(SARI, ID, house.stage.clock.now()))
    await house.stage.clock.advance_to(house.stage.clock.now() + 80 * DAY)
    await tell(house, wrote(SARI, NEW_ID, house.stage.clock.now()))
    contact = await only(house)
    assert (contact.id, contact.bsuid, contact.consent) == (old.id, NEW_ID, "yes")


@pytest.mark.parametrize(
    ("known_by", "returns_by"),
    [
        ((SARI, None), (SARI, ID)),
        ((SARI, ID), (SARI, None)),
        ((BRAZIL, ID), (BRAZIL_SHORT, ID)),
        ((None, ID), (SARI, ID)),
    ],
)
async def test_who_was_silent_for_long_and_returns_as_nobody_else_keeps_all(
    house: House, known_by: Addresses, returns_by: Addresses
) -> None:
    await tell(house, wrote(*known_by, house.stage.clock.now()))
    await agree(house)
    old = await only(house)
    await house.stage.clock.advance_to(house.stage.clock.now() + 100 * DAY)
    await tell(house, wrote(*returns_by, house.stage.clock.now()))
    contact = await only(house)
    assert (contact.id, contact.consent) == (old.id, "yes")


async def test_a_former_user_id_after_a_long_silence_is_still_nobody_else_s(house: House) -> None:
    now = house.stage.clock.now()
    await tell(house, wrote(SARI, ID, now - 9), became((SARI, ID), (SARI, NEW_ID), now - 5))
    old = await only(house)
    await house.stage.clock.advance_to(now + 100 * DAY)
    await tell(house, wrote(None, ID, house.stage.clock.now()))
    contact = await only(house)
    assert (contact.id, contact.phone) == (old.id, SARI)


async def test_a_new_identity_key_matters_only_after_a_long_silence(house: House) -> None:
    await tell(house, wrote(SARI, None, house.stage.clock.now()))
    await agree(house)
    change = {
        "from": SARI.removeprefix("+"),
        "id": "wamid.1",
        "type": "system",
        "identity": {"hash": "x"},
        "system": {"body": "User identity changed", "type": "customer_identity_changed"},
    }
    await tell(house, {**change, "timestamp": str(int(house.stage.clock.now()))})
    assert (await only(house)).phone == SARI
    await house.stage.clock.advance_to(house.stage.clock.now() + 100 * DAY)
    await tell(house, {**change, "timestamp": str(int(house.stage.clock.now()))})
    before, new = await everybody(house)
    assert (before.phone, before.consent) == (None, "yes")
    assert (new.phone, new.consent) == (SARI, "unknown")


async def test_a_new_identity_key_of_the_same_user_id_is_a_new_device(house: House) -> None:
    await tell(house, wrote(SARI, ID, house.stage.clock.now()))
    await house.stage.clock.advance_to(house.stage.clock.now() + 100 * DAY)
    change = {
        "from": SARI.removeprefix("+"),
        "from_user_id": ID,
        "id": "wamid.1",
        "timestamp": str(int(house.stage.clock.now())),
        "type": "system",
        "identity": {"hash": "x"},
        "system": {"body": "User identity changed", "type": "customer_identity_changed"},
    }
    await tell(house, change)
    contact = await only(house)
    assert (contact.phone, contact.bsuid) == (SARI, ID)
    assert await history(house) == set(), "the number was never lost"


async def test_a_message_to_a_former_number_goes_to_the_present_one(house: House) -> None:
    now = house.stage.clock.now()
    await tell(house, became((SARI, ID), (NEW, NEW_ID), now - 50))
    sent = [await house.message(await house.send(one)) for one in (SARI, ID, NEW, NEW_ID)]
    assert [one.recipient for one in sent] == [NEW, NEW, NEW, NEW_ID]
    assert {one.contact_id for one in sent} == {(await only(house)).id}
