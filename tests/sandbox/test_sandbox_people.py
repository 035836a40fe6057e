"""The people at the other end, the record of what they got, and the SMS provider's end."""

import asyncio

import apprise
import pytest

from sandbox_bench import DAY, PERSON, START, Bench, template, text
from terkirim.sandbox import LIVE_SENDER

OTHER = "+6281200000002"


async def _fates(bench: Bench) -> dict[str, list[str]]:
    sends = (await bench.record())["sends"]
    return {one["callback_data"]: [s["status"] for s in one["statuses"]] for one in sends}


async def test_some_read_and_some_do_not(bench: Bench) -> None:
    people = [{"phone": PERSON, "reads": True}, {"phone": OTHER, "reads": False}]
    await bench.order("people", people)
    await bench.send(template("reader", to=PERSON))
    await bench.send(template("other", to=OTHER))
    for n in range(100):
        await bench.send(template(f"m{n}", to=f"+628130000{n:04d}"))
    await bench.advance(DAY)
    fates = await _fates(bench)
    assert fates.pop("reader") == ["sent", "delivered", "read"]
    assert fates.pop("other") == ["sent", "delivered"]
    assert 40 < sum("read" in fate for fate in fates.values()) < 80


async def test_a_phone_that_is_off_gets_its_messages_later(bench: Bench) -> None:
    await bench.order("people", {"phone": PERSON, "delivers": False, "reads": False})
    await bench.send(template("msg_1"))
    await bench.advance(3 * DAY)
    assert await _fates(bench) == {"msg_1": ["sent"]}
    await bench.order("people", {"phone": PERSON, "reads": False})
    await bench.advance(60)
    assert await _fates(bench) == {"msg_1": ["sent", "delivered"]}
    await bench.order("people", {"phone": PERSON, "reads": False})
    await bench.advance(60)
    assert await _fates(bench) == {"msg_1": ["sent", "delivered"]}


async def test_who_answers_opens_the_window(bench: Bench) -> None:
    order = {
        "phone": PERSON,
        "answers_after_s": 600,
        "answer_text": "Ya, masih mau",
        "name": "Sari",
    }
    await bench.order("people", order)
    await bench.send(template("open", name="buka_percakapan", params=1))
    await bench.advance(3600)
    [answer] = bench.receiver.messages()
    assert answer["text"]["body"] == "Ya, masih mau"
    [[contact]] = [value["contacts"] for value in bench.receiver.changes() if "messages" in value]
    assert (contact["wa_id"], contact["profile"]) == (PERSON[1:], {"name": "Sari"})
    assert contact["user_id"] == answer["from_user_id"]
    await bench.order("people", {"phone": PERSON})
    await bench.send(text("reply"))
    await bench.advance(60)
    assert (await _fates(bench))["reply"] == ["sent", "delivered"]


async def test_a_message_that_will_come_later(bench: Bench) -> None:
    order = {"sender": LIVE_SENDER, "from": PERSON, "text": "Nanti", "at_s": 3600}
    assert (await bench.order("inbound", order))["at"] == START + 3600
    await bench.send(text("too early"))
    await bench.advance(3599)
    assert bench.receiver.messages() == []
    await bench.advance(1)
    await bench.send(text("in time"))
    await bench.advance(60)
    assert (await _fates(bench)) == {"too early": ["failed"], "in time": ["sent", "delivered"]}


async def test_who_stops_marketing_still_gets_the_rest(bench: Bench) -> None:
    order = {"sender": LIVE_SENDER, "phone": PERSON, "value": "stop"}
    await bench.order("preferences", order)
    await bench.send(template("promo", name="promo_bulanan"))
    await bench.send(template("order"))
    await bench.advance(60)
    [told] = bench.receiver.changes("user_preferences")
    [preference] = told["user_preferences"]
    assert (preference["wa_id"], preference["value"]) == (PERSON[1:], "stop")
    assert preference["timestamp"] == int(START)
    fates = await _fates(bench)
    assert fates["promo"] == ["failed"]
    assert "delivered" in fates["order"]
    [send] = [one for one in (await bench.record())["sends"] if one["callback_data"] == "promo"]
    assert send["statuses"][0]["code"] == 131050
    await bench.order("preferences", {**order, "value": "resume"})
    await bench.send(template("promo again", name="promo_bulanan"))
    await bench.advance(60)
    assert "delivered" in (await _fates(bench))["promo again"]


async def test_the_summary_counts_what_arrived_twice(bench: Bench) -> None:
    await bench.send(template("once"))
    await bench.send(template("twice"))
    await bench.send(template("twice"))
    await bench.refused(template("never", params=0))
    await bench.advance(DAY)
    assert await bench.get("/_sandbox/record/summary") == {
        "accepted": 3,
        "refused": 1,
        "delivered": 3,
        "delivered_twice": ["twice"],
        "sms": 0,
    }


@pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # imported by Apprise
async def test_the_sms_end_takes_what_apprise_posts(bench: Bench) -> None:
    sender = apprise.Apprise()
    address = bench.url.removeprefix("http://")
    assert sender.add(f"json://{address}/sms/send?:to=+6281200000001")
    assert await asyncio.to_thread(sender.notify, body="Pesanan Anda siap", title="")
    [sms] = (await bench.record())["sms"]
    assert sms == {"at": START, "to": PERSON, "text": "Pesanan Anda siap"}
    await bench.order("sms", {"fails": True})
    assert not await asyncio.to_thread(sender.notify, body="Lagi")
    assert len((await bench.record())["sms"]) == 1


@pytest.mark.parametrize("field", ["message", "text", "body"])
async def test_the_sms_end_takes_other_forms(bench: Bench, field: str) -> None:
    status, _ = await bench.post("/sms/send", {"to": "0812 345", field: "Halo", "x": 1})
    assert status == 200
    assert (await bench.record())["sms"][0]["text"] == "Halo"
    assert (await bench.post("/sms/send", [1]))[0] == 400


async def test_a_message_meant_for_another_device_fails(bench: Bench) -> None:
    settings = {"user_identity_change": {"enabled": True}}
    shown = await bench.get(f"/_sandbox/people/{PERSON}")
    stale = {**template(), "recipient_identity_key_hash": "x"}
    await bench.send(stale)
    assert (await bench.post(f"/{LIVE_SENDER}/settings", settings))[0] == 200
    write = {"sender": LIVE_SENDER, "from": PERSON}
    await bench.order("inbound", {**write, "text": "Halo"})
    await bench.advance(1)
    [told] = [value for value in bench.receiver.changes() if "messages" in value]
    [contact] = told["contacts"]
    assert contact["identity_key_hash"] == shown["identity_key_hash"]
    right = {**template(), "recipient_identity_key_hash": contact["identity_key_hash"]}
    await bench.send(right)
    wrong = [await bench.send(stale)]
    await bench.advance(1)
    await bench.order("inbound", {**write, "system": {"type": "user_identity_changed"}})
    wrong.append(await bench.send(right))
    await bench.advance(60)
    [changed] = [one for one in bench.receiver.messages() if one["type"] == "system"]
    renewed = {**template(), "recipient_identity_key_hash": changed["identity"]["hash"]}
    await bench.send(renewed)
    await bench.advance(60)
    failed = [one for one in bench.receiver.statuses() if one["status"] == "failed"]
    assert {one["id"]: one["errors"][0]["code"] for one in failed} == dict.fromkeys(wrong, 137000)
