"""Journeys of messages whose template no longer fits: the three causes behind 132001."""

from typing import Any

from crowd import numbers, open_alerts, unread
from house import House
from terkirim.cli.demo.human import BODY_THREE, BODY_TWO, Human
from terkirim.sandbox import LIVE_SENDER
from terkirim.vocabulary.clock import DAY, HOUR
from terkirim.vocabulary.states import State

SARI = "+6281200000001"
BUDI = "+6281200000002"
HELD = ["taken_in", "sending", "failed", "decided", "held", "alerted"]
OUT = ["released", "sending", "accepted", "sent", "delivered"]
COUNT_DIFFERS = {
    "name": "third variable",
    "match": {"template": "order_ready", "language": "id", "parameters": 2},
    "fail": {"code": 132001, "phase": "sync"},
}


async def test_132001_with_another_count_shows_the_difference_and_waits_for_the_fix(
    house: House,
) -> None:
    await unread(house, SARI, BUDI)
    await house.sandbox.faults(COUNT_DIFFERS)
    await house.sandbox.template(name="order_ready", language="id", body=BODY_THREE)
    ids = [await house.send(SARI), await house.send(BUDI)]
    await house.stage.play(3 * HOUR)
    # Both are refused in one batch; whichever is settled first raises the one alert.
    told = {one: await house.story(one) for one in ids}
    behind, message_id = sorted(ids, key=lambda one: len(told[one]))
    assert await house.story(message_id) == HELD
    assert await house.story(behind) == HELD[:-1]
    message = await house.message(message_id)
    assert (message.state, message.cause) == (State.HELD, "template.parameter_count")
    [decided] = await house.decisions(message_id)
    assert "template.declared=3, sent=2" in decided["evidence_used"]
    [hold] = await house.holds()
    assert (hold.scope, hold.probe) == ("template", "template")
    [alert] = await open_alerts(house)
    assert alert.audience == "developer"
    for body in (alert.body.id, alert.body.en):
        assert "{{1}}, {{2}}, {{3}}" in body
        assert "2" in body.partition("{{3}}")[2]
    english = await house.send(SARI, order_in_english())
    await house.stage.play(HOUR)
    assert (await house.message(english)).state == State.DELIVERED
    await house.sandbox.forget_fault("third variable")
    await Human(house.terkirim, house.sandbox).mends_template()
    await house.stage.play(HOUR)
    assert await house.story(message_id) == [*HELD, *OUT]
    assert await house.story(behind) == [*HELD[:-1], *OUT]
    assert await house.holds() == []
    assert await open_alerts(house) == []
    assert [send["outcome"] for send in await house.sends(message_id)] == ["refused", "accepted"]


async def test_132001_of_a_message_without_template_ends_it_and_hinders_no_probe(
    house: House,
) -> None:
    """Nothing could be mended for it, and what waits for a template still comes free."""
    await unread(house, SARI, BUDI)
    await house.sandbox.writes(LIVE_SENDER, SARI, "Halo")
    await house.stage.play(HOUR)
    nonsense = {"match": {"recipients": [SARI]}, "fail": {"code": 132001, "phase": "sync"}}
    await house.sandbox.faults({"name": "nonsense", **nonsense}, COUNT_DIFFERS)
    await house.sandbox.template(name="order_ready", language="id", body=BODY_THREE)
    free = await house.send(SARI, {"type": "text", "text": {"body": "Halo, Sari"}})
    waiting = await house.send(BUDI)
    await house.stage.play(HOUR)
    assert (await house.message(free)).state == State.FAILED
    assert (await house.message(waiting)).state == State.HELD
    assert [hold.scope for hold in await house.holds()] == ["template"]
    await house.sandbox.forget_fault("third variable")
    await Human(house.terkirim, house.sandbox).mends_template()
    await house.stage.play(HOUR)
    assert (await house.message(waiting)).state == State.DELIVERED
    assert await house.holds() == []


