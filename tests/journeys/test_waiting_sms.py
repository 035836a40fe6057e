"""An SMS waits for its provider while the person it is for gets another number, or none."""

from crowd import PROMO
from house import House
from people.webhooks import Json, became, tell, wrote
from terkirim.sandbox import LIVE_SENDER
from terkirim.store.records import Sms
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State

SARI, NEW, BUDI = "+6281200000001", "+6281300000009", "+6281200000002"
ID, OTHER_ID = "ID.1001", "ID.3003"
BODY = "Pesanan A-17 siap"
INCAPABLE = 131203  # WhatsApp cannot deliver it to this person: it goes by SMS at once


async def incapable(house: House, *people: str) -> None:
    """WhatsApp refuses messages to these people."""
    match = {"recipients": list(people), "sender": LIVE_SENDER}
    refusal = {"code": INCAPABLE, "phase": "sync"}
    await house.sandbox.faults({"name": "incapable", "match": match, "fail": refusal})


async def provider(house: House, *, fails: bool) -> None:
    """The SMS provider takes nothing, or takes texts again."""
    await house.sandbox._call("POST", "/sms", {"fails": fails})


async def waits(house: House, to: str, *refused: str, body: Json | None = None) -> str:
    """A message whose SMS the provider has refused once; its id."""
    await incapable(house, *(refused or (to,)))
    await provider(house, fails=True)
    message_id = await house.send(to, body, sms_text=BODY)
    await house.service.until_idle()
    text = await sms_of(house, message_id)
    assert (text.state, text.tries, text.recipient) == ("waiting", 1, to)
    await provider(house, fails=False)
    return message_id


async def sms_of(house: House, message_id: str) -> Sms:
    """The SMS of a message, as it is now."""
    text = (await house.timeline(message_id)).sms
    assert text is not None
    return text


async def texted(house: House) -> list[tuple[str, str]]:
    """Whom the provider was handed what."""
    return [(one["to"], one["text"]) for one in (await house.sandbox.record())["sms"]]


def another_installed_it(at: float) -> Json:
    """An entry of `messages`: the identity key of Sari's number is a new one."""
    word = {"body": "User identity changed", "type": "customer_identity_changed"}
    who = {"from": SARI.removeprefix("+"), "identity": {"hash": "x"}, "type": "system"}
    return {**who, "id": "wamid.identity", "timestamp": str(int(at)), "system": word}


async def test_an_sms_that_waits_goes_to_the_number_its_person_has_now(house: House) -> None:
    message_id = await waits(house, SARI)
    await tell(house, became((SARI, None), (NEW, ID), house.stage.clock.now()))
    await house.stage.play(HOUR)
    assert await texted(house) == [(NEW, BODY)]
    text = await sms_of(house, message_id)
    assert (text.recipient, text.state, text.tries) == (NEW, "sent", 2)


async def test_one_whose_person_lost_the_number_is_called_off_with_its_cause(house: House) -> None:
    await tell(house, wrote(SARI, ID, house.stage.clock.now()))
    await house.stage.clock.advance_to(house.stage.clock.now() + 100 * DAY)
    message_id = await waits(house, SARI)
    await tell(house, another_installed_it(house.stage.clock.now()))
    await house.stage.play(DAY)
    assert await texted(house) == []
    assert (await sms_of(house, message_id)).state == "cancelled"
    message = await house.message(message_id)
    assert (message.state, message.cause) == (State.REROUTED, "recipient.identity_changed")
    assert (await house.story(message_id))[-2:] == ["sms_waiting", "sms_cancelled"]
    assert await house.service.until_idle() > house.stage.clock.now(), "nothing is due any more"


async def test_the_stranger_who_has_the_number_now_is_written_to_by_name_only(
    house: House,
) -> None:
    """A second message, to whoever has the number now, goes there; the first one does not."""
    await tell(house, wrote(SARI, ID, house.stage.clock.now()))
    await house.stage.clock.advance_to(house.stage.clock.now() + 100 * DAY)
    await waits(house, SARI)
    await tell(house, wrote(SARI, OTHER_ID, house.stage.clock.now()))
    await house.send(SARI, sms_text="Untuk pemilik baru")
    await house.stage.play(DAY)
    assert await texted(house) == [(SARI, "Untuk pemilik baru")]


async def test_a_person_known_by_user_id_only_gets_no_sms(house: House) -> None:
    await tell(house, wrote(None, ID, house.stage.clock.now()))
    await incapable(house, ID)
    message_id = await house.send(ID, sms_text=BODY)
    await house.stage.play(DAY)
    assert await texted(house) == []
    assert (await house.message(message_id)).cause == "recipient.identifier_unusable"
    text = await sms_of(house, message_id)
    assert (text.state, text.tries) == ("cancelled", 0), "no provider was asked"


async def test_who_was_written_to_by_user_id_gets_the_sms_at_their_number(house: House) -> None:
    await tell(house, wrote(SARI, ID, house.stage.clock.now()))
    await incapable(house, ID)
    message_id = await house.send(ID, sms_text=BODY)
    await house.stage.play(MINUTE)
    assert await texted(house) == [(SARI, BODY)]
    assert "readdressed" not in await house.story(message_id)


async def test_the_sms_of_others_go_where_they_were_meant_to_go(house: House) -> None:
    """One statement looks the numbers up for all that is due: nobody gets another's."""
    message_id = await waits(house, SARI, SARI, BUDI)
    await provider(house, fails=True)
    await house.agree(BUDI)
    other_id = await house.send(BUDI, PROMO, sms_text="Potongan 20%")
    await house.service.until_idle()
    await provider(house, fails=False)
    await tell(house, became((SARI, None), (NEW, ID), house.stage.clock.now()))
    await house.stage.play(HOUR)
    assert sorted(await texted(house)) == [(BUDI, "Potongan 20%"), (NEW, BODY)]
    assert [(await sms_of(house, one)).state for one in (message_id, other_id)] == ["sent", "sent"]
