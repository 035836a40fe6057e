"""The limits a person is behind: the pair, the portfolio's people in 24 h, marketing a day."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox.pacing import AT_LEISURE, CATEGORIES, NOON, ask, make, pacer, several
from terkirim.delivery.outbox.pacing import (
    Candidate,
    MarketingCap,
    Postponed,
    Postponement,
    ReachBudget,
    people_a_day,
)
from terkirim.delivery.outbox.pacing.pairs import BURST, EVERY_S, Pairs
from terkirim.sandbox.records.tallies import Tallies
from terkirim.vocabulary.clock import DAY, HOUR

PAIR = ("sender", "sari")


class TestPair:
    """131056: one message in six seconds to one person, bursts are borrowed."""

    @AT_LEISURE
    @given(st.lists(st.floats(0, 20) | st.just(0.0), min_size=1, max_size=150))
    def test_meta_as_the_sandbox_plays_it_never_refuses(self, gaps: Sequence[float]) -> None:
        pairs, meta, sent = Pairs(), Tallies(), 0
        for now in itertools.accumulate(gaps, initial=NOON):
            if pairs.free_at("sari", now) <= now:
                assert meta.may_follow(PAIR, now, EVERY_S, BURST)
                meta.add_to_burst(PAIR, now, EVERY_S)
                pairs.sent("sari", now)
                sent += 1
            else:
                assert not meta.may_follow(PAIR, now, EVERY_S, BURST)
        assert sent >= 1

    def test_a_burst_is_paid_for_and_others_are_not_held_up(self) -> None:
        paced = pacer(1000)
        many = [make(f"m-{number}", contact_id="sari") for number in range(60)]
        admission = ask(paced, [*many, make("other")])
        assert len(admission.go) == 46
        assert "other" in admission.go
        paid = Postponed(NOON + 45 * EVERY_S, Postponement.PAIR)
        assert list(admission.postponed.values()) == [paid] * 15
        assert ask(paced, many[:1], NOON + 45 * EVERY_S - 1).go == []
        assert ask(paced, many[:1], NOON + 45 * EVERY_S).go == ["m-0"]

    def test_a_refusal_backs_off_from_that_person_in_powers_of_four(self) -> None:
        paced, now = pacer(80), NOON
        for wait in (1, 4, 16, 64, 256, 1024, 1024):
            paced.refused(131056, "sari", now)
            admission = ask(paced, [make("m", contact_id="sari"), make("other")], now)
            assert admission.go == ["other"]
            assert admission.postponed["m"] == Postponed(now + wait, Postponement.PAIR)
            now += wait

    def test_a_long_silence_begins_the_count_anew(self) -> None:
        paced = pacer(80)
        for number in range(3):
            paced.refused(131056, "sari", NOON + number)
        paced.refused(131056, "sari", NOON + HOUR)
        waiting = ask(paced, [make("m", contact_id="sari")], NOON + HOUR).postponed["m"]
        assert waiting.until == NOON + HOUR + 1

    def test_a_message_taken_back_is_not_owed(self) -> None:
        paced = pacer(1000)
        many = [make(f"m-{number}", contact_id="sari") for number in range(45)]
        ask(paced, many)
        paced.took_back(many[0], NOON)
        assert len(ask(paced, many[:2], NOON + 1).go) == 1

    def test_who_is_free_again_is_forgotten(self) -> None:
        pairs = Pairs()
        for number in range(100_000):
            now = NOON + number / 80
            pairs.sent(f"c-{number}", now)
            assert len(pairs) <= 2048


TIERS = [
    ("TIER_250", 250),
    ("TIER_2K", 2_000),
    ("TIER_10K", 10_000),
    ("TIER_100K", 100_000),
    ("TIER_UNLIMITED", None),
    (2000, 2000),
    (-1, None),
    (None, 250),
    ("TIER_ODD", 250),
]


@pytest.mark.parametrize(("said", "people"), TIERS)
def test_metas_words_for_the_messaging_limit(said: str | int | None, people: int | None) -> None:
    assert people_a_day(said) == people


MIXED = st.lists(
    st.tuples(st.sampled_from(CATEGORIES), st.integers(0, 30), st.sampled_from([None, True])),
    max_size=80,
).map(
    lambda rows: [
        make(f"m-{n}", category, contact_id=f"c-{person}", window_open=window)
        for n, (category, person, window) in enumerate(rows)
    ]
)


class TestReach:
    """People a portfolio writes to outside windows in 24 h."""

    @AT_LEISURE
    @given(MIXED, st.integers(0, 25), st.floats(0, 1), st.integers(0, 30))
    def test_the_limit_is_never_passed_and_marketing_leaves_the_reserve(
        self, due: list[Candidate], limit: int, share: float, used: int
    ) -> None:
        known = {f"c-{number}" for number in range(3)}
        reach = ReachBudget(limit, share, used=used, reached=known)
        gone = set(ask(pacer(1000), due, reach=reach).go)
        new = {
            category: {
                one.contact_id
                for one in due
                if one.id in gone and one.category == category and one.window_open is not True
            }
            - known
            for category in CATEGORIES
        }
        urgent = new["authentication"] | new["service"] | new["utility"]
        everyone = urgent | new["marketing"]
        assert used + len(everyone) <= max(limit, used)
        if new["marketing"] - urgent:
            assert limit - used - len(everyone) >= limit * share - 1e-9

    def test_a_blast_stops_at_the_reserve_and_an_otp_still_leaves(self) -> None:
        reach = ReachBudget(250, 0.1, used=200, frees_at=NOON + HOUR)
        blast = ask(pacer(1000), several(100, "marketing"), reach=reach)
        assert len(blast.go) == 25
        assert set(blast.postponed.values()) == {Postponed(NOON + HOUR, Postponement.REACH)}
        otp = ask(pacer(1000), several(100, "authentication"), reach=reach)
        assert len(otp.go) == 25

    def test_known_people_replies_and_open_windows_cost_nothing(self) -> None:
        reach = ReachBudget(250, 0.1, used=250, reached=["sari"])
        due = [
            make("known", "marketing", contact_id="sari"),
            make("open", "marketing", window_open=True),
            make("reply", "service", is_template=False),
            make("unknown-window", "utility"),
        ]
        admission = ask(pacer(80), due, reach=reach)
        assert set(admission.go) == {"known", "open", "reply"}
        assert list(admission.postponed) == ["unknown-window"]

    def test_a_person_costs_once_in_a_batch_and_one_budget_serves_two_senders(self) -> None:
        reach = ReachBudget(2, 0.0)
        due = [make("a", contact_id="sari"), make("b", contact_id="sari"), make("c")]
        assert len(ask(pacer(80), due, reach=reach).go) == 3
        second = ask(pacer(80), [make("d"), make("e", contact_id="sari")], reach=reach)
        assert second.go == ["e"]

    def test_without_knowing_when_a_place_frees_it_looks_again_soon(self) -> None:
        reach = ReachBudget(1, 0.0, used=1, frees_at=NOON - 5)
        waiting = ask(pacer(80), [make("m")], reach=reach).postponed["m"]
        assert NOON < waiting.until <= NOON + HOUR


@pytest.mark.parametrize(("place_in_h", "reason"), [(22, "reach"), (20, "frequency")])
def test_the_last_obstacle_to_fall_decides(place_in_h: int, reason: str) -> None:
    reach = ReachBudget(1, 0.0, used=1, frees_at=NOON + place_in_h * HOUR)
    cap = MarketingCap(1, {"sari": [NOON - 3 * HOUR]})
    due = [make("m", "marketing", contact_id="sari")]
    waiting = ask(pacer(80), due, reach=reach, cap=cap).postponed["m"]
    assert waiting == Postponed(NOON + max(21, place_in_h) * HOUR, Postponement(reason))


class TestMarketingCap:
    """Marketing messages to one person in 24 h."""

    def test_the_second_waits_until_the_first_is_a_day_old(self) -> None:
        sent = NOON - 3 * HOUR
        admission = ask(
            pacer(80),
            [make("m", "marketing", contact_id="sari"), make("other", "marketing")],
            cap=MarketingCap(1, {"sari": [sent, NOON - 2 * DAY]}),
        )
        assert admission.go == ["other"]
        assert admission.postponed["m"] == Postponed(sent + DAY, Postponement.FREQUENCY)

    @AT_LEISURE
    @given(MIXED, st.integers(1, 3))
    def test_nobody_gets_more_within_a_batch(self, due: list[Candidate], at_most: int) -> None:
        earlier = {"c-1": [NOON - 10, NOON - 20]}
        gone = set(ask(pacer(1000), due, cap=MarketingCap(at_most, earlier)).go)
        for person in {one.contact_id for one in due}:
            got = [
                one
                for one in due
                if one.contact_id == person
                and one.id in gone
                and one.marketing
                and one.window_open is not True
            ]
            assert len(got) <= max(0, at_most - len(earlier.get(person, ())))

    def test_the_last_of_several_decides_when_there_is_a_place(self) -> None:
        sent = [NOON - 5 * HOUR, NOON - 4 * HOUR, NOON - 3 * HOUR]
        due = [make("m", "marketing", contact_id="sari")]
        admission = ask(pacer(80), due, cap=MarketingCap(2, {"sari": sent}))
        assert admission.postponed["m"].until == NOON - 4 * HOUR + DAY

    def test_only_marketing_outside_a_window_is_capped(self) -> None:
        cap = MarketingCap(1, {"sari": [NOON - 60]})
        due = [
            make("otp", "authentication", contact_id="sari"),
            make("open", "marketing", contact_id="sari", window_open=True),
        ]
        assert ask(pacer(80), due, cap=cap).go == ["otp", "open"]

    def test_no_cap(self) -> None:
        due = [make(f"m-{n}", "marketing", contact_id="sari") for n in range(9)]
        cap = MarketingCap(0, {"sari": [NOON - 60]})
        assert len(ask(pacer(80), due, cap=cap).go) == 9
