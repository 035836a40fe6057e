"""How senders are dealt out among workers: all of them, evenly by level."""

from hypothesis import given
from hypothesis import strategies as st

from terkirim.delivery.outbox.pacing.deal import deal, fill

LEVELS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=4), st.sampled_from([20.0, 80.0, 1000.0]), max_size=40
)


def _dealt(levels: dict[str, float], begin: list[list[str]]) -> list[list[str]]:
    """What each worker has after each has looked once, the one who had too much first."""
    kept = [deal(own, levels, len(begin)).keep for own in begin]
    for mine in kept:
        free = set(levels) - {one for each in kept for one in each}
        mine.extend(fill(free, levels, deal(mine, levels, len(begin)).missing))
    return kept


@given(LEVELS, st.integers(1, 5))
def test_every_sender_has_one_worker_and_no_worker_much_more_than_its_part(
    levels: dict[str, float], workers: int
) -> None:
    dealt = _dealt(levels, [list(levels), *([] for _ in range(workers - 1))])
    assert sorted(one for own in dealt for one in own) == sorted(levels)
    part = sum(levels.values()) / workers
    for own in dealt:
        assert sum(levels[one] for one in own) <= part + max(
            map(levels.__getitem__, own), default=0
        )


def test_a_fast_sender_weighs_as_much_as_it_sends() -> None:
    levels = {"fast": 1000.0, **{f"slow{number}": 80.0 for number in range(10)}}
    [first, second] = _dealt(levels, [list(levels), []])
    assert first == ["fast"]
    assert sorted(second) == sorted(levels.keys() - {"fast"})


def test_what_is_dealt_stays_dealt() -> None:
    levels = {"a": 80.0, "b": 80.0, "c": 80.0}
    dealt = _dealt(levels, [list(levels), []])
    assert _dealt(levels, dealt) == dealt
