"""What people say in WhatsApp, over HTTP: words, buttons, the switch, and what follows."""

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import update

from consent.registry import BUDI, ORDER, SARI, ask, command, said, stands, writes
from crowd import PROMO, blast
from house import House, open_house
from terkirim.sandbox import LIVE_SENDER
from terkirim.store import webhooks
from terkirim.store.tables import messages
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State

ARRIVED = (State.DELIVERED, State.READ)
ANSWER = {"type": "text", "text": {"body": "Baik, Kak."}}
ANSWERS = {"stop_answer": "Baik, tidak ada promosi lagi.", "start_answer": "Terima kasih!"}


async def test_stop_is_recorded_with_its_words_and_proof_and_start_takes_it_back(
    house: House,
) -> None:
    await house.agree(SARI)
    await writes(house, "Stop ya kak 🙏")
    assert await stands(house) == ("no", "unknown")
    stop = (await said(house))[-1]
    assert (stop.given, stop.source, stop.wording) == (False, "keyword", "Stop ya kak 🙏")
    proof = msgspec.json.decode(stop.proof)
    assert proof["wamid"].startswith("wamid.")
    assert proof["sender"] == LIVE_SENDER
    assert abs(stop.at - house.terkirim.clock.now()) < 2 * MINUTE
    refused = await ask(house, SARI, PROMO)
    assert refused is not None
    assert refused.misfit is not None
    assert refused.misfit.cause == "recipient.opted_out"
    assert await ask(house, SARI, ORDER) is None
    await writes(house, "MULAI")
    assert await stands(house) == ("yes", "yes")
    assert await house.holds() == []
    assert await ask(house, SARI, PROMO) is None


async def test_a_sentence_that_holds_the_word_is_no_opt_out(house: House) -> None:
    await house.agree(SARI)
    await writes(house, "stop kirim ke alamat lama ya, kirim ke kantor saja")
    assert await stands(house) == ("yes", "unknown")
    assert len(await said(house)) == 1


async def test_stop_stops_what_waits_and_utility_goes_on(house: House) -> None:
    ids = await blast(house, "promo", [SARI, BUDI])
    order = await house.send(SARI)
    await house.sandbox.writes(LIVE_SENDER, SARI, "BERHENTI")
    await house.terkirim.inbox.run()
    await house.stage.play(2 * HOUR)
    kept = await house.message(ids[SARI])
    assert (kept.state, kept.cause) == (State.CANCELLED, "recipient.opted_out")
    assert (await house.message(ids[BUDI])).state in (State.DELIVERED, State.READ)
    assert (await house.message(order)).state in (State.DELIVERED, State.READ)
    assert await house.sends(ids[SARI]) == []


async def test_stop_semua_stops_utility_too_but_no_one_time_code(house: House) -> None:
    await house.agree(SARI)
    await writes(house, "STOP SEMUA")
    assert await stands(house) == ("no", "no")
    refused = await ask(house, SARI, ORDER)
    assert refused is not None
    assert refused.misfit is not None
    assert "OTP" in refused.misfit.text.id
    assert "one-time" in refused.misfit.text.en
    assert await ask(house, SARI, {"type": "text", "text": {"body": "Baik, Kak."}}) is None


async def test_stop_semua_stops_utility_that_waits_and_no_code_and_no_answer(
    house: House,
) -> None:
    order, answer = await house.send(SARI), await house.send(SARI, ANSWER)
    code, other = await house.send(SARI), await house.send(BUDI)
    async with house.terkirim.store.write() as db:
        is_code = {"category": "authentication"}
        await db.execute(update(messages).where(messages.c.id == code).values(is_code))
    await house.sandbox.writes(LIVE_SENDER, SARI, "STOP SEMUA")
    await house.terkirim.inbox.run()
    await house.stage.play(HOUR)
    assert {(one.scope, one.cause) for one in await house.holds()} == {
        ("recipient_marketing", "recipient.opted_out"),
        ("recipient_utility", "recipient.opted_out"),
    }
    stopped = await house.message(order)
    assert (stopped.state, stopped.cause) == (State.CANCELLED, "recipient.opted_out")
    assert await house.sends(order) == []
    for goes in (code, answer, other):
        assert (await house.message(goes)).state in ARRIVED
    await writes(house, "MULAI")
    assert await house.holds() == []
    again = await house.send(SARI)
    await house.stage.play(HOUR)
    assert (await house.message(again)).state in ARRIVED


async def test_an_owners_no_stops_only_what_it_is_about(house: House) -> None:
    await house.agree(SARI)
    promo, orders = await house.send(SARI, PROMO), [await house.send(SARI), await house.send(BUDI)]
    about = ("--no", "--purpose", "utility", "--source", "telepon")
    for phone in (SARI, BUDI):
        told = await command(house, "contacts", "consent", phone, *about)
        assert told.exit_code == 0, told.output
    assert [one.scope for one in await house.holds()] == ["recipient_utility"] * 2
    await house.stage.play(HOUR)
    assert [(await house.message(one)).state for one in orders] == [State.CANCELLED] * 2
    assert (await house.message(promo)).state in ARRIVED


