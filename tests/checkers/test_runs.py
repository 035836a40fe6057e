"""A run: what is asked, what it costs, how fast; what is answered is never paid for again."""

import asyncio
from email.utils import format_datetime

import msgspec
import pytest
from starlette.responses import Response

from checkers.checking import (
    BUDI,
    SARI,
    TONO,
    Leaping,
    Service,
    checking,
    contacts_at,
    crowd,
    lookup_at,
    service,
    valid,
)
from house import START
from terkirim.errors import BadInput
from terkirim.store import checks as store_checks
from terkirim.store import open_store
from terkirim.vocabulary.clock import DAY, as_datetime


def _all_valid(_service: Service, phones: list[str]) -> Response:
    return valid(phones)


async def test_the_cost_is_known_before_anything_is_asked(database: str) -> None:
    async with (
        service(_all_valid) as (far, url),
        checking(database, contacts_at(url, most="100")) as checks,
    ):
        plan = await checks.estimate([*crowd(6), *crowd(2)])
        assert far.asked == []
        assert (plan.to_ask, plan.over_cap) == (tuple(crowd(4)), tuple(crowd(6)[4:]))
        assert str(plan.cost) == "100"
        outcome = await checks.run(plan)
    assert far.asked == [crowd(4)]
    assert outcome.missed == dict.fromkeys(crowd(6)[4:], "over_cap")


@pytest.mark.parametrize(
    ("price", "most", "asked"), [("0.1", "0.3", 3), ("0", "0", 9), ("5", "4", 0)]
)
async def test_a_cap_holds_to_the_last_unit(
    database: str, price: str, most: str, asked: int
) -> None:
    checker = contacts_at("http://127.0.0.1:9", price=price, most=most)
    async with checking(database, checker) as checks:
        assert len((await checks.estimate(crowd(9))).to_ask) == asked


async def test_a_verdict_is_kept_with_its_age_until_it_is_too_old(database: str) -> None:
    clock = Leaping()
    async with (
        service(_all_valid) as (far, url),
        checking(database, contacts_at(url, cache_days=30), clock) as checks,
    ):
        await checks.run(await checks.estimate([SARI]))
        await clock.advance_to(START + 30 * DAY)
        again = await checks.run(await checks.estimate([SARI, BUDI]))
        assert far.asked == [[SARI], [BUDI]]
        assert again.checks[SARI].checked_at == START
        assert str(again.cost) == "25"
        await clock.advance_to(START + 30 * DAY + 1)
        await checks.run(await checks.estimate([SARI, BUDI]))
    assert far.asked[2:] == [[SARI]]


async def test_another_provider_s_verdict_is_not_this_one_s(database: str) -> None:
    async with (
        service(_all_valid) as (far, url),
        checking(database, contacts_at(url)) as one,
        checking(database, contacts_at(url.replace("127.0.0.1", "localhost"))) as other,
    ):
        await one.run(await one.estimate([SARI]))
        await other.run(await other.estimate([SARI]))
        assert far.asked == [[SARI], [SARI]]
    store = await open_store(database)
    async with store.read() as db:
        said = (await store_checks.said_of(db, [SARI, BUDI]))[SARI]
    await store.close()
    assert {check.checker for check in said} == {"contacts@127.0.0.1", "contacts@localhost"}


@pytest.mark.parametrize(("per_second", "portions"), [(4.0, [4, 4, 4]), (0.5, [1] * 12)])
async def test_no_more_numbers_leave_than_the_pace_lets(
    database: str, per_second: float, portions: list[int]
) -> None:
    clock, left_at = Leaping(), []

    def note(_service: Service, phones: list[str]) -> Response:
        left_at.append(clock.now())
        return valid(phones)

    async with service(note) as (far, url):
        checker = contacts_at(url, per_second=per_second)
        async with checking(database, checker, clock) as checks:
            await checks.run(await checks.estimate(crowd(12)))
    assert [len(phones) for phones in far.asked] == portions
    gap = portions[0] / per_second
    after = [at - START for at in left_at]
    assert after == pytest.approx([gap * turn for turn in range(len(portions))], abs=0.001)


async def test_a_busy_checker_gets_the_time_it_asks_for(database: str) -> None:
    clock = Leaping()
    in_a_minute = format_datetime(as_datetime(START + 37 + 60), usegmt=True)
    said = iter(["37", in_a_minute])

    def busy_twice(_service: Service, phones: list[str]) -> Response:
        when = next(said, None)
        return valid(phones) if when is None else Response("", 429, {"Retry-After": when})

    async with (
        service(busy_twice) as (far, url),
        checking(database, contacts_at(url), clock) as checks,
    ):
        outcome = await checks.run(await checks.estimate([SARI, BUDI]))
    assert clock.slept == [37.0, 60.0]
    assert far.asked == [[SARI, BUDI]] * 3
    assert (outcome.missed, str(outcome.cost)) == ({}, "50")


