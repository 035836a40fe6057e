"""Webhooks by order: inbound messages with errors, errors in any field, any change at all."""

import pytest

from sandbox_bench import PERSON, START, Bench, template, text
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TEST_SENDER


async def test_a_message_meta_cannot_pass_on(bench: Bench) -> None:
    order = {
        "sender": LIVE_SENDER,
        "from": PERSON,
        "errors": [{"code": 131051, "details": "Pesan sunting"}],
        "unsupported": "edit",
    }
    await bench.order("inbound", order)
    await bench.advance(0)
    [message] = bench.receiver.messages()
    assert message["type"] == "unsupported"
    assert message["unsupported"] == {"type": "edit"}
    assert "text" not in message
    [error] = message["errors"]
    assert (error["code"], error["title"]) == (131051, "Unsupported message type")
    assert error["error_data"] == {"details": "Pesan sunting"}
    await bench.send(text("it opened the window all the same"))
    await bench.advance(60)
    assert bench.receiver.statuses()[0]["status"] == "sent"


async def test_any_change_goes_out_in_metas_envelope(bench: Bench) -> None:
    value = {"event": "FLOW_STATUS_CHANGE", "flow_id": "1", "new_status": "THROTTLED"}
    answer = await bench.order("changes", {"field": "flows", "value": value, "at_s": 30})
    assert answer == {"field": "flows", "value": value, "at": START + 30}
    assert (await bench.advance(29))["delivered"] == 0
    assert (await bench.advance(1))["delivered"] == 1
    [body] = bench.receiver.bodies
    assert body == {
        "object": "whatsapp_business_account",
        "entry": [
            {
                "id": ACCOUNT,
                "time": int(START + 30),
                "changes": [{"field": "flows", "value": value}],
            }
        ],
    }
    assert bench.receiver.signed == [True]


async def test_errors_of_a_number_stand_in_the_value(bench: Bench) -> None:
    errors = [{"code": 130429}, {"code": 131035, "details": "hilang"}]
    await bench.order("changes", {"field": "messages", "errors": errors, "sender": TEST_SENDER})
    await bench.advance(0)
    [value] = bench.receiver.changes()
    assert value["metadata"]["phone_number_id"] == TEST_SENDER
    assert [error["code"] for error in value["errors"]] == [130429, 131035]
    assert "messages" not in value
    assert "statuses" not in value


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("group_lifecycle_update", "group_create"),
        ("group_participants_update", "group_participants_add"),
        ("group_settings_update", "group_settings_update"),
        ("group_status_update", "group_suspend"),
    ],
)
async def test_errors_of_a_group_stand_with_the_group(bench: Bench, field: str, kind: str) -> None:
    await bench.order("changes", {"field": field, "errors": [{"code": 131211}]})
    await bench.advance(0)
    [value] = bench.receiver.changes(field)
    [group] = value["groups"]
    assert (group["type"], group["timestamp"]) == (kind, str(int(START)))
    assert group["errors"][0]["title"] == "Group create limit reached"
    assert "errors" not in value


async def test_a_change_not_taken_comes_again(bench: Bench) -> None:
    bench.receiver.answers = [503]
    await bench.order("changes", {"field": "calls", "errors": [{"code": 138020}]})
    assert (await bench.advance(0))["delivered"] == 0
    assert (await bench.advance(5))["delivered"] == 1
    first, second = bench.receiver.changes("calls")
    assert first == second


async def test_orders_of_one_instant_keep_their_order(bench: Bench) -> None:
    for n in range(12):
        await bench.order("changes", {"field": "flows", "value": {"n": n}})
    await bench.advance(0)
    assert [value["n"] for value in bench.receiver.changes("flows")] == list(range(12))


async def test_health_errors_are_those_that_were_ordered(bench: Bench) -> None:
    path = f"/v25.0/{LIVE_SENDER}?fields=health_status"
    sip, limited = {"code": 138024}, {"code": 141099, "can_send_message": "LIMITED"}
    await bench.order(f"senders/{LIVE_SENDER}", {"health": [sip]})
    health = (await bench.get(path))["health_status"]
    number = health["entities"][0]
    assert health["can_send_message"] == number["can_send_message"] == "AVAILABLE"
    assert number["can_receive_call_sip"] == "BLOCKED"

    words = {"description": "Lain dari biasa.", "solution": "Hubungi Meta."}
    await bench.order(f"senders/{LIVE_SENDER}", {"health": [{**limited, **words}]})
    await bench.order(f"accounts/{ACCOUNT}", {"health": [{"code": 141010}], "payment_ok": False})
    health = (await bench.get(path))["health_status"]
    states = {one["entity_type"]: one["can_send_message"] for one in health["entities"]}
    assert states == {
        "PHONE_NUMBER": "LIMITED",
        "WABA": "BLOCKED",
        "BUSINESS": "LIMITED",
        "APP": "AVAILABLE",
    }
    [error] = health["entities"][0]["errors"]
    assert error == {
        "error_code": 141099,
        "error_description": "Lain dari biasa.",
        "possible_solution": "Hubungi Meta.",
    }

    await bench.order(f"senders/{LIVE_SENDER}", {"health": []})
    await bench.order(f"accounts/{ACCOUNT}", {"health": [], "payment_ok": True})
    assert (await bench.get(path))["health_status"]["can_send_message"] == "AVAILABLE"
    await bench.send(template())
