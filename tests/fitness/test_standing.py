"""How fit a contact is follows from events: doubtful, inactive, and active again."""

import pytest

from crowd import unread
from fitness.asking import answers, show, shown, why
from house import REOPENING, House, open_house
from statuses import deliver, envelope, said
from terkirim.sandbox import LIVE_SENDER
from terkirim.store import Contact
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE

SARI = "+6281200000001"
GONE = {"name": "gone", "match": {"recipients": [SARI]}, "fail": {"code": 131026}}
REFUSED = {
    "name": "none",
    "match": {"recipients": [SARI], "sender": LIVE_SENDER},
    "fail": {"code": 131030, "phase": "sync"},
}


async def contact(house: House, message_id: str) -> Contact:
    found = (await house.timeline(message_id)).contact
    assert found is not None
    return found


async def fails(house: House) -> str:
    """A message that fails and is judged; its id."""
    message_id = await house.send(SARI, sms_text="Pesanan siap")
    await house.stage.play(DAY)
    return message_id


async def test_doubtful_inactive_and_active_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.sandbox.faults(GONE)
    message_id = await house.send(SARI, sms_text="Pesanan siap")
    await house.stage.play(HOUR)
    assert (await contact(house, message_id)).standing == "active", "within the grace"
    person = await shown(house, monkeypatch, SARI)
    [failure] = person["known"]["failures"]
    assert (failure["verdict"], failure["code"]) == ("watched", 131026)
    assert person["known"]["channel"] == "unknown"
    await house.stage.play(DAY)
    assert (await contact(house, message_id)).standing == "doubtful"
    assert answers(await shown(house, monkeypatch, SARI))["utility"] == "yes"
    await fails(house)
    last = await fails(house)
    assert (await contact(house, last)).standing == "inactive"
    person = await shown(house, monkeypatch, SARI)
    assert answers(person) == {"marketing": "no", "utility": "no", "service": "no"}
    assert person["known"]["channel"] == "sms", "the third went by SMS"
    assert [one["verdict"] for one in person["known"]["failures"]] == ["counted"] * 3
    assert why(person, "utility") == [
        "held (one recipient): The recipient cannot be reached; "
        "messages that have an SMS text go by SMS"
    ]

    await house.sandbox.forget_fault("gone")
    await house.sandbox.writes(LIVE_SENDER, SARI, "Halo")
    await house.stage.play(MINUTE)
    back = await shown(house, monkeypatch, SARI)
    assert back["known"]["contact"]["standing"] == "active"
    assert back["known"]["channel"] == "whatsapp"
    assert {one["verdict"] for one in back["known"]["failures"]} == {"cancelled"}
    assert answers(back) == {"marketing": "no", "utility": "yes", "service": "yes"}


async def test_a_delivery_makes_a_doubtful_contact_active_and_a_read_is_told(
    house: House,
) -> None:
    await house.sandbox.faults(GONE)
    await fails(house)
    await house.sandbox.forget_fault("gone")
    await house.sandbox.people({"phone": SARI, "reads": True})
    message_id = await house.send(SARI)
    await house.stage.play(DAY)
    now = await contact(house, message_id)
    assert now.standing == "active"
    assert now.delivered_at is not None
    assert now.read_at is not None
    assert now.read_at >= now.delivered_at - MINUTE


@pytest.mark.parametrize("plain", [True, False])
async def test_late_and_double_statuses_never_set_a_sign_of_life_back(
    house: House, plain: bool
) -> None:
    await house.sandbox.people({"phone": SARI, "delivers": False})
    ids = [await house.send(SARI) for _ in range(2)]
    await house.service.until_idle()
    wamids = [(await house.sends(one))[0]["wamid"] for one in ids]
    now = house.terkirim.clock.now()
    if not plain:
        await house.sandbox.faults(REFUSED)
        await house.send(SARI)
        await house.service.until_idle()  # now they are held, and statuses are not plain
    for status, which, at in (
        ("read", 0, now + 50),
        ("delivered", 0, now + 40),
        ("delivered", 1, now + 200),
        ("read", 0, now + 50),
        ("read", 1, now + 200),
        ("read", 0, now + 60),
    ):
        told = [said(status, wamids[which], at, ids[which])]
        assert await deliver(house, envelope(told)) == 200
        await house.service.until_idle()
        person = await contact(house, ids[0])
        if (status, which) == ("delivered", 1):
            assert (person.delivered_at, person.read_at) == (int(now + 200), int(now + 50))
    assert (person.delivered_at, person.read_at) == (int(now + 200), int(now + 200))
    assert person.standing == "active"


async def test_a_number_without_whatsapp_counts_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.sandbox.faults(REFUSED)
    await house.send(SARI)
    await house.stage.play(HOUR)
    person = await shown(house, monkeypatch, SARI)
    assert person["known"]["contact"]["standing"] == "doubtful"
    [failure] = person["known"]["failures"]
    assert (failure["verdict"], failure["cause"]) == ("counted", "recipient.no_whatsapp")
    assert person["known"]["channel"] == "none"
    told = await show(house, monkeypatch, SARI, language="id")
    assert "Pemberitahuan: tidak dikirimi" in told
    assert "Nomor tampaknya tidak memakai WhatsApp" in told
    assert "terkirim holds lift hold_" in told


async def test_failures_that_say_nothing_of_the_person_do_not_count(house: House) -> None:
    fault = {"name": "type", "match": {"recipients": [SARI]}, "fail": {"code": 131051}}
    await house.sandbox.faults(fault)
    await house.sandbox.writes(LIVE_SENDER, SARI, "Halo")
    await house.stage.play(MINUTE)
    body = {"type": "text", "text": {"body": "Baik"}}
    message_id = await house.send(SARI, body, reopening=REOPENING)
    await house.stage.play(DAY)
    assert (await contact(house, message_id)).standing == "active"


async def test_the_owner_chooses_how_many_failures_make_inactive(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("policy")
    async with open_house(folder, policy="[general]\nfailures_until_inactive = 2\n") as house:
        await unread(house, SARI)
        await house.sandbox.faults(GONE)
        await fails(house)
        last = await fails(house)
        assert (await contact(house, last)).standing == "inactive"