@pytest.mark.parametrize("when", ["86400", "besok", "", "-5", "Mon, 99 Nov 2026", "9" * 400])
async def test_a_checker_that_stays_busy_is_left_alone(database: str, when: str) -> None:
    clock = Leaping()

    def busy(_service: Service, _phones: list[str]) -> Response:
        return Response("<html>slow down</html>", 429, {"Retry-After": when})

    async with (
        service(busy) as (far, url),
        checking(database, contacts_at(url), clock) as checks,
    ):
        outcome = await checks.run(await checks.estimate(crowd(1000)))
    assert len(far.asked) <= 5
    assert sum(clock.slept) < 60
    assert set(outcome.missed.values()) == {"busy", "stopped"}
    assert len(outcome.missed) == 1000
    assert (outcome.asked, str(outcome.cost)) == (0, "0")


async def test_the_run_goes_on_past_what_fails_and_says_what_is_missing(database: str) -> None:
    """Whatever may have been charged is not asked again, and counts."""

    def one_fails(service: Service, phones: list[str]) -> Response:
        return Response("<h1>502</h1>", 502) if len(service.asked) == 2 else valid(phones)

    async with (
        service(one_fails) as (far, url),
        checking(database, contacts_at(url, per_second=3)) as checks,
    ):
        outcome = await checks.run(await checks.estimate(crowd(9)))
        assert outcome.missed == dict.fromkeys(crowd(9)[3:6], "failed")
        assert set(outcome.checks) == {*crowd(3), *crowd(9)[6:]}
        assert (outcome.asked, str(outcome.cost)) == (9, "225")
        assert max(far.times.values()) == 1
        again = await checks.run(await checks.estimate(crowd(9)))
    assert far.asked[3:] == [crowd(9)[3:6]]
    assert (again.missed, len(again.checks)) == ({}, 9)


async def test_a_checker_that_answers_nothing_is_not_paid_for_long(database: str) -> None:
    async with (
        service(lambda _service, _phones: Response("oops", 500)) as (far, url),
        checking(database, lookup_at(url, per_second=1)) as checks,
    ):
        outcome = await checks.run(await checks.estimate(crowd(100)))
    assert len(far.asked) == 5
    assert list(outcome.missed.values()) == ["failed"] * 5 + ["stopped"] * 95


async def test_a_checker_nobody_reaches_costs_nothing(database: str) -> None:
    async with checking(database, contacts_at("http://127.0.0.1:9")) as checks:
        outcome = await checks.run(await checks.estimate([SARI]))
    assert (outcome.missed, str(outcome.cost)) == ({SARI: "never_left"}, "0")


async def test_a_run_that_is_broken_off_keeps_what_was_answered(database: str) -> None:
    third, over = asyncio.Event(), asyncio.Event()

    async def silent_from_the_third(service: Service, phones: list[str]) -> Response:
        if len(service.asked) >= 3:
            third.set()
            await over.wait()
        return valid(phones)

    async with service(silent_from_the_third) as (far, url):
        checker = contacts_at(url, per_second=2)
        async with checking(database, checker) as checks:
            under_way = asyncio.create_task(checks.run(await checks.estimate(crowd(8))))
            await third.wait()
            under_way.cancel()
            await asyncio.wait([under_way])
            over.set()
        async with checking(database, checker) as checks:
            plan = await checks.estimate(crowd(8))
    assert far.asked == [crowd(2), crowd(4)[2:], crowd(6)[4:]]
    assert plan.to_ask == tuple(crowd(8)[4:])


async def test_two_processes_do_not_pay_for_the_same_numbers(database: str) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_service: Service, phones: list[str]) -> Response:
        asked.set()
        await go_on.wait()
        return valid(phones)

    async with service(slow) as (far, url):
        checker = contacts_at(url)
        async with checking(database, checker) as one, checking(database, checker) as other:
            plan = await other.estimate([SARI, BUDI])
            first = asyncio.create_task(one.run(await one.estimate([SARI, BUDI])))
            await asked.wait()
            with pytest.raises(BadInput, match="Another process is asking"):
                await other.run(plan)
            go_on.set()
            await first
            outcome = await other.run(plan)
    assert far.asked == [[SARI, BUDI]]
    assert (set(outcome.checks), str(outcome.cost)) == ({SARI, BUDI}, "0")


async def test_lookups_that_are_busy_are_asked_again_one_by_one(database: str) -> None:
    def busy_for_budi_once(service: Service, phones: list[str]) -> Response:
        if phones == [BUDI] and service.times[BUDI] == 1:
            return Response("", 429)
        return Response(msgspec.json.encode({"number": phones[0], "status": "ABSENT"}))

    async with (
        service(busy_for_budi_once) as (far, url),
        checking(database, lookup_at(url)) as checks,
    ):
        outcome = await checks.run(await checks.estimate([SARI, BUDI, TONO]))
    assert far.times == {SARI: 1, BUDI: 2, TONO: 1}
    assert {one.verdict for one in outcome.checks.values()} == {"unreachable"}
    assert (outcome.missed, outcome.asked) == ({}, 3)
