"""Asks libphonenumber about one number that stands for all of its sort."""

import phonenumbers
from phonenumbers import carrier

from terkirim.delivery.lists.numbers.glossary import GLOSSARY, UNSURE, Said
from terkirim.delivery.lists.numbers.one_by_one import line_type
from terkirim.vocabulary.phone import Phone, judge, parse_reason

_MOST_CHARACTERS = 20  # of a plus and what is a number of 64 bits


def ask_about(text: str, home_region: str | None) -> int:
    """The code of its verdict on digits, which may have a plus before them."""
    try:
        number = phonenumbers.parse(text, home_region)
    except phonenumbers.NumberParseException as error:
        return GLOSSARY.code(Said("read", reason=parse_reason(error)))
    read = judge(number)
    digits = text.removeprefix("+")
    before = f"+{number.country_code}"
    national = phonenumbers.national_significant_number(number)
    if not digits.endswith(national) or len(before) + len(national) > _MOST_CHARACTERS:
        return UNSURE
    return GLOSSARY.code(
        Said(
            fate="read",
            cut=len(digits) - len(national),
            before=before,
            region=phonenumbers.region_code_for_number(number),
            line_type=line_type(number),
            operator=carrier.safe_display_name(number, "en") or None,
            reason=None if isinstance(read, Phone) else read.reason,
        )
    )
