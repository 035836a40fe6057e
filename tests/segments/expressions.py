"""Random contacts and random expressions, each with what it means, told in plain Python."""

import random
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from terkirim.store import Contact
from terkirim.vocabulary.clock import DAY

NOW = 1_793_586_000.0
Meaning = Callable[[Contact], bool]

_SPELLINGS = ("Bandung", "BANDUNG", "bandung", "Cimahi", "", "d'Or", 'kota "baru"', "É", "é", "x%_")
_AMOUNTS = ("0", "100", "-5", "250000", "1.500", "1e9", "seratus", "", " 7", "999999999999999", "١")
_AGES = (0.0, 1.0, DAY, 30 * DAY, 90 * DAY, 400 * DAY)
_CHOICES = {
    "consent": ("yes", "no", "unknown"),
    "utility_consent": ("yes", "no", "unknown"),
    "standing": ("active", "doubtful", "inactive"),
}
_SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}
_INSTANTS: dict[str, tuple[str, ...]] = {
    "delivered": ("delivered_at",),
    "read": ("read_at",),
    "inbound": ("inbound_at",),
    "last_seen": ("delivered_at", "read_at", "inbound_at"),
    "added": ("created_at",),
}


class Expression(NamedTuple):
    """An expression as a person writes it, and what it means."""

    text: str
    meaning: Meaning


def contact(chance: random.Random, number: int) -> Contact:
    """Anybody."""

    def instant() -> float | None:
        return chance.choice([None, *(NOW - age for age in _AGES)])

    fields = {"kota": chance.choice(_SPELLINGS), "belanja": chance.choice(_AMOUNTS)}
    for name in list(fields):
        if chance.random() < 0.2:
            del fields[name]
    return Contact(
        id=f"con_{number:04d}",
        phone=f"+62812{number:08d}" if chance.random() < 0.9 else None,
        name=chance.choice([None, "Sari", "budi", "O'Brien; --"]),
        region=chance.choice(["ID", "SG", ""]),
        consent=chance.choice(_CHOICES["consent"]),
        utility_consent=chance.choice(_CHOICES["utility_consent"]),
        standing=chance.choice(_CHOICES["standing"]),
        language=chance.choice([None, "id", "en_US"]),
        delivered_at=instant(),
        read_at=instant(),
        inbound_at=instant(),
        created_at=NOW - chance.choice(_AGES),
        fields=msgspec.json.encode(fields).decode(),
    )


def expression(chance: random.Random, depth: int = 3) -> Expression:
    """Anything that may be said, brackets and negations included."""
    kind = chance.choice(["and", "or", "not", "plain", "plain"]) if depth else "plain"
    if kind == "plain":
        return chance.choice([_own_text, _amount, _choice, _text, _moment])(chance)
    one = expression(chance, depth - 1)
    if kind == "not":
        return Expression(f"not ({one.text})", lambda who: not one.meaning(who))
    other = expression(chance, depth - 1)
    word = chance.choice({"and": ["and", "dan"], "or": ["or", "ATAU"]}[kind])
    text = f"({one.text}) {word} ({other.text})"
    if kind == "and":
        return Expression(text, lambda who: one.meaning(who) and other.meaning(who))
    return Expression(text, lambda who: one.meaning(who) or other.meaning(who))


def _own_text(chance: random.Random) -> Expression:
    return _equals(chance, "kota", chance.sample(_SPELLINGS, 2), lambda who: own(who, "kota"))


def _text(chance: random.Random) -> Expression:
    field, values = chance.choice(
        [("name", ("Sari", "BUDI", "")), ("country", ("id", "")), ("language", ("en_us", ""))]
    )
    column = {"country": "region"}.get(field, field)
    return _equals(chance, field, list(values), lambda who: str(getattr(who, column) or ""))


def _choice(chance: random.Random) -> Expression:
    field = chance.choice(sorted(_CHOICES))
    return _equals(chance, field, list(_CHOICES[field]), lambda who: str(getattr(who, field)))


def _equals(
    chance: random.Random, field: str, values: list[str], of: Callable[[Contact], str]
) -> Expression:
    wanted = values[: chance.randint(1, len(values))]
    among = {_lower(value) for value in wanted}
    if len(wanted) == 1:
        sign = chance.choice(["=", "!="])
        text = f"{field} {sign} {_quoted(wanted[0])}"
        return Expression(text, lambda who: (_lower(of(who)) in among) == (sign == "="))
    listed = ", ".join(_quoted(value) for value in wanted)
    negated = chance.random() < 0.5
    text = f"{field} {'not ' if negated else ''}in ({listed})"
    return Expression(text, lambda who: (_lower(of(who)) in among) != negated)


def _amount(chance: random.Random) -> Expression:
    sign, bound = chance.choice(sorted(_SIGNS)), chance.choice([-6, 0, 100, 250000])

    def meaning(who: Contact) -> bool:
        said = own(who, "belanja")
        digits = said.removeprefix("-")
        whole = digits.isascii() and digits.isdigit() and len(digits) <= 15
        return whole and _SIGNS[sign](int(said), bound)

    return Expression(f"belanja {sign} {bound}", meaning)


def _moment(chance: random.Random) -> Expression:
    field = chance.choice(sorted(_INSTANTS))

    def last(who: Contact) -> float | None:
        told = [getattr(who, name) for name in _INSTANTS[field]]
        return max((at for at in told if at is not None), default=None)

    if chance.random() < 0.3:
        return Expression(f"{field} = never", lambda who: last(who) is None)
    sign, days = chance.choice(sorted(_SIGNS)), chance.choice([0, 1, 30, 91])

    def meaning(who: Contact) -> bool:
        at = last(who)
        return _SIGNS[sign](float("inf") if at is None else NOW - at, days * DAY)

    return Expression(f"{field} {sign} {days}d", meaning)


def own(who: Contact, field: str) -> str:
    """What a contact's list said under that field."""
    return str(msgspec.json.decode(who.fields).get(field, ""))


def _lower(text: str) -> str:
    return "".join(one.lower() if one.isascii() else one for one in text)


def _quoted(value: str) -> str:
    return f"'{value}'" if '"' in value else f'"{value}"'
