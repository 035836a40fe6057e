"""How webhooks are brought: how many at once, in which order, how often again."""

import json
from collections import Counter
from typing import Any

import pytest

from sandbox_bench import DAY, PERSON, START, Bench, open_bench, template
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TEST_SENDER

FAIL_AT_ONCE = {"name": "all", "fail": {"code": 131026, "delay_s": 5}}


async def _habits(bench: Bench, **habits: Any) -> Any:
    return await bench.order("webhook/habits", habits)


async def _fail_many(bench: Bench, number: int) -> None:
    """Send so many, all of which fail five seconds from now."""
    await bench.order("faults", FAIL_AT_ONCE)
    for n in range(number):
        await bench.send(template(f"m{n:04d}", to=f"+62812000{n:05d}"))


def _told(bench: Bench) -> list[str]:
    return [one["biz_opaque_callback_data"] for one in bench.receiver.statuses()]


def _sizes(bench: Bench) -> list[int]:
    """How many events each request carried."""
    return [
        sum(
            len(change["value"][name])
            for entry in body["entry"]
            for change in entry["changes"]
            for name in ("statuses", "messages")
            if name in change["value"]
        )
        for body in bench.receiver.bodies
    ]


async def test_a_request_carries_up_to_a_thousand_events(bench: Bench) -> None:
    await _fail_many(bench, 1001)
    assert (await bench.advance(5))["delivered"] == 1001
    assert _sizes(bench) == [1000, 1]
    assert len(set(_told(bench))) == 1001