def order_in_english() -> dict[str, object]:
    """The same notice in another language, which nothing stands against."""
    texts = [{"type": "text", "text": text} for text in ("Sari", "A-17")]
    template = {
        "name": "order_ready",
        "language": {"code": "en_US"},
        "components": [{"type": "body", "parameters": texts}],
    }
    return {"type": "template", "template": template}


async def test_132001_without_the_language_suggests_the_nearest_one(house: House) -> None:
    await unread(house, SARI)
    await house.sandbox.drop_template("order_ready", "id")
    message_id = await house.send(SARI)
    await house.stage.play(3 * HOUR)
    assert await house.story(message_id) == HELD
    assert (await house.message(message_id)).cause == "template.language_missing"
    [alert] = await open_alerts(house)
    assert "“en_US”" in alert.body.id
    assert "“en_US”" in alert.body.en
    await house.sandbox.template(
        name="order_ready", language="id", body=BODY_TWO, category="UTILITY", status="APPROVED"
    )
    await house.stage.play(HOUR)
    assert await house.story(message_id) == [*HELD, *OUT]
    assert await house.holds() == []
    assert await open_alerts(house) == []


async def test_132001_without_the_name_suggests_the_nearest_one(house: House) -> None:
    await unread(house, SARI)
    await house.sandbox.drop_template("order_ready", "id")
    await house.sandbox.drop_template("order_ready", "en_US")
    await house.sandbox.template(
        name="order_ready_v2", language="id", body=BODY_TWO, category="UTILITY", status="APPROVED"
    )
    message_id = await house.send(SARI)
    await house.stage.play(DAY)
    assert await house.story(message_id) == HELD
    assert (await house.message(message_id)).cause == "template.missing"
    [alert] = await open_alerts(house)
    assert "“order_ready_v2”" in alert.body.id
    assert len(await house.sends(message_id)) == 1
    await house.sandbox.template(
        name="order_ready", language="id", body=BODY_TWO, category="UTILITY", status="APPROVED"
    )
    await house.stage.play(HOUR)
    assert await house.story(message_id) == [*HELD, *OUT]
    assert await open_alerts(house) == []


WRONG_FORM: dict[str, Any] = {
    "name": "wrong form",
    "match": {"template": "order_ready", "language": "id"},
    "fail": {"code": 132012, "phase": "sync"},
}


async def test_132012_of_a_whole_template_waits_until_the_template_changes(house: House) -> None:
    await unread(house, SARI, BUDI)
    await house.sandbox.faults(WRONG_FORM)
    message_id = await house.send(SARI)
    await house.stage.play(2 * DAY)
    behind = await house.send(BUDI)
    await house.stage.play(HOUR)
    assert await house.story(message_id) == HELD
    assert (await house.message(message_id)).cause == "template.parameter_format"
    assert await house.story(behind) == ["taken_in", "kept_back"]
    assert len(await house.sends(message_id)) == 1, "no retry while nothing has changed"
    await house.sandbox.forget_fault("wrong form")
    await house.sandbox.template(
        name="order_ready", language="id", body="Kak {{1}}, pesanan {{2}} siap.", category="UTILITY"
    )
    await house.stage.play(HOUR)
    assert await house.story(message_id) == [*HELD, *OUT]
    assert (await house.message(behind)).state == State.DELIVERED
    assert await open_alerts(house) == []


async def test_132012_of_one_message_among_many_that_pass_stops_only_that_one(
    house: House,
) -> None:
    others = numbers(8)
    await unread(house, SARI, BUDI, *others)
    for phone in others:
        await house.send(phone)
    await house.stage.play(HOUR)
    odd = {**WRONG_FORM, "match": {**WRONG_FORM["match"], "recipients": [SARI]}}
    await house.sandbox.faults(odd)
    message_id = await house.send(SARI)
    behind = await house.send(BUDI)
    await house.stage.play(HOUR)
    message = await house.message(message_id)
    assert (message.state, message.cause) == (State.FAILED, "message.invalid")
    assert (await house.message(behind)).state == State.DELIVERED
    assert await house.holds() == []
    [alert] = await open_alerts(house)
    assert (alert.cause, alert.audience) == ("message.invalid", "developer")
