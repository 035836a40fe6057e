"""Numbers WhatsApp spells otherwise than people dial them, and people known by user id."""

from typing import Any

import pytest

from sandbox_bench import DAY, MESSAGES, PERSON, START, Bench, open_bench, template, text
from terkirim.sandbox import LIVE_SENDER, TEST_SENDER

OTHER = "+6281200000002"
PARENT = "ID.ENT.11815799212886844830"


async def _accepted(bench: Bench, body: object, path: str = MESSAGES) -> dict[str, Any]:
    status, answer = await bench.post(path, body)
    assert status == 200, answer
    [contact] = answer["contacts"]
    return dict(contact)


def _by_id(data: str, user_id: str) -> dict[str, Any]:
    message = template(data)
    del message["to"]
    return {**message, "recipient": user_id}


async def _write(bench: Bench, who: str, **order: Any) -> Any:
    """Let a person write; answers the value of the change it came in."""
    order = {"sender": LIVE_SENDER, "from": who, **(order or {"text": "Halo"})}
    await bench.order("inbound", order)
    await bench.advance(0)
    return bench.receiver.changes()[-1]


@pytest.mark.parametrize(
    ("dialled", "wa_id"),
    [
        ("+52 55 1234 5678", "5215512345678"),
        ("+521 55 1234 5678", "5215512345678"),
        ("+54 11 2345 6789", "5491123456789"),
        ("+54 9 11 2345 6789", "5491123456789"),
        ("+55 51 91234 5678", "5551912345678"),
        ("+55 51 98765 4321", "555187654321"),
        ("+55 51 8765 4321", "555187654321"),
        ("+55 11 98765 4321", "5511987654321"),
        ("+55 11 8765 4321", "5511987654321"),
        ("+55 11 3765 4321", "551137654321"),
        ("+62 812 0000 0001", "6281200000001"),
        ("+1 555 010 0100", "15550100100"),
    ],
)
async def test_whatsapps_spelling_is_answered_and_told(
    bench: Bench, dialled: str, wa_id: str
) -> None:
    contact = await _accepted(bench, template("sent", to=dialled))
    assert contact == {"input": dialled, "wa_id": wa_id}
    await bench.advance(60)
    value = bench.receiver.changes()[0]
    assert value["statuses"][0]["recipient_id"] == wa_id
    assert value["contacts"][0]["wa_id"] == wa_id
    value = await _write(bench, dialled)
    assert value["messages"][0]["from"] == value["contacts"][0]["wa_id"] == wa_id


async def test_all_spellings_are_one_person(bench: Bench) -> None:
    await _write(bench, "+525512345678")
    await bench.send(text("in window", to="+5215512345678"))
    await bench.order("people", {"phone": "+525512345678", "reads": False})
    await bench.advance(60)
    assert bench.receiver.statuses()[-1]["status"] == "delivered"
    rule = {"name": "as dialled", "match": {"recipients": ["+525512345678"]}}
    await bench.order("faults", {**rule, "fail": {"code": 131026}})
    await bench.send(template("fails", to="+525512345678"))
    await bench.advance(60)
    assert bench.receiver.statuses()[-1]["errors"][0]["code"] == 131026
    order = {"sender": LIVE_SENDER, "phone": "+525512345678", "value": "stop"}
    await bench.order("preferences", order)
    await bench.order("faults", None, "DELETE")
    await bench.send(template("promo", to="+5215512345678", name="promo_bulanan"))
    await bench.advance(60)
    assert bench.receiver.statuses()[-1]["errors"][0]["code"] == 131050


async def test_one_person_may_be_spelled_otherwise(bench: Bench) -> None:
    dialled, wa_id = "+5551987654321", "5551987654321"
    await bench.order("people", {"phone": dialled, "wa_id": wa_id, "reads": False})
    assert (await _accepted(bench, template(to=dialled)))["wa_id"] == wa_id
    assert (await _accepted(bench, template(to="+555187654321")))["wa_id"] == wa_id


