"""The slow way: a cell after another, through libphonenumber's own parser.

It is the measure of the fast way, and reads whatever that leaves over.
"""

import phonenumbers
from phonenumbers import carrier

from terkirim.delivery.lists.numbers.model import Judged, LineType, Verdict
from terkirim.delivery.lists.rules import read_cell_phone
from terkirim.vocabulary.phone import Unusable

_KINDS: dict[int, LineType] = {
    phonenumbers.PhoneNumberType.FIXED_LINE: "fixed_line",
    phonenumbers.PhoneNumberType.MOBILE: "mobile",
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_line_or_mobile",
    phonenumbers.PhoneNumberType.TOLL_FREE: "toll_free",
    phonenumbers.PhoneNumberType.PREMIUM_RATE: "premium_rate",
    phonenumbers.PhoneNumberType.SHARED_COST: "shared_cost",
    phonenumbers.PhoneNumberType.VOIP: "voip",
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER: "personal_number",
    phonenumbers.PhoneNumberType.PAGER: "pager",
    phonenumbers.PhoneNumberType.UAN: "uan",
    phonenumbers.PhoneNumberType.VOICEMAIL: "voicemail",
}


def judge_cell(cell: str | None, home_region: str) -> Judged:
    """The verdict on one cell; of several numbers in it, the first that can be used."""
    read = read_cell_phone(cell or "", home_region)
    reason = read.reason if isinstance(read, Unusable) else None
    if not read.e164:
        return Judged(None, None, "unknown", None, reason)
    number = phonenumbers.parse(read.e164)
    return Judged(
        e164=read.e164,
        region=phonenumbers.region_code_for_number(number),
        line_type=line_type(number),
        operator=carrier.safe_display_name(number, "en") or None,
        reason=reason,
    )


def verdict_on(text: str, home_region: str) -> Verdict:
    """What libphonenumber says of one text."""
    try:
        number = phonenumbers.parse(text, home_region)
    except phonenumbers.NumberParseException:
        return Verdict(None, None, "unknown", valid=False)
    return Verdict(
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        region=phonenumbers.region_code_for_number(number),
        line_type=line_type(number),
        valid=phonenumbers.is_valid_number(number),
    )


def line_type(number: phonenumbers.PhoneNumber) -> LineType:
    """What kind of line a parsed number is; `unknown` where it is no valid number."""
    return _KINDS.get(phonenumbers.number_type(number), "unknown")
