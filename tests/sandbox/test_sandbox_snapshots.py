"""Snapshots, and a virtual clock that moves by itself."""

import asyncio
from typing import Any

import pytest

from sandbox_bench import DAY, MESSAGES, PERSON, START, Bench, open_bench, template, text
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.sandbox.clock import autoclock
from terkirim.vocabulary.clock import SystemClock


async def _everything(bench: Bench) -> list[Any]:
    paths = ("", "clock", "faults", "later", "record", "record/summary", "record/traffic")
    return [await bench.get(f"/_sandbox/{path}") for path in paths]


async def test_a_snapshot_brings_everything_back(bench: Bench) -> None:
    fail = {"code": 131000, "phase": "sync"}
    rule = {"name": "once each", "fail": fail, "times_per_recipient": 1}
    await bench.order("faults", rule)
    await bench.refused(template("m0"))
    await bench.send(template("m1"))
    await bench.order("people", {"phone": PERSON, "reads": True})
    await bench.order("later", {"at_s": 500, "order": "POST sms", "body": {"fails": True}})
    await bench.advance(1)
    before = await _everything(bench)
    await bench.order("snapshots/awal", {})
    del bench.receiver.bodies[:]

    await bench.advance(DAY)
    told = bench.receiver.bodies.copy()
    assert told
    await bench.order("faults", None, "DELETE")
    await bench.order(f"accounts/{ACCOUNT}", {"locked": True})
    await bench.order("templates?name=order_ready", None, "DELETE")
    await bench.order("people", {"phone": "+6281200000077", "delivers": False})
    assert await _everything(bench) != before

    restored = await bench.order("snapshots/awal/restore", {})
    assert restored == {"name": "awal", "now": START + 1}
    assert await _everything(bench) == before
    del bench.receiver.bodies[:]
    await bench.advance(DAY)
    assert bench.receiver.bodies == told
    await bench.refused(template("m0", to="+6281200000002"))


