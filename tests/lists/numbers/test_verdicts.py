"""The verdict at file scale is libphonenumber's own, for every country.

NUMBERS says how many numbers are tried (`make soak`); then every country is a home, else of those
that share a country code with many others only a few: their plans take longest to compile.
"""

import os
import random

import phonenumbers
import polars as pl
import pytest

from lists.numbers.made import REGIONS, make_number, mess_up
from terkirim.delivery.lists.numbers import judge, tables, verdicts

NUMBERS = int(os.environ.get("NUMBERS", "200000"))
SHARED = {
    region
    for regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.values()
    for region in regions[1:]
    if len(regions) > 3
}
LEFT_OUT = SHARED - {"AG", "JE"} if NUMBERS <= 200_000 else set[str]()
HOMES = [one for one in REGIONS if one not in LEFT_OUT]
GROUPS = [HOMES[at::8] for at in range(8)]
KINDS = {
    value: name.lower()
    for name, value in vars(phonenumbers.PhoneNumberType).items()
    if isinstance(value, int)
}


def by_libphonenumber(text: str, home: str) -> tuple[str | None, str | None, str, bool]:
    try:
        number = phonenumbers.parse(text, home)
    except phonenumbers.NumberParseException:
        return None, None, "unknown", False
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        phonenumbers.region_code_for_number(number),
        KINDS[phonenumbers.number_type(number)],
        phonenumbers.is_valid_number(number),
    )


@pytest.fixture(autouse=True)
def whatever_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "WORTH_COMPILING", 0)
    monkeypatch.setattr(tables, "WORTH_COMPILING", 0)


@pytest.mark.parametrize("homes", GROUPS, ids=lambda homes: f"{homes[0]}…")
def test_every_number_gets_libphonenumbers_own_verdict(homes: list[str]) -> None:
    for home in homes:
        chance = random.Random(f"{NUMBERS} {home}")
        texts = [make_number(chance, home) for _ in range(-(-NUMBERS // len(HOMES)))]
        found = verdicts(pl.Series(texts), home)
        wrong = [
            (text, got, by_libphonenumber(text, home))
            for text, got in zip(texts, found.iter_rows(), strict=True)
            if got != by_libphonenumber(text, home)
        ]
        assert not wrong, (home, len(wrong), wrong[:3])


@pytest.mark.parametrize("home", ["ID", "BR", "IT", "SM", "KP", "AU", "ZZ"])
def test_texts_with_more_than_digits_do_too(home: str) -> None:
    chance = random.Random(home)
    numbers = (make_number(chance, home if home != "ZZ" else "ID") for _ in range(1500))
    texts = [mess_up(chance, number) for number in numbers]
    found = verdicts(pl.Series(texts), home)
    for text, got in zip(texts, found.iter_rows(), strict=True):
        assert got == by_libphonenumber(text, home), text


def test_an_example_of_every_kind_in_every_country_is_valid() -> None:
    examples = [
        phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        for region in REGIONS
        for kind in KINDS
        if (example := phonenumbers.example_number_for_type(region, kind))
    ]
    found = verdicts(pl.Series(examples), "ID")
    assert found["e164"].to_list() == examples
    assert found["valid"].all()
    assert found["line_type"].n_unique() == len(KINDS) - 1
