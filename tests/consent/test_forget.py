"""Forget a person without forgetting that they want nothing more."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from consent.registry import (
    BUDI,
    ORDER,
    SARI,
    ask,
    command,
    everything,
    person,
    said,
    stands,
    writes,
)
from crowd import PROMO
from house import House
from terkirim.cloudapi.webhooks import read_webhook
from terkirim.delivery.consent.erase import traces_of, without
from terkirim.delivery.outbox.forget_person import forget_person
from terkirim.errors import NotFound
from terkirim.sandbox import LIVE_SENDER
from terkirim.store import forgetting
from terkirim.store.tables import consents
from terkirim.vocabulary.clock import DAY, HOUR
from terkirim.vocabulary.states import State

NAME = "Sari Wulandari <script>"
SECRET = "Alamat saya Jalan Mawar 17"


async def a_life(house: House) -> list[str]:
    """Sari and Budi get messages and write; what was sent to Sari."""
    await house.sandbox.people({"phone": SARI, "name": NAME}, {"phone": BUDI, "name": "Budi S"})
    await house.agree(SARI, BUDI)
    ids = [await house.send(SARI), await house.send(SARI, PROMO, sms_text="Sari, promo!")]
    ids += [await house.send(BUDI)]
    await house.stage.play(2 * HOUR)
    await writes(house, SECRET)
    await writes(house, "Terima kasih dari Budi", BUDI)
    return ids


async def test_nothing_that_names_the_person_is_left(house: House) -> None:
    first, second, budis = await a_life(house)
    waiting = await house.send(SARI, sms_text="Sari")
    before = await everything(house)
    wamid = (await house.message(first)).wamid
    assert wamid is not None
    names = (SARI[1:], NAME.split(maxsplit=1)[0] + " Wulandari", "Jalan Mawar", wamid)
    for name in names:
        assert name in before, name
    done = await forget_person(house.terkirim.store, house.terkirim.clock, SARI)
    assert (done.messages, done.called_off) == (3, 1)
    assert done.webhooks > 3
    after = await everything(house)
    for name in names:
        assert name not in after, name
    assert BUDI[1:] in after
    assert "Terima kasih dari Budi" in after
    assert await person(house) is None
    kept = [await house.message(one) for one in (first, second, waiting)]
    assert [one.state for one in kept[:2]] != [State.CANCELLED] * 2
    assert kept[2].state == State.CANCELLED
    assert {one.recipient for one in kept} == {""}
    assert (await house.message(budis)).recipient == BUDI
    await house.stage.play(2 * DAY)
    assert await house.sends(waiting) == []


async def test_who_was_forgotten_still_wants_nothing_more(house: House) -> None:
    await house.agree(SARI)
    await writes(house, "STOP SEMUA")
    await forget_person(house.terkirim.store, house.terkirim.clock, SARI)
    refused = await ask(house, SARI, ORDER)
    assert refused is not None
    assert refused.misfit is not None
    assert refused.misfit.cause == "recipient.opted_out"
    await house.agree(SARI)
    assert await stands(house) == ("no", "no"), "the owner's list turns it no more"
    assert [one.source for one in await said(house)][:2] == ["forgotten", "forgotten"]
    await house.stage.play(HOUR)
    await writes(house, "MULAI")
    assert await stands(house) == ("yes", "yes")
    await forget_person(house.terkirim.store, house.terkirim.clock, SARI)
    assert await ask(house, SARI, ORDER) is None, "the last word on utility was a yes"
    assert await ask(house, SARI, PROMO) is not None


async def test_who_comes_back_by_writing_is_known_to_want_nothing(house: House) -> None:
    await house.agree(SARI)
    await forget_person(house.terkirim.store, house.terkirim.clock, SARI)
    await house.stage.play(HOUR)
    await writes(house, "Halo, masih buka?")
    assert await stands(house) == ("no", "unknown")
    assert await ask(house, SARI, ORDER) is None


async def test_every_spelling_of_a_number_is_the_same_person(house: House) -> None:
    await house.agree("+5215512345678")
    await forget_person(house.terkirim.store, house.terkirim.clock, "+5215512345678")
    await house.agree("+525512345678")
    assert await stands(house, "+525512345678") == ("no", "unknown")


async def test_a_forgetting_that_was_broken_off_is_taken_up_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_life(house)

    async def crash(*_: object, **__: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(forgetting, "drop_person", crash)
        with pytest.raises(OSError, match="power"):
            await forget_person(house.terkirim.store, house.terkirim.clock, SARI)
    assert await person(house) is not None
    await forget_person(house.terkirim.store, house.terkirim.clock, SARI)
    assert SARI[1:] not in await everything(house)
    with pytest.raises(NotFound):
        await forget_person(house.terkirim.store, house.terkirim.clock, "+6281200000777")


async def test_late_statuses_of_the_forgotten_do_no_harm(house: House) -> None:
    message_id = await house.send(SARI)
    await house.terkirim.dispatcher.run()
    await forget_person(house.terkirim.store, house.terkirim.clock, SARI)
    await house.stage.play(2 * HOUR)
    assert (await house.message(message_id)).recipient == ""
    assert (await house.message(message_id)).state in (State.DELIVERED, State.READ)
    assert SARI[1:] in await everything(house), "a status names the number again"
    again = await forget_person(house.terkirim.store, house.terkirim.clock, SARI)
    assert (again.messages, again.webhooks > 0) == (0, True)
    left = await everything(house)
    assert SARI[1:] not in left
    [sent] = await house.sends(message_id)
    assert sent["wamid"] not in left


async def test_a_late_131050_of_the_forgotten_records_nothing(house: House) -> None:
    await house.agree(SARI)
    fail = {"code": 131050, "delay_s": HOUR}
    await house.sandbox.faults({"name": "late", "match": {"recipients": [SARI]}, "fail": fail})
    message_id = await house.send(SARI, PROMO)
    await house.terkirim.dispatcher.run()
    await forget_person(house.terkirim.store, house.terkirim.clock, SARI)
    await house.stage.play(2 * HOUR)
    assert (await house.message(message_id)).cause == "recipient.opted_out"
    async with house.terkirim.store.read() as db:
        assert (await db.execute(select(consents))).all() == []


@pytest.mark.parametrize(
    "body",
    [
        b"not json 6281111111",
        b'{"a": "6281111111"}',
        b'{"entry": [{"changes": [{"value": {"x": "\\u0036\\u003281111111"}}]}]}',
        b'{"value": {"messages": [{"from": "6281111111"}, {"from": "9"}]}}',
        b"\xff\xfe 6281111111",
        b"[" * 5000 + b"6281111111",
        b'"6281111111"',
    ],
)
def test_a_body_names_nobody_afterwards(body: bytes) -> None:
    left = without(body, traces_of(["+6281111111"]))
    assert b"6281111111" not in left
    assert b"\\u0036" not in left


def test_a_body_keeps_what_is_others() -> None:
    def status(phone: str) -> dict[str, Any]:
        return {"id": f"wamid.{phone}", "status": "sent", "timestamp": "1", "recipient_id": phone}

    value = {
        "metadata": {"phone_number_id": LIVE_SENDER},
        "contacts": [{"wa_id": "6281111111", "profile": {"name": NAME}}, {"wa_id": "6282222222"}],
        "statuses": [status("6281111111"), status("6282222222")],
    }
    body = msgspec.json.encode(
        {"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}
    )
    left = without(body, traces_of(["+6281111111"]))
    assert [one.phone for one in read_webhook(left)] == ["+6282222222"]  # type: ignore[union-attr]  # statuses
    assert NAME.encode() not in left
    assert without(body, traces_of(["+6283333333"])) is body


async def test_the_command_asks_and_tells_what_it_did_not_reach(house: House) -> None:
    await a_life(house)
    unsure = await command(house, "contacts", "forget", "0812-0000-0001")
    assert unsure.exit_code == 1
    assert await person(house) is not None
    done = await command(house, "contacts", "forget", "0812-0000-0001", "--yes", language="id")
    assert done.exit_code == 0, done.output
    assert "dilupakan" in done.stdout
    assert "Cadangan" in done.stdout
    assert await person(house) is None
    shown = await command(house, "contacts", "proof", SARI)
    assert "forgotten at their request" in shown.stdout
