"""Virtual time and repeatability: the same seed gives the same world, whatever the order."""

import asyncio
from typing import Any

from sandbox_bench import DAY, PERSON, START, Bench, open_bench, template
from terkirim.sandbox import LIVE_SENDER


async def _run(seed: int, order: list[int]) -> tuple[dict[str, str], list[Any]]:
    async with open_bench(seed) as bench:
        wamids: dict[str, str] = {}
        for n in order:
            to = f"+62812000000{n:02d}"
            wamids[f"m{n}"] = await bench.send(template(f"m{n}", to=to))
            wamids[f"again{n}"] = await bench.send(template(f"m{n}", to=to))
        await bench.advance(DAY)
        return wamids, bench.receiver.bodies


async def test_the_same_seed_repeats_ids_and_webhooks_in_any_order_of_arrival() -> None:
    forwards = await _run(7, list(range(12)))
    backwards = await _run(7, list(range(11, -1, -1)))
    assert forwards == backwards
    assert len(set(forwards[0].values())) == 24
    assert await _run(8, list(range(12))) != forwards


async def test_nothing_moves_until_the_clock_does() -> None:
    async with open_bench() as bench:
        await bench.send(template())
        for _ in range(20):
            await asyncio.sleep(0)
        assert bench.receiver.bodies == []
        clock = await bench.get("/_sandbox/clock")
        assert clock["now"] == START
        assert START < clock["next_event_at"] < START + 1
        answer = await bench.order("clock", {"advance_to": clock["next_event_at"]})
        assert answer["delivered"] == 1
        assert answer["now"] == clock["next_event_at"]
        assert answer["next_event_at"] > answer["now"]


async def test_what_is_due_now_goes_out_without_time_passing() -> None:
    async with open_bench() as bench:
        await bench.order("inbound", {"sender": LIVE_SENDER, "from": PERSON, "text": "Halo"})
        assert await bench.order("clock", {"advance_s": 0}) == {
            "now": START,
            "delivered": 1,
            "next_event_at": None,
        }
        past = await bench.order("clock", {"advance_to": START - DAY})
        assert past["now"] == START


async def test_webhooks_arrive_in_order_of_time() -> None:
    async with open_bench() as bench:
        for n in range(30):
            await bench.send(template(f"m{n}", to=f"+62812000000{n:02d}"))
        await bench.advance(DAY)
        stamps = [int(one["timestamp"]) for one in bench.receiver.statuses()]
        assert stamps == sorted(stamps)


async def test_two_who_move_the_clock_take_turns() -> None:
    async with open_bench() as bench:
        await bench.send(template())
        first, second = await asyncio.gather(bench.advance(DAY), bench.advance(DAY))
        assert first["delivered"] + second["delivered"] == len(bench.receiver.statuses())


async def test_a_reset_goes_back_to_where_time_last_began() -> None:
    async with open_bench() as bench:
        await bench.advance(DAY)
        assert (await bench.order("reset", {}))["now"] == START
        assert (await bench.order("reset", {"now": START + 5}))["now"] == START + 5
        await bench.advance(DAY)
        assert (await bench.order("reset", {}))["now"] == START + 5


async def test_reset_brings_back_the_known_world() -> None:
    async with open_bench() as bench:
        before = await _ids(bench)
        await bench.order(f"senders/{LIVE_SENDER}", {"registered": False})
        await bench.order("faults", {"name": "all", "fail": {"code": 131026}})
        await bench.order("reset", {"seed": 1, "now": START - 100 * DAY})
        world = await bench.get("/_sandbox/")
        assert world["now"] == START - 100 * DAY
        assert world["world"]["senders"][LIVE_SENDER]["registered"] is True
        assert world["world"]["webhook_url"] is None
        assert world["faults"] == []
        assert (await bench.record())["sends"] == []
        assert await _ids(bench) == before
        await bench.order("reset", {"seed": 2})
        assert await _ids(bench) != before


async def _ids(bench: Bench) -> str:
    return await bench.send(template("one"))
