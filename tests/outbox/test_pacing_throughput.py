"""A sender's throughput: never above its level, little lost, slowed by 130429, even when new."""

import itertools
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox.pacing import AT_LEISURE, NOON, RULES, ask, busiest_second, make, pacer, several
from terkirim.delivery.outbox.pacing import RampStep, RampUp, messages_a_second
from terkirim.delivery.outbox.pacing.throughput import BURST_S, Throughput
from terkirim.sandbox.records.tallies import Tallies
from terkirim.vocabulary.clock import DAY

LEVELS = st.sampled_from([0.5, 1.0, 20.0, 80.0, 1000.0])
GAPS = st.lists(st.floats(0, 2), min_size=1, max_size=60)


def drain(bucket: Throughput, instants: Iterator[float]) -> list[tuple[float, int]]:
    """Take whatever there is room for at each instant."""
    sent = []
    for now in instants:
        room = bucket.room(now)
        bucket.take(room, now)
        sent.append((now, room))
    return sent


@AT_LEISURE
@given(LEVELS, GAPS, st.data())
def test_no_second_holds_more_than_the_level(
    level: float, gaps: list[float], data: st.DataObject
) -> None:
    bucket = Throughput(level, NOON)
    sent: list[tuple[float, int]] = []
    for now in itertools.accumulate(gaps, initial=NOON):
        what = data.draw(st.sampled_from(["send", "send", "send", "heard", "slow", "back"]))
        count = data.draw(st.integers(0, 30))
        if what == "slow":
            bucket.slow(now)
        elif what == "back":
            bucket.give_back(count, now)
        else:
            taken = min(count, bucket.room(now)) if what == "send" else count
            bucket.take(taken, now)
            sent += [(now, taken)] if what == "send" else []
    assert busiest_second(sent) <= max(1, level)


@pytest.mark.parametrize("level", [20.0, 80.0, 1000.0])
def test_a_saved_burst_does_not_make_the_next_second_fuller(level: float) -> None:
    sent = drain(Throughput(level, NOON), (NOON + number / 100 for number in range(300)))
    assert busiest_second(sent) == level


@AT_LEISURE
@given(LEVELS, st.floats(0.001, 5.0))
def test_over_any_stretch_no_more_than_the_level_and_one_burst(level: float, every: float) -> None:
    bucket = Throughput(level, NOON)
    sent = drain(bucket, (NOON + every * number for number in range(300)))
    for end in range(1, 300, 7):
        left = sum(number for _, number in sent[: end + 1])
        assert left <= level * every * end + max(1, level * BURST_S) + 0.01


@pytest.mark.parametrize("level", [20.0, 80.0, 1000.0])
def test_a_worker_that_wakes_a_little_late_loses_little(level: float) -> None:
    chance, bucket = random.Random(5), Throughput(level, NOON)
    now, sent = NOON, 0
    while now < NOON + 60:
        room = bucket.room(now)
        bucket.take(room, now)
        sent += room
        now = bucket.ready_at(round(level / 10), now) + chance.uniform(0, 0.04)
    assert 0.95 <= sent / 60 / level <= 1.01


@AT_LEISURE
@given(LEVELS, st.integers(1, 2000))
def test_what_is_ready_at_an_instant_is_there_at_that_instant(level: float, wanted: int) -> None:
    bucket = Throughput(level, NOON)
    now = NOON
    for _ in range(20):
        bucket.take(bucket.room(now), now)
        ready = bucket.ready_at(wanted, now)
        assert ready > now
        now = ready
        assert bucket.room(now) >= 1


def test_the_sandbox_that_enforces_the_level_never_refuses() -> None:
    paced, meta = pacer(80), Tallies()
    waiting = several(2000)
    now = NOON
    while waiting:
        admission = ask(paced, waiting[:200], now)
        for _ in admission.go:
            assert meta.this_second("sender", now) < 80
            meta.add_to_second("sender", now)
        waiting = waiting[len(admission.go) :]
        now = admission.next_at
    assert now - NOON == pytest.approx(2000 / 80, rel=0.05)


def test_what_came_in_leaves_less_room() -> None:
    paced = pacer(80)
    full = paced.room(NOON)
    paced.heard(12, NOON)
    assert paced.room(NOON) == full - 12


def test_130429_halves_the_rate_once_a_wave_and_it_recovers_in_even_steps() -> None:
    paced = pacer(80)
    for _ in range(30):
        paced.refused(130429, "c-1", NOON)
    assert (paced.rate(NOON), paced.room(NOON)) == (40.0, 0)
    assert paced.rate(NOON + 15) == pytest.approx(60)
    assert paced.rate(NOON + 30) == pytest.approx(80)
    assert paced.rate(NOON + 3600) == 80


