"""What all that was said comes to: pure rules, in whatever order the records come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terkirim.delivery.consent.model import OWN_WORD, Source
from terkirim.delivery.consent.rules import deciding, standing, stands_against
from terkirim.store.consents import Recorded, Standings

OWNERS = [Source.LIST.of("a.csv"), Source.OWNER.value, Source.HAND.of("toko")]
ANY = st.builds(
    Recorded,
    st.just("con_1"),
    st.sampled_from(["marketing", "utility"]),
    st.booleans(),
    st.sampled_from([1.0, 2.0, 3.0, 4.0]),
    st.sampled_from([*OWNERS, *(source.value for source in OWN_WORD)]),
    st.just(""),
    st.just(""),
)


def said(*records: tuple[str, str, float]) -> list[Recorded]:
    """Records like `("keyword", "no", 2.0)`."""
    return [
        Recorded("con_1", "marketing", word == "yes", at, source, "", "")
        for source, word, at in records
    ]


@given(st.lists(ANY, max_size=8), st.randoms())
def test_the_order_in_which_records_come_does_not_matter(
    records: list[Recorded], dice: object
) -> None:
    shuffled = list(records)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis' own Random
    for purpose in ("marketing", "utility"):
        assert standing(records, purpose) == standing(shuffled, purpose)


@given(st.lists(ANY, max_size=8), st.lists(ANY, max_size=4))
def test_no_list_turns_a_persons_no_into_a_yes(
    records: list[Recorded], more: list[Recorded]
) -> None:
    own = [one for one in records if one.source in {source.value for source in OWN_WORD}]
    if standing(own, "marketing") != "no":
        return
    listed = [one._replace(source=OWNERS[0]) for one in more]
    assert standing([*records, *listed], "marketing") == "no"


@given(st.lists(ANY, max_size=8))
def test_what_is_said_of_one_purpose_says_nothing_of_the_other(records: list[Recorded]) -> None:
    alone = [one for one in records if one.purpose == "marketing"]
    assert standing(records, "marketing") == standing(alone, "marketing")
    assert standing(alone, "utility") == "unknown"


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (said(), "unknown"),
        (said(("list: a", "yes", 1)), "yes"),
        (said(("list: a", "yes", 1), ("keyword", "no", 2)), "no"),
        (said(("keyword", "no", 1), ("list: a", "yes", 9)), "no"),
        (said(("keyword", "no", 1), ("hand: toko", "yes", 9)), "no"),
        (said(("keyword", "no", 1), ("keyword", "yes", 2)), "yes"),
        (said(("keyword", "no", 2), ("keyword", "yes", 2)), "no"),
        (said(("keyword", "no", 1), ("preference", "yes", 2)), "yes"),
        (said(("131050", "no", 3), ("keyword", "yes", 2)), "no"),
        (said(("keyword", "yes", 2), ("list: a", "no", 1)), "yes"),
        (said(("keyword", "yes", 1), ("list: a", "no", 2)), "no"),
        (said(("keyword", "yes", 1), ("list: a", "no", 2), ("list: b", "yes", 3)), "no"),
        (said(("keyword", "yes", 1), ("list: a", "no", 2), ("hand: b", "yes", 3)), "yes"),
        (said(("keyword", "yes", 1), ("list: a", "no", 2), ("button", "yes", 3)), "yes"),
        (said(("hand: telepon", "no", 1), ("list: b", "yes", 3)), "no"),
        (said(("hand: telepon", "no", 1), ("hand: formulir", "yes", 3)), "yes"),
        (said(("keyword", "no", 1), ("keyword", "yes", 2), ("list: a", "no", 3)), "no"),
        (
            said(("keyword", "no", 1), ("button", "yes", 2), ("hand", "no", 3), ("hand", "yes", 4)),
            "yes",
        ),
        (said(("list: a", "no", 1), ("list: b", "yes", 1)), "no"),
        (said(("forgotten", "no", 1), ("list: b", "yes", 2)), "no"),
        (said(("forgotten", "no", 1), ("button", "yes", 2)), "yes"),
        (said(("keywords of ours", "yes", 5), ("keyword", "no", 1)), "no"),
    ],
)
def test_who_said_what_and_when_decides(records: list[Recorded], expected: str) -> None:
    assert standing(records, "marketing") == expected
    found = deciding(records, "marketing")
    assert (found.given if found else None) == {"yes": True, "no": False}.get(expected)


@pytest.mark.parametrize(
    ("category", "marketing", "utility", "cause"),
    [
        ("marketing", "yes", "no", None),
        ("marketing", "unknown", "yes", "recipient.no_consent"),
        ("marketing", "no", "yes", "recipient.opted_out"),
        ("utility", "no", "unknown", None),
        ("utility", "yes", "no", "recipient.opted_out"),
        ("authentication", "no", "no", None),
        ("service", "no", "no", None),
    ],
)
def test_marketing_needs_a_yes_and_all_else_the_absence_of_a_no(
    category: str, marketing: str, utility: str, cause: str | None
) -> None:
    assert stands_against(category, Standings(marketing, utility)) == cause
