"""What is read straight from the plan is exactly what libphonenumber's parser says."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terkirim.vocabulary import phone
from terkirim.vocabulary.domestic import plain_mobile
from terkirim.vocabulary.phone import Phone, read_phone

DIGITS = st.text("0123456789", min_size=1, max_size=15)
REGIONS = st.sampled_from(["ID"] * 10 + sorted(phonenumbers.SUPPORTED_REGIONS))


@st.composite
def near_a_real_one(draw: st.DrawFn) -> tuple[str, str]:
    """A region, and an example number of some kind there, with some digits changed."""
    region = draw(REGIONS)
    example = phonenumbers.example_number_for_type(region, draw(st.integers(0, 8)))
    digits = list(str(example.national_number)) if example else list(draw(DIGITS))
    for _ in range(draw(st.integers(0, 3))):
        digits[draw(st.integers(0, len(digits) - 1))] = draw(st.sampled_from("0123456789"))
    tail = draw(st.sampled_from(["", "", "", "7", "00"]))
    national = "".join(digits[: len(digits) - draw(st.integers(0, 1))]) + tail
    code = str(phonenumbers.country_code_for_region(region))
    start = draw(st.sampled_from(["0", "", code, f"+{code}", f"00{code}", f"+{code}0", "+0", "+"]))
    return start + national, region


def parsed(text: str, region: str) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phone, "plain_mobile", lambda _text, _region: None)
        return read_phone(text, region)


@given(near_a_real_one())
@settings(max_examples=1500, deadline=None)
def test_the_short_way_says_what_the_long_way_says(case: tuple[str, str]) -> None:
    found = plain_mobile(*case)
    assert found is None or parsed(*case) == Phone(found, case[1])


@pytest.mark.parametrize("written", ["081234567890", "6281234567890", "+6281234567890"])
def test_an_ordinary_row_takes_the_short_way(written: str) -> None:
    assert plain_mobile(written, "ID") == "+6281234567890"


@pytest.mark.parametrize(
    "written",
    ["", "0", "+", "+62", "62", "0812-345", "８１２", "0²", "+0812345678", "008123456789"],
)
def test_what_is_not_so_plain_is_left_to_the_parser(written: str) -> None:
    assert plain_mobile(written, "ID") is None
