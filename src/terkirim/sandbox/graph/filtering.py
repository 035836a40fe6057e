"""`filtering=` and `sort=`: which entries of a list of numbers are shown, and in which order."""

from typing import cast

from terkirim.sandbox.graph.call import Call, Json, decoded
from terkirim.sandbox.refusals import invalid

FIELDS = ("account_mode", "messaging_limit_tier", "is_official_business_account")
SORTS = ("creation_time", "last_onboarded_time")
_SINGLE = {"EQUAL": True, "NOT_EQUAL": False}
_SEVERAL = {"IN": True, "NOT_IN": False}


def arranged(call: Call, entries: list[Json]) -> list[Json]:
    """The entries that pass every condition, in the order asked for.

    The entries come in the order they were made in, which is the one order there is to sort by.
    """
    for condition in _conditions(call):
        entries = [one for one in entries if _passes(one, condition)]
    sort = call.query.get("sort")
    if not sort:
        return entries
    name, _, direction = sort.rpartition(".")
    if name not in SORTS or direction not in ("asc", "desc"):
        raise invalid(f"Param sort must be one of {{{', '.join(SORTS)}}} with .asc or .desc")
    return entries if direction == "asc" else entries[::-1]


def _conditions(call: Call) -> list[Json]:
    given = decoded("filtering", call.query.get("filtering") or "[]")
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise invalid("Param filtering must be an array of objects.")
    return cast("list[Json]", given)


def _passes(entry: Json, condition: Json) -> bool:
    field, operator, value = (condition.get(name) for name in ("field", "operator", "value"))
    if field not in FIELDS:
        raise invalid(f"Param filtering: field must be one of {{{', '.join(FIELDS)}}}")
    found = _word(entry[str(field)])
    if isinstance(operator, str) and operator in _SINGLE:
        return (found == _word(value)) is _SINGLE[operator]
    if isinstance(operator, str) and operator in _SEVERAL and isinstance(value, list):
        return (found in [_word(one) for one in value]) is _SEVERAL[operator]
    known = ", ".join([*_SINGLE, *_SEVERAL])
    raise invalid(f"Param filtering: operator must be one of {{{known}}}, with a fitting value")


def _word(value: object) -> str:
    """A value as the query writes it: `true` is true."""
    return str(value).lower() if isinstance(value, bool) else str(value)
