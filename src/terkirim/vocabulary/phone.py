"""Phone numbers: one spelling (E.164), the spellings that mean the same person, a masked form."""

import re
import unicodedata
from typing import Literal

import msgspec
import phonenumbers

from terkirim.vocabulary.domestic import plain_mobile

NotAPhone = Literal[
    "empty",
    "not_a_number",
    "too_short",
    "too_long",
    "invalid",
    "landline",
    "service_number",
    "rounded_by_excel",
]

_Length = phonenumbers.ValidationResult
_Kind = phonenumbers.PhoneNumberType
_REACHABLE = {_Kind.MOBILE, _Kind.FIXED_LINE_OR_MOBILE, _Kind.VOIP, _Kind.PERSONAL_NUMBER}
_IN_PLAN = ("landline", "service_number")
_NOTHING = re.compile(
    r"[\s\-–—_.]*|n/?a|#n/a|nan|null|none|nil|kosong|tidak ada|tdk ada", re.IGNORECASE
)
_SCIENTIFIC = re.compile(r"[+\-]?(\d)(?:[.,](\d+))?E\+?(\d{1,2})", re.IGNORECASE)
_DECIMAL = re.compile(r"(\+?\d{8,})[.,]0{1,2}")
_CHAT_LINK = re.compile(
    r"(?:wa\.me/|whatsapp\.com/send/?\?(?:\S*&)?phone=)(?:\+|%2B)?(\d+)", re.IGNORECASE
)
_LEADING_WORDS = re.compile(r"\A[^\d+]+")
_TRAILING_WORDS = re.compile(r"\D+\Z")
_FIRST_NUMBER = re.compile(r"\+?[\d\s()./\-‐-―]{8,}")
_MAX_CHARACTERS = 250
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
REWRITTEN = ("+52", "+54", "+55")  # where one person's number has several spellings
_VARIANTS = (
    (re.compile(r"\+521(\d{10})"), r"+52\1"),
    (re.compile(r"\+52(\d{10})"), r"+521\1"),
    (re.compile(r"\+549(\d{10})"), r"+54\1"),
    (re.compile(r"\+54(\d{10})"), r"+549\1"),
    (re.compile(r"\+55(\d\d)9(\d{8})"), r"+55\1\2"),
    (re.compile(r"\+55(\d\d)(\d{8})"), r"+55\g<1>9\2"),
)


class Phone(msgspec.Struct, frozen=True):
    """A number that can hold a WhatsApp account by its country's numbering plan."""

    e164: str
    region: str


class Unusable(msgspec.Struct, frozen=True):
    """A text that is no such number, and why.

    `e164` is empty unless the plan knows the number: a landline, a service number.
    """

    reason: NotAPhone
    e164: str = ""


def read_phone(raw: str, home_region: str = "ID") -> Phone | Unusable:
    """Read a number as people write it: 0812…, +62 812-…, 62812…, `WA: 0812…`, wa.me/62812….

    `home_region` is the ISO country a number without a country code belongs to. The verdict on
    length and plan is libphonenumber's. A number that the home plan does not know is also read
    with its country code spelled otherwise (00…, no plus, wa.me). Excel's rounded form
    (6.28123E+11) has lost digits and is never guessed back.
    """
    text = _plain(raw)
    if (mobile := plain_mobile(text, home_region)) is not None:
        return Phone(mobile, home_region)
    if _NOTHING.fullmatch(text):
        return Unusable("empty")
    whole = _undo_spreadsheet(text)
    if whole is None:
        return Unusable("rounded_by_excel")
    number = _number_within(whole)
    if number is None:
        return Unusable("not_a_number")
    verdict = read_as(number, home_region)
    if isinstance(verdict, Phone):
        return verdict
    others = (read_as(spelling, home_region) for spelling in _country_code_spellings(number))
    better = next((other for other in others if isinstance(other, Phone)), verdict)
    return better if verdict.reason not in _IN_PLAN or _rather(better, number) else verdict


def _rather(foreign: Phone | Unusable, number: str) -> bool:
    """Whether a landline without its leading zero is rather a mobile abroad: 6591234567.

    Small countries' seven-digit numbers are too easily met by a landline whose zero was lost.
    """
    if isinstance(foreign, Unusable) or number[0] in "+0":
        return False
    return len(_national(foreign)) > 7


def _national(phone: Phone) -> str:
    return phonenumbers.national_significant_number(phonenumbers.parse(phone.e164))


def _plain(raw: str) -> str:
    """Without quotes, invisible characters and foreign digits."""
    text = raw.strip()
    if not text.isascii():
        composed = unicodedata.normalize("NFKC", text)
        text = "".join(_visible(character) for character in composed).strip()
    if text.startswith('="'):
        text = text[1:]
    return text.strip("'\"`’ ")


