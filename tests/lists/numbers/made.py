"""Numbers of every country, sound and damaged, as people write them. Seeded."""

import random
from functools import lru_cache

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata

DIGITS = "0123456789"
REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
WORLDWIDE = sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS)
_INSIDE = [" ", "-", ".", "(", ")", " ", "-", "\u00a0", "\u2011", "\u200e", "/", "x", ",", ";"]
_BEFORE = ["'", "(", '="', "tel:", " ", "wa ", "+", "\u202a", "-", "\t", "=", "+-", "wa.me/"]
_AFTER = ["'", '"', " ", ".0", ".00", ",0", "-", "\u202c", ".", "\n", ".0'", "E+11", " x12"]


@lru_cache(maxsize=512)
def _examples(region: str) -> list[str]:
    found = (phonenumbers.example_number_for_type(region, kind) for kind in range(11))
    return [phonenumbers.national_significant_number(one) for one in found if one] or ["123456"]


def plan_of(region: str) -> PhoneMetadata:
    """libphonenumber's plan of a country."""
    found = PhoneMetadata.metadata_for_region(region)
    assert found is not None
    return found


def make_number(chance: random.Random, home: str) -> str:
    """Digits, perhaps behind a plus, an exit code, a country code or what looks like one."""
    region = home if chance.random() < 0.5 else chance.choice(REGIONS)
    country = str(phonenumbers.country_code_for_region(region))
    national = _damaged(chance, chance.choice(_examples(region)))
    if chance.random() < 0.02:
        country = str(chance.choice(WORLDWIDE))
        national = _digits(chance, chance.randint(5, 12))
    zero = plan_of(region).national_prefix or "0"
    starts = ["", "", zero, zero, "0", "1", "8", f"+{country}", f"+{country}", f"+{country}"]
    starts += [country, f"+{country}{zero}", f"+{country}0", f"00{country}", f"{country}{zero}"]
    starts += ["00", f"011{country}", "+", "+0", f"009{country}", country * 2, zero * 2]
    starts += [f"{country}{zero}{zero}", f"00{country}{zero}"]
    return chance.choice(starts) + national


def _damaged(chance: random.Random, national: str) -> str:
    digits = list(national)
    for _ in range(chance.choice([0, 0, 1, 1, 2, 3])):
        digits[chance.randrange(len(digits))] = chance.choice(DIGITS)
    if chance.random() < 0.3:
        half = len(digits) // 2
        digits[half:] = _digits(chance, len(digits) - half)
    if chance.random() < 0.15:
        digits.pop(chance.randrange(len(digits)))
    if chance.random() < 0.1:
        digits.insert(chance.randrange(len(digits) + 1), chance.choice(DIGITS))
    return _digits(chance, chance.randint(1, 18)) if chance.random() < 0.05 else "".join(digits)


def _digits(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(DIGITS, k=length))


def mess_up(chance: random.Random, number: str) -> str:
    """The number as it stands in a cell: with separators, quotes, invisible marks, decimals."""
    written = []
    for character in number:
        written.append(character)
        if chance.random() < 0.2:
            written.append(chance.choice(_INSIDE if chance.random() < 0.4 else [" ", "-"]))
    before = chance.choice(_BEFORE) if chance.random() < 0.2 else ""
    after = chance.choice(_AFTER) if chance.random() < 0.2 else ""
    return before + "".join(written if chance.random() < 0.7 else number) + after


def typical_rows(chance: random.Random, rows: int) -> list[str]:
    """An Indonesian list: mobiles in all spellings, landlines, wrong and foreign numbers."""
    return [_typical_row(chance) for _ in range(rows)]


def _typical_row(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.04:
        return chance.choice(["021", "022", "(0274) ", "+62 31 "]) + _digits(chance, 7)
    if kind < 0.06:
        return chance.choice(["0812", "62857", "08", "+62899"]) + _digits(chance, 4)
    if kind < 0.10:
        return chance.choice(["+6591", "6598", "+6012", "+8190", "+614", "+1202"]) + _digits(
            chance, chance.choice([6, 7, 8])
        )
    mobile = chance.choice(["811", "812", "857", "878", "896", "831", "881"]) + _digits(
        chance, chance.choice([7, 8, 8, 9])
    )
    start = chance.choice(["0", "0", "62", "+62", "+62 ", "62 "])
    between = chance.choice(["", "", "", " ", "-", "."])
    return f"{start}{mobile[:3]}{between}{mobile[3:7]}{between}{mobile[7:]}"
