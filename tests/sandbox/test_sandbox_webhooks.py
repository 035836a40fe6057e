"""Webhooks out: signed, in Meta's shapes, batched, repeated until taken."""

import asyncio
import time

from sandbox_bench import DAY, PERSON, START, Bench, open_bench, template, text
from terkirim.sandbox import ACCOUNT, LIVE_SENDER

USER_ID = "ID.14073756568596130515"  # of that person, to this business, with seed 1


async def test_statuses_are_signed_and_in_metas_shape(bench: Bench) -> None:
    await bench.order("people", {"phone": PERSON, "reads": True})
    wamid = await bench.send(template("msg_1"))
    await bench.advance(DAY)
    receiver = bench.receiver
    assert receiver.signed
    assert all(receiver.signed)
    first = receiver.bodies[0]
    assert first["object"] == "whatsapp_business_account"
    [entry] = first["entry"]
    assert entry["id"] == ACCOUNT
    value = entry["changes"][0]["value"]
    assert value["messaging_product"] == "whatsapp"
    assert value["metadata"] == {
        "display_phone_number": "6281110000001",
        "phone_number_id": LIVE_SENDER,
    }
    assert value["contacts"] == [{"wa_id": PERSON[1:], "user_id": USER_ID}]
    sent, delivered, read = receiver.statuses()
    assert [one["status"] for one in (sent, delivered, read)] == ["sent", "delivered", "read"]
    assert {one["id"] for one in (sent, delivered, read)} == {wamid}
    assert sent["recipient_id"] == PERSON[1:]
    assert sent["biz_opaque_callback_data"] == read["biz_opaque_callback_data"] == "msg_1"
    assert int(sent["timestamp"]) <= int(delivered["timestamp"]) < int(read["timestamp"])
    assert (
        sent["pricing"]
        == delivered["pricing"]
        == {
            "billable": True,
            "pricing_model": "PMP",
            "type": "regular",
            "category": "utility",
        }
    )
    assert "pricing" not in read
    assert "conversation" not in sent


async def test_a_closed_window_fails_later_not_at_once(bench: Bench) -> None:
    await bench.send(text("reply"))
    await bench.advance(60)
    [failed] = bench.receiver.statuses()
    assert failed["status"] == "failed"
    [error] = failed["errors"]
    assert error["code"] == 131047
    assert error["title"] == error["message"] == "Re-engagement message"
    assert "more than 24 hours have passed" in error["error_data"]["details"]


async def test_writing_opens_the_window_for_a_day(bench: Bench) -> None:
    await bench.order("inbound", {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo?"})
    await bench.advance(DAY - 60)
    await bench.send(text("in time"))
    await bench.advance(120)
    await bench.send(text("too late"))
    await bench.advance(DAY)
    fates = {(one["biz_opaque_callback_data"], one["status"]) for one in bench.receiver.statuses()}
    assert ("in time", "delivered") in fates
    assert ("too late", "failed") in fates
    [inbound] = bench.receiver.messages()
    assert inbound["from"] == PERSON[1:]
    assert inbound["text"] == {"body": "Halo?"}
    assert inbound["timestamp"] == str(int(START))


async def test_events_due_together_travel_together(bench: Bench) -> None:
    everyone = [f"+628120000{n:04d}" for n in range(250)]
    rule = {"name": "all", "fail": {"code": 131026, "delay_s": 5}}
    await bench.order("faults", rule)
    for one in everyone:
        await bench.send(template(one, to=one))
    answer = await bench.advance(5)
    assert answer["delivered"] == 250
    sizes = [
        len(change["value"]["statuses"])
        for body in bench.receiver.bodies
        for change in body["entry"][0]["changes"]
    ]
    assert sizes == [250]
    assert (await bench.record())["webhooks"] == {
        "posts": 1,
        "events": 250,
        "failures": 0,
        "dropped": 0,
    }


async def test_what_is_not_taken_comes_again_later(bench: Bench) -> None:
    bench.receiver.answers = [500, 404]
    await bench.order("faults", {"name": "all", "fail": {"code": 131026, "delay_s": 5}})
    await bench.send(template("msg_1"))
    assert (await bench.advance(5))["delivered"] == 0
    assert (await bench.advance(4))["delivered"] == 0
    answer = await bench.advance(60)
    assert answer["delivered"] == 1
    first, second, third = bench.receiver.statuses()
    assert first == second == third
    [send] = (await bench.record())["sends"]
    assert [status["status"] for status in send["statuses"]] == ["failed"]
    assert (await bench.record())["webhooks"]["failures"] == 2


async def test_a_receiver_that_is_away_is_given_up_after_seven_days(bench: Bench) -> None:
    await bench.order("webhook", {"url": "http://127.0.0.1:9/nobody"})
    await bench.order("faults", {"name": "all", "fail": {"code": 131026, "delay_s": 5}})
    await bench.send(template())
    answer = await bench.advance(8 * DAY)
    assert answer["next_event_at"] is None
    webhooks = (await bench.record())["webhooks"]
    assert webhooks["events"] == 0
    assert webhooks["dropped"] == 1
    assert webhooks["failures"] > 100


async def test_without_an_address_webhooks_are_dropped(bench: Bench) -> None:
    await bench.order("webhook", {"url": None})
    await bench.send(template())
    assert (await bench.advance(DAY))["delivered"] == 0
    assert bench.receiver.bodies == []
    [send] = (await bench.record())["sends"]
    assert send["statuses"][0]["status"] == "sent"


async def test_the_address_must_prove_itself(bench: Bench) -> None:
    url = bench.receiver.url
    path = f"/v25.0/{ACCOUNT}/subscribed_apps"
    right = {"override_callback_uri": url, "verify_token": "sandbox-verify"}
    await bench.order("webhook", {"url": None})
    assert "override_callback_uri" not in (await bench.get(path))["data"][0]
    status, error = await bench.refused({**right, "verify_token": "wrong"}, path)
    assert (status, error["code"]) == (400, 2200)
    assert "403" in error["message"]
    assert await bench.post(path, right) == (200, {"success": True})
    assert (await bench.get(path))["data"][0]["override_callback_uri"] == url
    status, answer = await bench.post("/_sandbox/webhook", {"url": url, "verify_token": "wrong"})
    assert status == 400
    assert "403" in answer["error"]
    assert (await bench.call("DELETE", path))[1] == {"success": True}
    assert await bench.get(path) == {"data": []}


async def test_people_known_by_user_id_alone_have_no_number(bench: Bench) -> None:
    message = template("by id")
    del message["to"]
    await bench.send({**message, "recipient": "ID.777"})
    await bench.advance(DAY)
    sent = bench.receiver.statuses()[0]
    assert sent["recipient_user_id"] == "ID.777"
    assert "recipient_id" not in sent
    assert bench.receiver.changes()[0]["contacts"] == [{"user_id": "ID.777"}]


class HurriedClock:
    """The machine's time, a thousand times as fast."""

    def now(self) -> float:
        return START + time.monotonic() * 1000

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / 1000)


async def test_in_real_time_webhooks_go_out_by_themselves() -> None:
    async with open_bench(clock=HurriedClock()) as bench:
        await bench.order("people", {"phone": PERSON, "reads": False})
        await bench.send(template("msg_1"))
        async with asyncio.timeout(10):
            await bench.receiver.has_statuses(2)
        assert [one["status"] for one in bench.receiver.statuses()] == ["sent", "delivered"]
        status, answer = await bench.post("/_sandbox/clock", {"advance_s": 1})
        assert status == 409
        assert "machine's clock" in answer["error"]