async def test_what_belongs_together_stands_together(bench: Bench) -> None:
    await _fail_many(bench, 3)
    await bench.advance(4.5)
    orders = [
        {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo", "at_s": 0.6},
        {"sender": TEST_SENDER, "from": PERSON, "text": "Halo", "at_s": 0.7},
    ]
    for order in orders:
        await bench.order("inbound", order)
    await bench.order("preferences", {"sender": LIVE_SENDER, "phone": PERSON, "value": "stop"})
    await bench.advance(1)
    [body] = bench.receiver.bodies
    [entry] = body["entry"]
    assert entry["id"] == ACCOUNT
    found = [
        (change["field"], change["value"]["metadata"]["phone_number_id"], _names(change["value"]))
        for change in entry["changes"]
    ]
    assert found == [
        ("user_preferences", LIVE_SENDER, {"user_preferences": 1, "contacts": 1}),
        ("messages", LIVE_SENDER, {"statuses": 3, "contacts": 3}),
        ("messages", LIVE_SENDER, {"messages": 1, "contacts": 1}),
        ("messages", TEST_SENDER, {"messages": 1, "contacts": 1}),
    ]


def _names(value: Any) -> dict[str, int]:
    return {name: len(inner) for name, inner in value.items() if isinstance(inner, list)}


async def test_each_event_may_stand_apart(bench: Bench) -> None:
    await _habits(bench, grouping="apart", batch=2)
    await _fail_many(bench, 5)
    await bench.advance(5)
    changes = [len(body["entry"][0]["changes"]) for body in bench.receiver.bodies]
    assert changes == [2, 2, 1]
    assert _sizes(bench) == [2, 2, 1]


async def test_a_body_is_never_larger_than_three_megabytes(bench: Bench) -> None:
    long = "\u00e9" * 4096  # six bytes each, escaped as Meta escapes them
    for n in range(300):
        order = {"sender": LIVE_SENDER, "from": f"+62812000{n:05d}", "text": long}
        await bench.order("inbound", order)
    assert (await bench.advance(0))["delivered"] == 300
    assert sum(_sizes(bench)) == 300
    assert len(_sizes(bench)) > 1
    assert all(len(json.dumps(body)) < 3.3 * 2**20 for body in bench.receiver.bodies)


async def test_order_by_order(bench: Bench) -> None:
    await _fail_many(bench, 20)
    await bench.advance(5)
    usual = _told(bench)
    orders = {}
    for order in ("time", "reversed", "shuffled"):
        async with open_bench() as other:
            await _habits(other, order=order)
            await _fail_many(other, 20)
            await other.advance(5)
            orders[order] = _told(other)
    assert orders["time"] == usual
    assert orders["reversed"] == usual[::-1]
    assert orders["shuffled"] not in (usual, usual[::-1])
    assert sorted(orders["shuffled"]) == sorted(usual)


async def test_events_that_come_late_overtake_one_another() -> None:
    heard = []
    for _ in range(2):
        async with open_bench() as bench:
            await _habits(bench, spread_s=3600)
            await bench.order("people", [{"phone": f"+62812000{n:05d}"} for n in range(30)])
            for n in range(30):
                await bench.send(template(f"m{n}", to=f"+62812000{n:05d}"))
            await bench.advance(DAY)
            heard.append([(one["id"], one["status"]) for one in bench.receiver.statuses()])
            sends = (await bench.record())["sends"]
    assert heard[0] == heard[1]
    assert len(set(heard[0])) == len(heard[0]) == sum(len(send["statuses"]) for send in sends)
    place = {told: n for n, told in enumerate(heard[0])}
    overtaken = [w for w, status in heard[0] if place[w, "sent"] > place.get((w, "delivered"), 99)]
    assert overtaken
    assert all(send["statuses"][0]["status"] == "sent" for send in sends)


async def test_what_is_not_taken_comes_again_ever_more_rarely(bench: Bench) -> None:
    await _habits(bench, first_retry_s=10, longest_retry_s=40)
    bench.receiver.answers = [500, 302, 204, 503]
    await _fail_many(bench, 1)
    came: list[int] = []
    for second in range(200):
        await bench.advance(1)
        came += [second + 1] * (len(bench.receiver.bodies) - len(came))
    assert came == [5, 15, 35, 75, 115]
    assert len({json.dumps(one, sort_keys=True) for one in bench.receiver.statuses()}) == 1
    [send] = (await bench.record())["sends"]
    assert len(send["statuses"]) == 1


async def test_after_days_meta_gives_up(bench: Bench) -> None:
    bench.receiver.answers = [500] * 1000
    await _fail_many(bench, 2)
    await bench.advance(6 * DAY)
    before = len(bench.receiver.bodies)
    await bench.advance(1.5 * DAY)
    assert len(bench.receiver.bodies) > before
    assert (await bench.record())["webhooks"]["dropped"] == 2
    assert (await bench.advance(DAY))["next_event_at"] is None
    assert (await bench.record())["webhooks"]["events"] == 0


async def test_without_storage_meta_gives_up_sooner(bench: Bench) -> None:
    await _habits(bench, give_up_after_s=3600)
    bench.receiver.answers = [500] * 1000
    await _fail_many(bench, 1)
    await bench.advance(2 * 3600)
    assert (await bench.record())["webhooks"]["dropped"] == 1
    assert len(bench.receiver.bodies) < 15


async def test_others_go_on_while_some_wait(bench: Bench) -> None:
    await _habits(bench, batch=1)
    bench.receiver.answers = [500]
    await _fail_many(bench, 3)
    assert (await bench.advance(5))["delivered"] == 2
    assert (await bench.advance(10))["delivered"] == 1
    assert set(Counter(_told(bench)).values()) == {1, 2}


async def test_habits_end_with_the_world(bench: Bench) -> None:
    whole = await _habits(bench, batch=7)
    assert (whole["batch"], whole["order"]) == (7, "time")
    assert await bench.get("/_sandbox/webhook/habits") == whole
    assert (await _habits(bench))["batch"] == 1000
    await _habits(bench, order="reversed")
    await bench.order("reset", {"now": START})
    assert (await bench.get("/_sandbox/webhook/habits"))["order"] == "time"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"batch": 0}, "batch"),
        ({"batch": 1001}, "batch"),
        ({"order": "random"}, "order"),
        ({"spread_s": -1}, "spread_s"),
        ({"first_retry_s": 0}, "first_retry_s"),
        ({"often": 3}, "often"),
    ],
)
async def test_a_wrong_habit_is_refused(bench: Bench, wrong: dict[str, Any], said: str) -> None:
    status, answer = await bench.post("/_sandbox/webhook/habits", wrong)
    assert status == 400
    assert said in answer["error"]