async def test_everyone_has_a_user_id_by_which_they_can_be_reached(bench: Bench) -> None:
    value = await _write(bench, PERSON)
    user_id = value["contacts"][0]["user_id"]
    assert user_id.startswith("ID.")
    assert value["messages"][0]["from_user_id"] == user_id
    assert await _accepted(bench, _by_id("by id", user_id)) == {
        "input": user_id,
        "user_id": user_id,
    }
    await bench.order("people", {"phone": PERSON, "reads": False})
    await bench.send({**text("free"), "to": None, "recipient": user_id})
    await bench.advance(60)
    for status in bench.receiver.statuses():
        assert (status["recipient_id"], status["recipient_user_id"]) == (PERSON[1:], user_id)
    shown = await bench.get(f"/_sandbox/people/{PERSON}")
    assert (shown["wa_id"], list(shown["user_ids"].values())) == (PERSON[1:], [user_id])


async def test_a_username_hides_the_number(bench: Bench) -> None:
    hidden = {"phone": PERSON, "username": "sari", "user_id": "ID.1", "parent_user_id": PARENT}
    await bench.order("people", {**hidden, "name": "Sari", "reads": False})
    value = await _write(bench, PERSON)
    assert value["contacts"] == [
        {
            "profile": {"name": "Sari", "username": "sari"},
            "user_id": "ID.1",
            "parent_user_id": PARENT,
        }
    ]
    [message] = value["messages"]
    assert (message["from_user_id"], message["from_parent_user_id"]) == ("ID.1", PARENT)
    assert "from" not in message
    assert await _accepted(bench, _by_id("parent", PARENT)) == {"input": PARENT, "user_id": PARENT}
    await bench.advance(60)
    status = bench.receiver.statuses()[-1]
    assert status["recipient_user_id"] == "ID.1"
    assert status["recipient_parent_user_id"] == PARENT
    assert "recipient_id" not in status


async def test_who_was_written_to_by_number_shows_it_for_thirty_days(bench: Bench) -> None:
    await bench.order("people", {"phone": PERSON, "username": "sari"})
    await bench.send(template("by number"))
    value = await _write(bench, PERSON)
    assert value["messages"][0]["from"] == PERSON[1:]
    await bench.advance(31 * DAY)
    value = await _write(bench, PERSON)
    assert "from" not in value["messages"][0]
    await bench.order("people", {"phone": PERSON, "username": "sari", "in_contact_book": True})
    value = await _write(bench, PERSON)
    assert value["messages"][0]["from"] == PERSON[1:]


async def test_who_has_no_number_is_never_named_by_one(bench: Bench) -> None:
    value = await _write(bench, "ID.777")
    assert value["contacts"][0]["user_id"] == value["messages"][0]["from_user_id"] == "ID.777"
    order = {"sender": LIVE_SENDER, "phone": "ID.777", "value": "stop"}
    await bench.order("preferences", order)
    await bench.send(_by_id("by id", "ID.777"))
    await bench.advance(DAY)
    [told] = bench.receiver.changes("user_preferences")
    assert told["user_preferences"][0]["user_id"] == "ID.777"
    everything = str(bench.receiver.bodies)
    assert "wa_id" not in everything
    assert "'from'" not in everything
    assert "recipient_id" not in everything


async def test_a_failure_names_the_person_as_the_sender_did(bench: Bench) -> None:
    await bench.order("faults", {"name": "all", "fail": {"code": 131026}})
    user_id = (await _write(bench, PERSON))["contacts"][0]["user_id"]
    await bench.send(template("by number"))
    await bench.advance(5)
    await bench.send(_by_id("by id", user_id))
    await bench.advance(5)
    number, by_id = bench.receiver.statuses()
    assert number["recipient_id"] == PERSON[1:]
    assert "recipient_user_id" not in number
    assert by_id["recipient_user_id"] == user_id
    assert "recipient_id" not in by_id


async def test_a_test_number_writes_to_no_user_id(bench: Bench) -> None:
    await bench.order(f"senders/{TEST_SENDER}", {"allow_list": [PERSON]})
    user_id = (await _write(bench, PERSON))["contacts"][0]["user_id"]
    path = f"/v25.0/{TEST_SENDER}/messages"
    assert (await bench.post(path, template()))[0] == 200
    _, error = await bench.refused(_by_id("by id", user_id), path)
    assert error["code"] == 131030