@AT_LEISURE
@given(st.lists(st.floats(0, 30), min_size=1, max_size=80))
def test_refusals_never_stop_a_sender_and_silence_never_lifts_it_above_its_level(
    gaps: list[float],
) -> None:
    paced = pacer(80)
    for now in itertools.accumulate(gaps, initial=NOON):
        paced.refused(130429, "c-1", now)
        assert 4 <= paced.rate(now) <= 80
    assert paced.room(now + 10) > 0


def test_a_storm_of_refusals_leaves_a_twentieth_of_the_level() -> None:
    paced = pacer(80)
    for number in range(20):
        paced.refused(130429, "c-1", NOON + 2 * number)
    assert paced.rate(NOON + 38) == 4


def test_other_refusals_slow_nothing() -> None:
    paced = pacer(80)
    full = paced.room(NOON)
    paced.refused(131026, "c-1", NOON)
    paced.refused(None, "c-1", NOON)
    assert (paced.rate(NOON), paced.room(NOON)) == (80, full)


def test_an_upgrade_is_felt_at_once_and_does_not_forget_a_refusal() -> None:
    upgraded, slowed = pacer(80), pacer(80)
    slowed.refused(130429, "c-1", NOON)
    for paced in (upgraded, slowed):
        paced.set_level(1000)
        paced.room(NOON)
    assert (upgraded.rate(NOON), slowed.rate(NOON)) == (1000, 40)


def test_a_message_taken_back_gives_its_room_back() -> None:
    paced, due = pacer(80), several(5)
    full = paced.room(NOON)
    ask(paced, due)
    assert paced.room(NOON) == full - 5
    paced.took_back(due[0], NOON)
    assert paced.room(NOON) == full - 4


@pytest.mark.parametrize(
    ("level", "on_biz_app", "rate"),
    [
        ("STANDARD", False, 80),
        ("HIGH", False, 1000),
        ("NOT_APPLICABLE", False, 80),
        (None, False, 80),
        ("STANDARD", True, 20),
        ("HIGH", True, 20),
    ],
)
def test_metas_words_for_throughput(level: str | None, on_biz_app: bool, rate: float) -> None:
    assert messages_a_second(level, on_biz_app=on_biz_app) == rate


class TestRampUp:
    """A new sender's first days."""

    STEPS = (RampStep(a_day=10, per_second=8), RampStep(a_day=10, per_second=40))

    def test_marketing_ends_with_the_days_share_and_goes_on_the_next_day(self) -> None:
        paced = pacer(80, RampUp(self.STEPS, NOON - 60, NOON))
        now, left = NOON, several(15, "marketing")
        for _ in range(6):
            admission = ask(paced, left, now)
            left = [one for one in left if one.id not in admission.go]
            now += 1
        assert len(left) == 5
        assert {one.reason for one in admission.postponed.values()} == {"ramp_up"}
        assert {one.until for one in admission.postponed.values()} == {NOON - 60 + DAY}
        next_day = ask(paced, left, NOON - 60 + DAY)
        assert next_day.go
        assert not next_day.postponed

    def test_it_does_not_stop_urgent_messages_but_slows_the_sender(self) -> None:
        paced = pacer(80, RampUp(self.STEPS, NOON - 60, NOON, sent_today=10))
        assert paced.rate(NOON) == 8
        assert len(ask(paced, several(2, "authentication")).go) == 2

    def test_days_already_counted_are_counted(self) -> None:
        ramp = RampUp(self.STEPS, NOON - 60, NOON, sent_today=9)
        assert len(ask(pacer(80, ramp), several(2, "marketing")).go) == 1

    def test_a_message_taken_back_does_not_use_up_the_day(self) -> None:
        paced = pacer(80, RampUp(self.STEPS, NOON - 60, NOON, sent_today=9))
        ask(paced, [make("m", "marketing")])
        paced.took_back(make("m", "marketing"), NOON)
        assert ask(paced, [make("other", "marketing")], NOON + 1).go == ["other"]

    @pytest.mark.parametrize("began_at", [None, NOON - 2 * DAY])
    def test_a_sender_that_is_not_new_has_none(self, began_at: float | None) -> None:
        paced = pacer(80, RampUp(self.STEPS, began_at, NOON, sent_today=1000))
        assert paced.rate(NOON) == 80
        assert len(ask(paced, several(15, "marketing")).go) == 15

    def test_the_default_ramp_rises_to_the_standard_level(self) -> None:
        rates = [step.per_second for step in RULES.ramp]
        assert rates == sorted(rates)
        assert rates[-1] == 80
