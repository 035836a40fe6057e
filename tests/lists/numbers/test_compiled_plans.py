"""Plans are compiled from the installed release: a new one needs no work by hand."""

from collections.abc import Iterator

import polars as pl
import pytest
from phonenumbers.carrierdata import CARRIER_DATA
from phonenumbers.phonemetadata import PhoneNumberDesc

from lists.numbers.made import REGIONS, plan_of
from terkirim.delivery.lists.numbers import judge, judge_numbers, look_up, plan, tables, verdicts
from terkirim.delivery.lists.numbers.explore import Codes
from terkirim.delivery.lists.numbers.pattern import Unreadable, read_pattern

NEW = "0841234567"  # no mobile of any operator, today


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Where the release can be changed: nothing is compiled yet, and nothing stays compiled."""
    monkeypatch.setattr(judge, "WORTH_COMPILING", 0)
    monkeypatch.setattr(tables, "WORTH_COMPILING", 0)
    compiled = (tables._domestic, plan._plans, plan._prefixes)
    with monkeypatch.context() as patch:
        patch.setattr(look_up, "TABLES", tables.Tables())
        for one in compiled:
            one.cache_clear()
        yield patch
    for one in compiled:
        one.cache_clear()


def change(release: pytest.MonkeyPatch, described: PhoneNumberDesc | None, pattern: str) -> None:
    """Another pattern, the old one standing where the %s is."""
    assert described is not None
    release.setattr(described, "_mutable", True)
    old = described.national_number_pattern
    release.setattr(described, "national_number_pattern", pattern % old)


def test_a_new_release_opens_a_range_of_mobiles(release: pytest.MonkeyPatch) -> None:
    assert judge_numbers(pl.Series([NEW]), "ID")["reason"].to_list() == ["invalid"]
    home = plan_of("ID")
    for described in (home.general_desc, home.mobile):
        change(release, described, r"84\d{7}|%s")
    tables._domestic.cache_clear()
    release.setattr(look_up, "TABLES", tables.Tables())
    assert judge_numbers(pl.Series([NEW]), "ID").rows() == [
        ("+62841234567", "ID", "mobile", None, None)
    ]
    assert verdicts(pl.Series(["+62841234567"]), "SG")["valid"].to_list() == [True]


def test_a_new_release_names_another_operator(release: pytest.MonkeyPatch) -> None:
    release.setitem(CARRIER_DATA, "62841", {"en": "Baru"})
    release.setitem(CARRIER_DATA, "62811", {"en": "Lama"})
    found = judge_numbers(pl.Series(["08111234567", "08121234567"]), "ID")
    assert found["operator"].to_list() == ["Lama", "Telkomsel"]


def test_a_pattern_nobody_here_can_read_is_left_to_the_parser(release: pytest.MonkeyPatch) -> None:
    home = plan_of("ID")
    change(release, home.mobile, "(?!811)(?:%s)")
    found = verdicts(pl.Series(["08121234567", "08111234567", "+628121234567"]), "ID")
    assert found["line_type"].to_list() == ["mobile", "unknown", "mobile"]


def test_every_pattern_of_this_release_can_be_read() -> None:
    for region in REGIONS:
        described = plan_of(region)
        for text in (described.national_prefix_for_parsing, described.international_prefix):
            assert text is None or read_pattern(text)
        plan.international(described.country_code or 0, Codes(int, 0, int))


@pytest.mark.parametrize("pattern", ["(?=1)2", "1+", "1*", "[^1]", "1{2,}", "a", "(1", "1)", "?1"])
def test_no_other_pattern_is_taken_for_one(pattern: str) -> None:
    with pytest.raises(Unreadable):
        read_pattern(pattern)