async def test_what_follows_a_restore_is_the_same_every_time(bench: Bench) -> None:
    await bench.order("snapshots/a", {})
    runs = []
    for _ in range(3):
        await bench.order("snapshots/a/restore", {})
        del bench.receiver.bodies[:]
        wamid = await bench.send(template("m"))
        await bench.order("inbound", {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo"})
        await bench.advance(60)
        await bench.send(text("reply"))
        await bench.advance(DAY)
        runs.append((wamid, bench.receiver.bodies.copy()))
    assert runs[0] == runs[1] == runs[2]


async def test_what_happens_after_a_snapshot_leaves_it_alone(bench: Bench) -> None:
    await bench.order("faults", {"name": "twice", "statuses": {"duplicate": 1}})
    asks = {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo", "referral": {}}
    await bench.order("inbound", asks)
    await bench.send(text("answer"))
    await bench.order("snapshots/a", {})
    kept = (await bench.record())["sends"]
    runs = []
    for _ in range(2):
        await bench.order("snapshots/a/restore", {})
        assert (await bench.record())["sends"] == kept
        del bench.receiver.bodies[:]
        bench.receiver.answers = [500]
        await bench.advance(DAY)
        runs.append((bench.receiver.bodies.copy(), await bench.record()))
    assert runs[0] == runs[1]
    told = [one for one in bench.receiver.statuses() if one["status"] == "sent"]
    assert len(told) >= 2
    assert all("conversation" in one for one in told)


async def test_a_closed_window_is_open_again_after_a_restore(bench: Bench) -> None:
    await bench.order("inbound", {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo"})
    await bench.advance(0)
    await bench.order("snapshots/open", {})
    await bench.advance(2 * DAY)
    await bench.order("snapshots/open/restore", {})
    del bench.receiver.bodies[:]
    await bench.send(text())
    await bench.advance(60)
    assert "failed" not in [one["status"] for one in bench.receiver.statuses()]


async def test_snapshots_are_listed_replaced_deleted_and_outlive_a_reset(bench: Bench) -> None:
    await bench.order("snapshots/a", {})
    await bench.advance(10)
    await bench.order("snapshots/b-2.x", {})
    await bench.order("reset", {"seed": 9, "now": START - DAY})
    kept = [{"name": "a", "at": START}, {"name": "b-2.x", "at": START + 10}]
    assert await bench.get("/_sandbox/snapshots") == {"snapshots": kept}
    await bench.order("snapshots/a", {})
    kept[0]["at"] = START - DAY
    assert await bench.get("/_sandbox/snapshots") == {"snapshots": kept}
    await bench.order("snapshots/b-2.x/restore", {})
    world = await bench.get("/_sandbox/")
    assert (world["seed"], world["now"]) == (1, START + 10)
    assert await bench.order("snapshots/a", None, "DELETE") == {"snapshots": kept[1:]}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "snapshots/none/restore", 404),
        ("DELETE", "snapshots/none", 404),
        ("POST", "snapshots/" + "x" * 65, 400),
        ("POST", "snapshots/a%20b", 400),
    ],
)
async def test_wrong_names(bench: Bench, method: str, path: str, status: int) -> None:
    got, answer = await bench.call(method, f"/_sandbox/{path}")
    assert got == status
    assert list(answer) == ["error"]


async def test_there_are_at_most_a_hundred(bench: Bench) -> None:
    for n in range(100):
        await bench.order(f"snapshots/{n}", {})
    status, answer = await bench.post("/_sandbox/snapshots/one-more")
    assert (status, "delete one" in answer["error"]) == (400, True)
    await bench.order("snapshots/7", {})


async def test_a_real_sandbox_goes_on_from_a_snapshot() -> None:
    async with open_bench(clock=SystemClock()) as bench:
        await bench.order("snapshots/a", {})
        await bench.order(f"senders/{LIVE_SENDER}", {"registered": False})
        await bench.refused(template())
        await bench.order("snapshots/a/restore", {})
        await bench.send(template())
        await bench.receiver.has_statuses(1)


# A clock that moves by itself


@pytest.fixture
def restless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock on auto that moves whenever anything happens, so that one look shows if it does."""
    monkeypatch.setattr(autoclock, "TICK_S", 0.0)


async def _stands_still(bench: Bench) -> bool:
    first = await bench.get("/_sandbox/clock")
    return bool(await bench.get("/_sandbox/clock") == first)


@pytest.mark.usefixtures("restless")
async def test_time_that_runs_faster(bench: Bench) -> None:
    await bench.send(template())
    loop = asyncio.get_running_loop()
    began = loop.time()
    shown = await bench.order("clock", {"auto": 3600})
    assert shown["auto"] == 3600
    await bench.receiver.has_statuses(2)
    passed = (await bench.get("/_sandbox/clock"))["now"] - START
    assert passed > 100 * (loop.time() - began)
    assert not await _stands_still(bench)
    stopped = await bench.order("clock", {"auto": "off"})
    assert await _stands_still(bench)
    assert stopped["auto"] == "off"


async def test_time_that_jumps_from_event_to_event(bench: Bench) -> None:
    await bench.order("people", {"phone": PERSON, "reads": True})
    await bench.order("clock", {"auto": "jump"})
    await bench.send(template())
    await bench.receiver.has_statuses(3)
    clock = await bench.get("/_sandbox/clock")
    assert clock["next_event_at"] is None
    read = int(bench.receiver.statuses()[-1]["timestamp"])
    assert int(clock["now"]) == read > START + 60
    await bench.send(template("again"))
    await bench.receiver.has_statuses(6)


@pytest.mark.usefixtures("restless")
@pytest.mark.parametrize("way", ["reset", "snapshots/a/restore"])
async def test_a_new_beginning_stops_the_clock(bench: Bench, way: str) -> None:
    await bench.order("snapshots/a", {})
    await bench.order("clock", {"auto": 1000})
    assert not await _stands_still(bench)
    await bench.order(way, {})
    assert await _stands_still(bench)
    assert (await bench.get("/_sandbox/clock"))["auto"] == "off"


async def test_a_clock_on_auto_can_still_be_advanced(bench: Bench) -> None:
    await bench.order("clock", {"auto": "jump"})
    assert (await bench.advance(DAY))["now"] == START + DAY
    assert (await bench.get("/_sandbox/clock"))["auto"] == "jump"
    assert (await bench.post(MESSAGES, template()))[0] == 200
    await bench.receiver.has_statuses(2)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"auto": 0}, "auto"),
        ({"auto": -5}, "auto"),
        ({"auto": 1e9}, "auto"),
        ({"auto": "fast"}, "fast"),
        ({"auto": 5, "advance_s": 1}, "either advanced or set on auto"),
    ],
)
async def test_wrong_paces(bench: Bench, wrong: object, said: str) -> None:
    status, answer = await bench.post("/_sandbox/clock", wrong)
    assert status == 400
    assert said in answer["error"]


async def test_a_real_clock_is_nobodys_to_set() -> None:
    async with open_bench(clock=SystemClock()) as bench:
        assert (await bench.post("/_sandbox/clock", {"auto": 5}))[0] == 409
