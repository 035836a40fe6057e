"""A number written in full by its own country's rules, read straight from libphonenumber's plan.

Most rows of a list are such numbers, and its parser takes ten times as long to find that out. What
is read here gets exactly its verdict; whatever is not so plain is left to it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata, PhoneNumberDesc

_KINDS = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)


class _Plan(NamedTuple):
    """What of a country's plan decides over a mobile number."""

    country_code: str
    exit_code: re.Pattern[str]
    any_kind: re.Pattern[str]
    mobile: re.Pattern[str]
    lengths: frozenset[int]
    others: re.Pattern[str]


def plain_mobile(text: str, region: str) -> str | None:
    """The E.164 form of a mobile of this region, or None where it takes more to read it.

    Reads 0812…, 62812… and +62812…, digits only, in countries that dial a 0 before their numbers
    and share their country code with no other.
    """
    plan = _plan(region)
    if plan is None or not text.isascii():
        return None
    national = _national(text, plan)
    if national is None or len(national) not in plan.lengths:
        return None
    if not plan.mobile.fullmatch(national) or plan.others.fullmatch(national):
        return None
    return f"+{plan.country_code}{national}" if plan.any_kind.fullmatch(national) else None


def _national(text: str, plan: _Plan) -> str | None:
    """The digits after 0 or the country code; they never begin with another 0."""
    if text[:1] == "0":
        rest = text[1:] if not plan.exit_code.match(text) else ""
    elif text[:1] == "+":
        rest = text[1:].removeprefix(plan.country_code) if text[1:].isdigit() else ""
        rest = rest if len(rest) < len(text) - 1 else ""
    elif text.startswith(plan.country_code) and not plan.any_kind.fullmatch(text):
        rest = text[len(plan.country_code) :]
    else:
        return None
    return rest if rest.isdigit() and rest[0] != "0" else None


@lru_cache(maxsize=256)
def _plan(region: str) -> _Plan | None:
    found = PhoneMetadata.metadata_for_region(region)
    if found is None or found.mobile is None or found.general_desc is None:
        return None
    regions = phonenumbers.region_codes_for_country_code(found.country_code or 0)
    dialled = (found.national_prefix_for_parsing, found.national_prefix_transform_rule)
    if len(regions) != 1 or dialled != ("0", None) or not _pattern(found.mobile):
        return None
    others = [_pattern(getattr(found, kind)) for kind in _KINDS]
    return _Plan(
        country_code=str(found.country_code),
        exit_code=re.compile(found.international_prefix or r"\b\B"),
        any_kind=re.compile(_pattern(found.general_desc)),
        mobile=re.compile(_pattern(found.mobile)),
        lengths=frozenset(found.mobile.possible_length or found.general_desc.possible_length),
        others=re.compile("|".join(f"(?:{one})" for one in others if one) or r"\b\B"),
    )


def _pattern(kind: PhoneNumberDesc | None) -> str:
    return (kind.national_number_pattern or "") if kind is not None else ""
