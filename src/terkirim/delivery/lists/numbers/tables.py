"""The plans as tables: where among all numbers each verdict begins.

A number here is 4 to 17 digits, with a plus or without. Its key is that, its length and its value,
so that the numbers of a verdict are stretches of keys, and bisection finds the verdict on a
million of them in a few hundredths of a second. Plans are compiled when first needed and kept for
the life of the process.
"""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import RLock
from typing import NamedTuple

import phonenumbers
import polars as pl

from terkirim.delivery.lists.numbers.ask import ask_about
from terkirim.delivery.lists.numbers.explore import Codes
from terkirim.delivery.lists.numbers.glossary import GLOSSARY, UNASSIGNED, UNSURE, Said
from terkirim.delivery.lists.numbers.pattern import Unreadable
from terkirim.delivery.lists.numbers.plan import domestic, international

SHORTEST, LONGEST = 4, 17
_LENGTHS = range(SHORTEST, LONGEST + 1)
_VALUES: int = 10**LONGEST  # 28 times as many keys fit into 64 bits
WORTH_COMPILING = 500  # rows; a plan takes as long as the parser takes for so many

Stretch = tuple[int, int]
"""The first key and the code of all keys up to the next stretch."""


class _Table(NamedTuple):
    starts: pl.Series
    codes: pl.Series

    def find(self, keys: pl.Series) -> pl.Series:
        return self.codes.gather(self.starts.search_sorted(keys, side="right") - 1)


class Tables:
    """The compiled plans: one country's own numbers, and international ones as they are met."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._countries = {country: _uncompiled(country) for country in _country_codes()}
        self._missing = {code: country for country, code in self._uncompiled_codes()}
        self._last = max(self._missing)
        self._tables: dict[str, _Table] = {}

    def find(self, keys: pl.Series, home_region: str) -> pl.Series:
        """The codes; a country met so seldom that compiling its plan costs more stays unsure."""
        codes = self._table(home_region).find(keys)
        missing = self._uncompiled_in(codes)
        worth = [self._missing[code] for code, rows in missing if rows >= WORTH_COMPILING]
        if worth:
            self._compile(worth)
            codes = self._table(home_region).find(keys)
            missing = self._uncompiled_in(codes)
        old = [code for code, _ in missing]
        return codes.replace(old, [UNSURE] * len(old)) if old else codes

    def prepare(self, home_region: str) -> None:
        """Compile a country's own plan, which `find` does where it is still to be done."""
        with self._lock:
            if home_region not in self._tables:
                self._compile([str(phonenumbers.country_code_for_region(home_region))])
                self._table(home_region)

    def _uncompiled_codes(self) -> Iterator[tuple[str, int]]:
        for country, stretches in self._countries.items():
            yield country, stretches[0][1]

    def _uncompiled_in(self, codes: pl.Series) -> list[tuple[int, int]]:
        few = codes.filter(codes <= self._last)
        counts = few.value_counts().iter_rows()
        return [(code, rows) for code, rows in counts if code in self._missing]

    def _compile(self, countries: Iterable[str]) -> None:
        with self._lock, _all_is_kept():
            for country in countries:
                if self._countries[country][0][1] in self._missing:
                    self._countries[country] = _international(country)
            self._tables.clear()

    def _table(self, home_region: str) -> _Table:
        with self._lock:
            if home_region in self._tables:
                return self._tables[home_region]
            with _all_is_kept():
                abroad = (one for part in self._countries.values() for one in part)
                stretches = [*_domestic(home_region), *_nobodys(), *abroad]
                return self._tables.setdefault(home_region, _joined(stretches))


@contextmanager
def _all_is_kept() -> Iterator[None]:
    """No garbage is looked for: of a hundred thousand small objects none is, and looking at all of
    them again and again takes a third of the time.
    """
    wanted = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if wanted:
            gc.enable()


def key() -> pl.Expr:
    """The key of the columns `plus`, `value` and `length`; that of no number is 0."""
    lengths: pl.Expr = (pl.col("length").cast(pl.UInt64) - SHORTEST) * 2 + pl.col("plus")
    keys: pl.Expr = lengths * _VALUES + pl.col("value")
    return keys.fill_null(0).alias("key")


def _joined(stretches: list[Stretch]) -> _Table:
    """In order; the key of no number is unsure."""
    stretches.sort()
    after = [(max(start, 1), code) for start, code in stretches]
    starts = [0, *(start for start, _ in after)]
    codes = [UNSURE, *(code for _, code in after)]
    return _Table(pl.Series("key", starts, pl.UInt64), pl.Series("code", codes, pl.UInt32))


@lru_cache(maxsize=256)
def _domestic(home_region: str) -> list[Stretch]:
    """Numbers written without a plus in this country."""
    codes = Codes(lambda digits: ask_about(digits, home_region), UNSURE, _abroad)
    try:
        explorer = domestic(home_region, codes)
    except Unreadable:
        return [(_key("", length), UNSURE) for length in _LENGTHS]
    return [
        (_key("", length) + start, code)
        for length in _LENGTHS
        for start, code in explorer.explore("", length, exits=True)
    ]


def _international(country_code: str) -> list[Stretch]:
    """Numbers written with a plus and this country code."""
    codes = Codes(lambda digits: ask_about("+" + digits, None), UNSURE, _abroad)
    try:
        explorer = international(int(country_code), codes)
    except Unreadable:
        return [(_key(country_code, length, plus=1), UNSURE) for length in _LENGTHS]
    return [
        (_key(country_code, length, plus=1) + start, code)
        for length in _LENGTHS
        for start, code in explorer.explore(country_code, length, exits=False)
    ]


def _uncompiled(country_code: str) -> list[Stretch]:
    code = GLOSSARY.code(Said("uncompiled", before="+" + country_code))
    return [(_key(country_code, length, plus=1), code) for length in _LENGTHS]


def _nobodys() -> Iterator[Stretch]:
    """Numbers with a plus before no country's code; before a zero only the parser knows."""
    countries = _country_codes()
    for length in _LENGTHS:
        yield _key("0", length, plus=1), UNSURE
        for first in map(str, range(100, 1000)):
            if countries.isdisjoint((first, first[:2], first[:1])):
                yield _key(first, length, plus=1), UNASSIGNED


def _country_codes() -> set[str]:
    return set(map(str, phonenumbers.COUNTRY_CODE_TO_REGION_CODE))


def _key(beginning: str, length: int, *, plus: int = 0) -> int:
    """The first key of the numbers of a length that begin so."""
    value = int((beginning or "0") + "0" * (length - len(beginning)))
    return ((length - SHORTEST) * 2 + plus) * _VALUES + value


def _abroad(exit_digits: int) -> int:
    return GLOSSARY.code(Said("abroad", cut=exit_digits))


TABLES = Tables()
