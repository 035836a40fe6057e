"""What is said of every number of a country, compiled from libphonenumber's plan of it.

Nothing of the plans is written down in this product: patterns, national prefixes and exit codes
come from the installed release of `phonenumbers`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import phonenumbers
from phonenumbers.carrierdata import CARRIER_DATA
from phonenumbers.phonemetadata import PhoneMetadata

from terkirim.delivery.lists.numbers.explore import Codes, Explorer, Opening, Pattern
from terkirim.delivery.lists.numbers.node import ANYTHING, NOTHING, Node, either
from terkirim.delivery.lists.numbers.pattern import read_pattern

_KINDS = (
    "general_desc",
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)
_FOLLOWED = 4
_FOLLOWED_ABROAD = 12


def international(country_code: int, codes: Codes) -> Explorer:
    """Explores the numbers written with this country code. Raises Unreadable."""
    plans = _plans(country_code)
    return Explorer(_patterns(country_code, plans), _national(plans[:1]), codes)


def domestic(home_region: str, codes: Codes) -> Explorer:
    """Explores the numbers written as in this country, without a plus. Raises Unreadable."""
    home = PhoneMetadata.metadata_for_region(home_region)
    if home is None:
        return Explorer((), (), codes)
    code = home.country_code or 0
    plans = _plans(code)
    national = _national([home, *(one for one in plans[:1] if one.id != home.id)])
    country = _opening("country", home, str(code))
    if not home.international_prefix:
        return Explorer(_patterns(code, plans), (*national, country), codes)
    abroad = _opening("exit", home, home.international_prefix)
    return Explorer(_patterns(code, plans), (*national, country, abroad), codes)


def only_zeros_lead_abroad(home_region: str) -> bool:
    """Whether every exit code of the country begins with a zero. Raises Unreadable."""
    home = PhoneMetadata.metadata_for_region(home_region)
    if home is None or not home.international_prefix:
        return True
    exits = read_pattern(home.international_prefix)
    return all(exits.after(digit) is NOTHING for digit in "123456789")


@lru_cache(maxsize=512)
def _plans(country_code: int) -> list[PhoneMetadata]:
    """The plans that share a country code, the main one first."""
    regions = phonenumbers.region_codes_for_country_code(country_code)
    found = (
        PhoneMetadata.metadata_for_region_or_calling_code(country_code, region)
        for region in regions
    )
    return [plan for plan in found if plan is not None]


def _patterns(country_code: int, plans: list[PhoneMetadata]) -> Iterator[Pattern]:
    for plan in plans:
        for kind in _KINDS:
            described = getattr(plan, kind)
            if described is not None and described.national_number_pattern:
                node = read_pattern(described.national_number_pattern)
                yield Pattern(f"{plan.id} {kind}", node)
        if plan.leading_digits:
            yield Pattern(f"{plan.id} leading", read_pattern(plan.leading_digits, ANYTHING))
    if not all(phonenumbers.is_mobile_number_portable_region(plan.id) for plan in plans):
        yield from _operators(str(country_code))


def _operators(country_code: str) -> Iterator[Pattern]:
    """Whom the numbers were given to, by their first digits."""
    every = _prefixes()
    own = every[bisect_left(every, country_code) : bisect_left(every, country_code + ":")]
    given: dict[str, list[Node]] = {}
    for prefix in own:
        begins = read_pattern(prefix.removeprefix(country_code), ANYTHING)
        given.setdefault(CARRIER_DATA[prefix].get("en", ""), []).append(begins)
    for names, beginnings in given.items():
        yield Pattern(f"operator {names}", either(*beginnings))


@lru_cache(maxsize=1)
def _prefixes() -> list[str]:
    """The prefixes of all operators with their country codes, none of which begins another."""
    return sorted(CARRIER_DATA)


def _national(plans: list[PhoneMetadata]) -> Iterator[Opening]:
    for plan in plans:
        if plan.national_prefix_for_parsing:
            yield _opening("national", plan, plan.national_prefix_for_parsing)


def _opening(
    kind: Literal["exit", "country", "national"], plan: PhoneMetadata, expression: str
) -> Opening:
    return Opening(
        kind=kind,
        name=f"{plan.id} {kind}",
        node=read_pattern(expression),
        expression=re.compile(expression),
        changes=kind == "national" and bool(plan.national_prefix_transform_rule),
        longest=_FOLLOWED_ABROAD if kind == "exit" else _FOLLOWED,
    )