def _visible(character: str) -> str:
    if unicodedata.category(character) in ("Cf", "Cc"):
        return ""
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def _undo_spreadsheet(text: str) -> str | None:
    """Digits as they were before a spreadsheet made a number of them; None if some are lost."""
    decimal = _DECIMAL.fullmatch(text)
    if decimal:
        return decimal[1]
    scientific = _SCIENTIFIC.fullmatch(text)
    if not scientific:
        return text
    digits = scientific[1] + (scientific[2] or "")
    return digits if len(digits) == int(scientific[3]) + 1 else None


def _number_within(text: str) -> str | None:
    """The one number in a text that may have words around it; None if there is none, or two."""
    if len(text) > _MAX_CHARACTERS:
        return None
    link = _CHAT_LINK.search(text)
    if link:
        return "+" + link[1]
    number = _TRAILING_WORDS.sub("", _LEADING_WORDS.sub("", text))
    if not any(character.isalpha() for character in number):
        return number or None
    first = _FIRST_NUMBER.match(number)
    if not first or _digits(number[first.end() :]) >= 7:
        return None
    return first[0].strip()


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _country_code_spellings(number: str) -> list[str]:
    """The same digits with the country code written the way phonenumbers wants it."""
    if number.startswith("+0"):
        return [number[1:]]
    if number.startswith("+"):
        return _other_spellings("+" + "".join(filter(str.isdigit, number)))
    if number.startswith("00"):
        return ["+" + number[2:]]
    if number.startswith("0") or _digits(number) < 10:
        return []
    return ["+" + number, *_other_spellings("+" + number)]


def read_as(number: str, home_region: str) -> Phone | Unusable:
    """The verdict on digits written one way, with or without a plus; nothing else is tried."""
    try:
        parsed = phonenumbers.parse(number, home_region)
    except phonenumbers.NumberParseException as error:
        return Unusable(parse_reason(error))
    return judge(parsed)


def parse_reason(error: phonenumbers.NumberParseException) -> NotAPhone:
    """Why a text that libphonenumber does not read is no number."""
    kinds = phonenumbers.NumberParseException
    if error.error_type == kinds.TOO_LONG:
        return "too_long"
    if error.error_type in (kinds.TOO_SHORT_NSN, kinds.TOO_SHORT_AFTER_IDD):
        return "too_short"
    return "too_short" if error.error_type == kinds.NOT_A_NUMBER else "invalid"


def judge(parsed: phonenumbers.PhoneNumber) -> Phone | Unusable:
    """The verdict on a number that libphonenumber has read."""
    kind = phonenumbers.number_type(parsed)
    if kind == _Kind.UNKNOWN:
        return Unusable(_why_invalid(parsed))
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if kind not in _REACHABLE:
        return Unusable("landline" if kind == _Kind.FIXED_LINE else "service_number", e164)
    return Phone(e164, phonenumbers.region_code_for_number(parsed) or "")


def _why_invalid(parsed: phonenumbers.PhoneNumber) -> NotAPhone:
    """Too short or too long if it is so for a mobile; a longer landline might be possible."""
    length = phonenumbers.is_possible_number_for_type_with_reason(parsed, _Kind.MOBILE)
    if length in (_Length.TOO_SHORT, _Length.IS_POSSIBLE_LOCAL_ONLY):
        return "too_short"
    return "too_long" if length == _Length.TOO_LONG else "invalid"


def region_of(e164: str) -> str:
    """The ISO country of an E.164 number, or an empty string where the plan names none."""
    if _E164.fullmatch(e164):
        for length in (1, 2, 3):
            regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(e164[1 : 1 + length]), ())
            if len(regions) == 1:  # a whole country's own code: its plan need not be asked
                return regions[0]
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(e164)) or ""
    except phonenumbers.NumberParseException:
        return ""


def spellings(digits: str) -> tuple[str, ...]:
    """All E.164 spellings WhatsApp may use for one person, the given one first.

    Brazil drops or adds the ninth digit, Mexico 52/521, Argentina 54/549
    (facts/platform.md, section a).
    """
    own = "+" + digits.lstrip("+")
    if not own.startswith(REWRITTEN):
        return (own,)
    return tuple(dict.fromkeys([own, *_other_spellings(own)]))


def _other_spellings(own: str) -> list[str]:
    for form, other in _VARIANTS:
        match = form.fullmatch(own)
        if match:
            return [match.expand(other)]
    return []


def mask(e164: str) -> str:
    """A number for logs: its country and last three digits, the rest hidden."""
    return f"{e164[:3]}{'*' * max(len(e164) - 6, 3)}{e164[-3:]}" if e164 else ""
