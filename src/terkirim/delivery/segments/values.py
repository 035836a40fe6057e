"""What a field may be compared with, and the condition that makes. Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple, cast

from terkirim.delivery.segments.faults import fault
from terkirim.delivery.segments.model import CHOICES, NEVER, VALUE_WORDS, Place
from terkirim.store.conditions import (
    INSTANTS,
    Ago,
    Condition,
    Is,
    Never,
    Not,
    Number,
    Sign,
)
from terkirim.vocabulary import durations

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,15}")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")

Placed = tuple[str, Place]


class Field(NamedTuple):
    """What is compared; `own`: a field of the contact's list."""

    name: str
    own: bool


def among(expression: str, field: Field, values: Sequence[Placed]) -> Condition:
    """The field is one of these. Raises BadInput where it cannot be."""
    if field.name in INSTANTS and not field.own:
        raise fault(expression, values[0][1], "moment", field=field.name)
    return Is(field.name, tuple(_text(expression, field, one) for one in values), field.own)


def compared(expression: str, field: Field, sign: Placed, value: Placed) -> Condition:
    """The field compares so with a value. Raises BadInput where it cannot."""
    if field.name in INSTANTS and not field.own:
        return _moment(expression, field, sign, value)
    if sign[0] in ("=", "!="):
        found = Is(field.name, (_text(expression, field, value),), field.own)
        return found if sign[0] == "=" else Not(found)
    if not field.own:
        raise fault(expression, sign[1], "no_order", field=field.name)
    if not _WHOLE_NUMBER.fullmatch(value[0]):
        raise fault(expression, value[1], "number")
    return Number(field.name, cast("Sign", sign[0]), int(value[0]))


def _text(expression: str, field: Field, value: Placed) -> str:
    """As the database compares it: letters A to Z in lower case."""
    text, place = value
    lowered = text.translate(_LOWER)
    if field.own or field.name not in CHOICES:
        return lowered
    chosen = VALUE_WORDS.get("_".join(lowered.split()), lowered)
    if chosen not in CHOICES[field.name]:
        raise fault(expression, place, "choice", known=", ".join(CHOICES[field.name]))
    return chosen


def _moment(expression: str, field: Field, sign: Placed, value: Placed) -> Condition:
    text, place = value
    if sign[0] in ("=", "!="):
        if "_".join(text.lower().split()) not in NEVER:
            raise fault(expression, sign[1], "moment", field=field.name)
        return Never(field.name) if sign[0] == "=" else Not(Never(field.name))
    seconds = durations.seconds(text.lower())
    if seconds is None or seconds < 0:
        raise fault(expression, place, "duration")
    return Ago(field.name, cast("Sign", sign[0]), seconds)