@pytest.mark.parametrize("payload", ["Stop promotions", "QR_2", "STOP_PROMO"])
async def test_metas_opt_out_button(house: House, payload: str) -> None:
    await house.agree(SARI)
    await house.send(SARI, PROMO)
    await house.stage.play(HOUR)
    button = {"text": "Stop promotions", "payload": payload}
    await house.sandbox.inbound(**{"sender": LIVE_SENDER, "from": SARI, "button": button})
    await house.stage.play(MINUTE)
    assert await stands(house) == ("no", "unknown")
    tapped = (await said(house))[-1]
    assert (tapped.source, tapped.wording) == ("button", "Stop promotions")
    assert msgspec.json.decode(tapped.proof)["payload"] == payload


async def test_a_reply_button_that_only_looks_like_one(house: House) -> None:
    await house.agree(SARI)
    await house.send(SARI)
    await house.stage.play(HOUR)
    button = {"id": "menu_keluar", "title": "Keluar"}
    await house.sandbox.inbound(**{"sender": LIVE_SENDER, "from": SARI, "button_reply": button})
    await house.stage.play(MINUTE)
    assert await stands(house) == ("yes", "unknown")


async def test_the_switch_in_whatsapp_off_and_on(house: House) -> None:
    await house.agree(SARI)
    await house.sandbox.prefers(LIVE_SENDER, SARI, "stop")
    await house.stage.play(MINUTE)
    assert await stands(house) == ("no", "unknown")
    off = (await said(house))[-1]
    assert (off.source, off.wording) == ("preference", "stop")
    assert msgspec.json.decode(off.proof)["webhook"] == "user_preferences"
    await house.agree(SARI)
    assert await stands(house) == ("no", "unknown"), "the owner's list turns nobody's no"
    await house.sandbox.prefers(LIVE_SENDER, SARI, "resume")
    await house.stage.play(MINUTE)
    assert await stands(house) == ("yes", "unknown")
    assert await house.holds() == []


async def test_131050_is_recorded_as_the_persons_no(house: House) -> None:
    await house.agree(SARI)
    await house.sandbox.faults(
        {"name": "stopped", "match": {"recipients": [SARI]}, "fail": {"code": 131050}}
    )
    message_id = await house.send(SARI, PROMO)
    await house.stage.play(HOUR)
    message = await house.message(message_id)
    assert (message.state, message.cause) == (State.FAILED, "recipient.opted_out")
    assert await stands(house) == ("no", "unknown")
    refusal = (await said(house))[-1]
    assert (refusal.source, refusal.at) == ("131050", message.sent_at)
    assert msgspec.json.decode(refusal.proof)["wamid"] == message.wamid
    assert await ask(house, SARI, PROMO) is not None


async def test_late_news_of_131050_does_not_undo_a_yes_given_since(house: House) -> None:
    await house.agree(SARI)
    late = {"code": 131050, "delay_s": 2 * HOUR}
    await house.sandbox.faults({"name": "late", "match": {"recipients": [SARI]}, "fail": late})
    await house.send(SARI, PROMO)
    await house.stage.play(HOUR)
    await writes(house, "MULAI")
    await house.stage.play(2 * HOUR)
    assert "131050" in [one.source for one in await said(house)]
    assert await stands(house) == ("yes", "yes")
    assert await house.holds() == []


async def test_the_same_webhook_twice_is_recorded_once(house: House) -> None:
    await house.agree(SARI)
    await writes(house, "STOP")
    async with house.terkirim.store.read() as db:
        bodies = [body for _, body in await webhooks.archived(db, 0.0) if b"STOP" in body]
    assert bodies
    for body in bodies:
        await house.terkirim.receiver.receive(body)
    await house.terkirim.inbox.run()
    assert len(await said(house)) == 2


async def test_one_confirmation_inside_the_window_where_the_owner_configured_it(
    tmp_path: Path, database: str
) -> None:
    async with open_house(tmp_path, database=database, consent=ANSWERS) as house:
        await house.agree(SARI)
        await writes(house, "STOP")
        await writes(house, "Stop!!")
        await house.stage.play(HOUR)
        sends = (await house.sandbox.record())["sends"]
        assert [one["to"] for one in sends] == [SARI]
        await writes(house, "MULAI")
        await house.stage.play(HOUR)
        texts = [one.payload async for one in house.terkirim.insights.every_message()]
        assert sorted(map(msgspec.json.decode, texts), key=str) == [
            {"type": "text", "text": {"body": ANSWERS["stop_answer"]}},
            {"type": "text", "text": {"body": ANSWERS["start_answer"]}},
        ]


async def test_nobody_is_answered_unless_the_owner_wants_it(house: House) -> None:
    await house.agree(SARI)
    await writes(house, "STOP")
    await house.stage.play(DAY)
    assert (await house.sandbox.record())["sends"] == []


async def test_the_owners_own_words(tmp_path: Path) -> None:
    own = {"stop_words": ["cukup sekian"], "unused_words": ["lanjut"]}
    async with open_house(tmp_path, consent=own) as house:
        await house.agree(SARI)
        await writes(house, "Lanjut")
        assert len(await said(house)) == 1
        await writes(house, "Cukup sekian.")
        assert await stands(house) == ("no", "unknown")
