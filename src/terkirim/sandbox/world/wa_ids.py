"""The ids WhatsApp knows a number by: its own spelling of it, and the business-scoped user id.

Three countries' numbers are kept in another spelling than people dial. Meta documents that it
rewrites them, not which spelling wins for whom; what is done here is what is commonly seen:

- Mexico: `+52` and ten digits become `521` and ten digits.
- Argentina: `+54` and ten digits become `549` and ten digits.
- Brazil: area codes from 31 up lose the ninth digit of a mobile number, those below have it.

`wa_id` in `POST /_sandbox/people` sets another spelling for one person.
"""

import re
from functools import cache

import phonenumbers

from terkirim.sandbox.chance import digest
from terkirim.vocabulary.identifiers import is_bsuid
from terkirim.vocabulary.phone import region_of

_MEXICO = re.compile(r"\+52(\d{10})")
_ARGENTINA = re.compile(r"\+54([^9]\d{9})")
_BRAZIL_LONG = re.compile(r"\+55([3-9]\d)9([6-9]\d{7})")
_BRAZIL_SHORT = re.compile(r"\+55([12]\d)([6-9]\d{7})")
_REWRITTEN = ("+52", "+54", "+55")


def canonical(phone: str) -> str:
    """An E.164 number as WhatsApp spells it, likewise with its plus."""
    if not phone.startswith(_REWRITTEN):
        return phone
    for pattern, spelling in (
        (_MEXICO, r"+521\1"),
        (_ARGENTINA, r"+549\1"),
        (_BRAZIL_LONG, r"+55\1\2"),
        (_BRAZIL_SHORT, r"+55\g<1>9\2"),
    ):
        found = pattern.fullmatch(phone)
        if found:
            return found.expand(spelling)
    return phone


def user_id(seed: int, business_id: str, phone: str, turn: int) -> str:
    """The business-scoped user id of a number; `turn` counts how often it was given a new one."""
    number = int.from_bytes(digest(seed, "user", business_id, phone, turn, size=8), "big")
    return f"{_region(phone[1:4])}.{number:020d}"


@cache
def _region(first: str) -> str:
    """The country of a number's first three digits; the first of several that share a code."""
    for length in (1, 2, 3):
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(_number(first[:length]))
        if regions and regions[0].isalpha():
            return str(regions[0])
    return "ID"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else -1


def country_of(person: str) -> str:
    """The country of a person: of their number, or as their business-scoped user id says."""
    return person[:2] if is_bsuid(person) else region_of(person)