async def test_a_new_number_brings_a_new_user_id_and_leaves_the_old_one_dead(
    bench: Bench,
) -> None:
    await bench.order("people", {"phone": PERSON, "name": "Sari", "reads": False})
    before = (await _write(bench, PERSON))["contacts"][0]["user_id"]
    stop = {"sender": LIVE_SENDER, "phone": PERSON, "value": "stop"}
    await bench.order("preferences", stop)
    value = await _write(bench, PERSON, system={"type": "user_changed_number", "phone": OTHER})
    assert "contacts" not in value
    [message] = value["messages"]
    system = message["system"]
    assert (message["type"], message["from"]) == ("system", PERSON[1:])
    assert system["body"] == f"User Sari changed from {PERSON[1:]} to {OTHER[1:]}"
    assert (system["wa_id"], system["previous_user_id"]) == (OTHER[1:], before)
    assert system["user_id"] not in ("", before)
    await bench.send(text("window went along", to=OTHER))
    await bench.send(template("promo", to=OTHER, name="promo_bulanan"))
    await bench.send(template("old"))
    await bench.advance(60)
    fates = {
        one["biz_opaque_callback_data"]: one.get("errors", [{"code": one["status"]}])[0]["code"]
        for one in bench.receiver.statuses()
    }
    assert fates == {"window went along": "delivered", "promo": 131050, "old": 131026}
    assert (await bench.get(f"/_sandbox/people/{PERSON}"))["gone"] is True


async def test_a_new_user_id_alone(bench: Bench) -> None:
    await bench.order("people", {"phone": PERSON, "parent_user_id": PARENT, "username": "sari"})
    before = (await _write(bench, PERSON))["contacts"][0]["user_id"]
    value = await _write(bench, PERSON, system={"type": "user_changed_user_id"})
    system = value["messages"][0]["system"]
    assert system["previous_user_id"] == before != system["user_id"]
    assert system["parent_user_id"] == PARENT
    assert "wa_id" not in system
    value = await _write(bench, PERSON)
    assert value["messages"][0]["from_user_id"] == system["user_id"]


async def test_who_has_no_number_may_get_another_id(bench: Bench) -> None:
    change = {"type": "user_changed_user_id", "user_id": "ID.888"}
    await _write(bench, "ID.777")
    value = await _write(bench, "ID.777", system=change)
    system = value["messages"][0]["system"]
    assert (system["previous_user_id"], system["user_id"]) == ("ID.777", "ID.888")
    await bench.send({**text("window went along"), "to": None, "recipient": "ID.888"})
    await bench.send(_by_id("old", "ID.777"))
    await bench.advance(5)
    fates = {one["biz_opaque_callback_data"]: one["status"] for one in bench.receiver.statuses()}
    assert fates == {"window went along": "sent", "old": "failed"}


async def test_a_new_device(bench: Bench) -> None:
    value = await _write(bench, PERSON, system={"type": "user_identity_changed"})
    [message] = value["messages"]
    assert message["identity"]["created_timestamp"] == str(int(START))
    assert len(message["identity"]["hash"]) > 8
    assert value["contacts"][0]["wa_id"] == PERSON[1:]


async def test_the_names_of_before_2023(bench: Bench) -> None:
    order = {"type": "customer_changed_number", "phone": OTHER}
    value = await _write(bench, PERSON, system=order)
    system = value["messages"][0]["system"]
    assert (system["customer"], system["new_wa_id"]) == (PERSON[1:], OTHER[1:])


async def test_what_meta_announced_and_never_sent_can_be_sent(bench: Bench) -> None:
    value = {"user_id_update": [{"wa_id": "1", "user_id": {"previous": "ID.1", "current": "ID.2"}}]}
    await bench.order("changes", {"field": "user_id_update", "value": value})
    await bench.advance(0)
    assert bench.receiver.changes("user_id_update") == [value]


async def test_ids_hang_on_the_seed_alone() -> None:
    found = []
    for people in ([PERSON, OTHER], [OTHER, PERSON]):
        async with open_bench(seed=4) as bench:
            ids = {one: (await _write(bench, one))["contacts"][0]["user_id"] for one in people}
            found.append(ids)
    assert found[0] == found[1]
    assert found[0][PERSON] != found[0][OTHER]
