"""Who leaves first, and that nobody is lost: any batch, any moment."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox.pacing import AT_LEISURE, CATEGORIES, NOON, ask, make, pacer, several
from terkirim.delivery.outbox.pacing import (
    Admission,
    Candidate,
    MarketingCap,
    ReachBudget,
    share_out,
)
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE

PEOPLE = ["c-1", "c-2", "c-3", "c-4"]
RECIPIENTS = ["+6281200000001", "+62967532123", "+14155552671", "ID.1234567890", "+999", "?"]
BATCH = st.lists(
    st.builds(
        Candidate,
        id=st.uuids().map(str),
        contact_id=st.sampled_from(PEOPLE) | st.uuids().map(str),
        recipient=st.sampled_from(RECIPIENTS),
        category=st.sampled_from([*CATEGORIES, "a_new_one"]),
        priority=st.integers(0, 9),
        is_template=st.booleans(),
        window_open=st.sampled_from([None, True, False]),
        expires_at=st.none() | st.floats(NOON - 100, NOON + 2 * DAY),
        timezone=st.sampled_from([None, "Asia/Jayapura", "Nowhere/At_All"]),
    ),
    max_size=60,
    unique_by=lambda one: one.id,
)
GAPS = st.lists(st.sampled_from([0.0, 0.01, 1.0, 7.0, 100.0, HOUR, 11 * HOUR]), max_size=6)


def places(admission: Admission) -> list[str]:
    """Every place a message was put, one name a message."""
    return [*admission.go, *admission.postponed, *admission.waiting, *admission.expired]


@AT_LEISURE
@given(st.lists(BATCH, min_size=1, max_size=4), GAPS, st.integers(0, 40))
def test_every_candidate_has_one_fate_and_only_the_living_leave(
    batches: Sequence[Sequence[Candidate]], gaps: Sequence[float], limit: int
) -> None:
    paced, cap = pacer(20), MarketingCap(1, {"c-1": [NOON - 60]})
    reach = ReachBudget(limit, 0.25, reached=["c-2"])
    for batch, now in zip(batches, itertools.accumulate(gaps, initial=NOON), strict=False):
        room = paced.room(now)
        admission = ask(paced, batch, now, reach, cap)
        assert sorted(places(admission)) == sorted(one.id for one in batch)
        assert len(admission.go) <= room
        by_id = {one.id: one for one in batch}
        for message_id in admission.expired:
            assert (by_id[message_id].expires_at or 0.0) <= now
        for message_id in admission.go:
            assert (by_id[message_id].expires_at or now + 1) > now
        assert all(postponed.until > now for postponed in admission.postponed.values())
        assert admission.next_at >= now


@AT_LEISURE
@given(BATCH)
def test_urgent_messages_are_never_behind_marketing(batch: list[Candidate]) -> None:
    by_id = {one.id: one for one in batch}
    admission = ask(pacer(20), batch)
    gone = [by_id[message_id] for message_id in admission.go]
    assert gone == sorted(gone, key=lambda one: one.turn)
    left = [by_id[message_id] for message_id in admission.waiting]
    if any(not one.marketing for one in left):
        assert not any(one.marketing for one in gone)


def test_the_order_is_category_then_priority_then_the_callers() -> None:
    due = [
        make("promo", "marketing", priority=0),
        make("late", "utility", priority=9),
        make("soon", "utility", priority=1),
        make("soon-too", "utility", priority=1),
        make("reply", "service"),
        make("otp", "authentication"),
    ]
    assert ask(pacer(80), due).go == ["reply", "otp", "soon", "soon-too", "late", "promo"]


def test_while_urgent_messages_come_marketing_leaves_them_room() -> None:
    paced = pacer(80, urgent_share=0.2, urgent_minutes=5)
    assert len(ask(paced, [make("otp", "authentication")]).go) == 1
    now = NOON + 10
    blast = ask(paced, several(200, "marketing"), now)
    assert len(blast.go) == 16
    assert paced.room(now) == 4
    assert len(ask(paced, several(10, "utility"), now).go) == 4


def test_without_urgent_messages_marketing_takes_all() -> None:
    paced = pacer(80, urgent_share=0.2, urgent_minutes=5)
    ask(paced, [make("otp", "authentication")])
    now = NOON + 5 * MINUTE
    assert len(ask(paced, several(200, "marketing"), now).go) == 20


@AT_LEISURE
@given(st.sampled_from([0.5, 1.0, 4.0, 20.0, 1000.0]), st.floats(0, 0.99))
def test_marketing_is_never_starved_by_the_share_alone(level: float, share: float) -> None:
    paced = pacer(level, urgent_share=share)
    ask(paced, [make("otp", "authentication")])
    now, gone = NOON, 0
    for _ in range(20):
        admission = ask(paced, several(50, "marketing"), now)
        gone += len(admission.go)
        now = admission.next_at
    assert gone > 0


@pytest.mark.parametrize("category", CATEGORIES)
def test_nothing_leaves_after_its_life(category: str) -> None:
    dead = make("dead", category, expires_at=NOON)
    alive = make("alive", category, expires_at=NOON + 0.001)
    admission = ask(pacer(80), [dead, alive])
    assert (admission.go, admission.expired) == (["alive"], ["dead"])


def test_a_life_that_ends_while_waiting_for_room_ends_the_message() -> None:
    paced, otp = pacer(1), several(5, "authentication", expires_at=NOON + 2.5)
    now, gone = NOON, 0
    while otp:
        admission = ask(paced, otp, now)
        gone += len(admission.go)
        otp = [one for one in otp if one.id in admission.waiting]
        now = admission.next_at
    assert gone == 3
    assert len(admission.expired) == 2


@AT_LEISURE
@given(st.dictionaries(st.text(max_size=3), st.integers(0, 50)), st.integers(0, 200))
def test_a_worker_divides_itself_fairly(wanted: dict[str, int], capacity: int) -> None:
    shares = share_out(wanted, capacity)
    assert shares.keys() == wanted.keys()
    assert all(0 <= shares[name] <= wanted[name] for name in wanted)
    assert sum(shares.values()) == min(capacity, sum(wanted.values()))
    short = [shares[name] for name in wanted if shares[name] < wanted[name]]
    if short:
        assert max(shares.values()) <= min(short) + 1
