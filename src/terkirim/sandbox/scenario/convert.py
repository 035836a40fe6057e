"""From a TOML table to what it should be, or the reason why not in both languages."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import inspect

from terkirim.sandbox.scenario import sentences as say
from terkirim.vocabulary.durations import seconds
from terkirim.vocabulary.text import Text

Wanted = TypeVar("Wanted")
_PATH = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<key>[^`]+)`")
_MISSING = re.compile(r"Object missing required field `(?P<key>[^`]+)`")
_ENUM = re.compile(r"Invalid (enum )?value '?(?P<value>[^']*)'?")
_KIND = re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<given>[^`]+)`")
_NOT_A_NUMBER = re.compile(r"not a phone number: ['\"](?P<value>.*)['\"](\. .*)?")
_BOUND = re.compile(r"Expected (?P<wanted>.+)")


class Misfit(Exception):
    """A value does not fit; `path` leads to it from where the conversion began."""

    def __init__(self, path: str, text: Text) -> None:
        super().__init__(text.en)
        self.path = path
        self.text = text


class _Told(NamedTuple):
    """msgspec's message taken apart: where, and what."""

    path: str
    key: str
    why: str
    kind: type[Any]


def fit(raw: object, kind: type[Wanted], name: str = "…") -> Wanted:
    """The value as that type; `name` is what it is called itself. Raises Misfit."""
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        said = str(error)
        at = _PATH.search(said)
        path = at["path"] if at else ""
        key = path.rpartition(".")[2].partition("[")[0] or name
        raise _misfit(_Told(path, key, _PATH.sub("", said), kind)) from None


def nearest(name: str, known: Collection[str]) -> str:
    """The known name that looks most like this one."""
    return max(sorted(known), key=lambda one: difflib.SequenceMatcher(None, name, one).ratio())


def in_seconds(value: object, key: str = "") -> object:
    """Values as orders take them: instants since the epoch; `_s = "2h"` as 7200 seconds.

    Raises Misfit for a text in such a place that is no duration.
    """
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, Mapping):
        return {name: _within(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_within(one, f"[{number}]") for number, one in enumerate(value)]
    if isinstance(value, str) and key.endswith("_s"):
        return duration(value)
    return value


def _within(value: object, step: str) -> object:
    try:
        return in_seconds(value, step)
    except Misfit as misfit:
        way = step if step.startswith("[") else f".{step}"
        raise Misfit(way + misfit.path, misfit.text) from None


def duration(value: object) -> float:
    """A duration in seconds, written "90s" or as a number. Raises Misfit."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1e9:
        return float(value)
    found = seconds(value) if isinstance(value, str) else None
    if found is None or found < 0:
        raise Misfit("", say.NOT_A_DURATION.format(value=value))
    return found


def _misfit(told: _Told) -> Misfit:
    if unknown := _UNKNOWN.fullmatch(told.why):
        known = list(_keys(told.kind, told.path))
        like = nearest(unknown["key"], known) if known else "…"
        named = {"key": unknown["key"], "nearest": like, "known": ", ".join(known)}
        return Misfit(f"{told.path}.{unknown['key']}", say.UNKNOWN_KEY.format(**named))
    if missing := _MISSING.fullmatch(told.why):
        return Misfit(told.path, say.MISSING_KEY.format(key=missing["key"]))
    return Misfit(told.path, _wrong_value(told))


def _wrong_value(told: _Told) -> Text:
    key = told.key
    if enum := _ENUM.fullmatch(told.why):
        return _unknown_value(told, enum["value"])
    if wrong := _KIND.fullmatch(told.why):
        wanted, given = _word(wrong["wanted"], _known(told)), _word(wrong["given"])
        return Text(
            id=say.WRONG_KIND.id.format(key=key, wanted=wanted.id, given=given.id),
            en=say.WRONG_KIND.en.format(key=key, wanted=wanted.en, given=given.en),
        )
    if bound := _BOUND.fullmatch(told.why):
        return _out_of_bounds(key, bound["wanted"])
    return reason(told.why)


def _unknown_value(told: _Told, value: str) -> Text:
    known = _known(told)
    like = nearest(value, known) if known else "…"
    number = any(isinstance(one, inspect.IntType) for one in _alternatives_at(told))
    words = [Text(id=one, en=one) for one in known] + [say.KINDS_OF_VALUE["int"]] * number
    said = {"key": told.key, "value": value, "nearest": like}
    return Text(
        id=say.UNKNOWN_VALUE.id.format(**said, known=", ".join(word.id for word in words)),
        en=say.UNKNOWN_VALUE.en.format(**said, known=", ".join(word.en for word in words)),
    )


def _known(told: _Told) -> list[str]:
    """The texts that may stand there, where not any text may."""
    return [str(one) for one in _choices(told.kind, told.path)]


def _alternatives_at(told: _Told) -> Iterator[inspect.Type]:
    return _alternatives(_type_at(told.kind, told.path))


def _out_of_bounds(key: str, wanted: str) -> Text:
    """`float` <= 1.0, `array` of length >= 1, `str` matching regex '^x$' in words."""
    kind, _, limit = wanted.replace("`", "").partition(" ")
    word, how = _word(kind), limit.replace("of length", "@").replace("matching regex", "~")
    return Text(
        id=say.OUT_OF_BOUNDS.id.format(
            key=key, wanted=f"{word.id} {how.replace('@', 'sepanjang').replace('~', 'berpola')}"
        ),
        en=say.OUT_OF_BOUNDS.en.format(key=key, wanted=f"{word.en} {limit}"),
    )


def reason(why: str) -> Text:
    """An order's own words for what is wrong with it, translated where they are known."""
    number = _NOT_A_NUMBER.fullmatch(why)
    if number:
        return say.NOT_A_NUMBER.format(value=number["value"])
    return say.REASONS.get(why) or say.REFUSED.format(why=why)


def _word(kinds: str, known: Collection[str] = ()) -> Text:
    """`int | null` in words; that something may be left out goes without saying.

    `known`: the only texts there may be.
    """
    only = " / ".join(f"“{one}”" for one in known)
    told = {**say.KINDS_OF_VALUE, "str": Text(id=only, en=only)} if known else say.KINDS_OF_VALUE
    words = [told.get(kind, Text(id=kind, en=kind)) for kind in kinds.split(" | ")]
    wanted = [word for word in words if word != say.KINDS_OF_VALUE["null"]] or words
    return Text(
        id=" atau ".join(word.id for word in wanted), en=" or ".join(word.en for word in wanted)
    )


def _keys(kind: type[Any], path: str) -> Iterator[str]:
    for one in _alternatives(_type_at(kind, path)):
        if isinstance(one, inspect.StructType):
            yield from (field.encode_name for field in one.fields)


def _choices(kind: type[Any], path: str) -> Iterator[object]:
    for one in _alternatives(_type_at(kind, path)):
        if isinstance(one, inspect.LiteralType):
            yield from one.values
    outer, _, key = path.rpartition(".")
    for one in _alternatives(_type_at(kind, outer)):
        if isinstance(one, inspect.StructType) and one.tag_field == key:
            yield one.tag


def _type_at(kind: type[Any], path: str) -> inspect.Type:
    found = inspect.type_info(kind)
    for step in re.findall(r"\.([^.\[]+)|\[", path):
        found = _inner(found, step)
    return found


def _inner(outer: inspect.Type, step: str) -> inspect.Type:
    for one in _alternatives(outer):
        if isinstance(one, inspect.StructType):
            for field in one.fields:
                if field.encode_name == step:
                    return field.type
        if isinstance(one, inspect.ListType | inspect.SetType | inspect.FrozenSetType):
            return one.item_type
    return inspect.AnyType()


def _alternatives(kind: inspect.Type) -> Iterator[inspect.Type]:
    if isinstance(kind, inspect.UnionType):
        for one in kind.types:
            yield from _alternatives(one)
    elif isinstance(kind, inspect.Metadata):
        yield from _alternatives(kind.type)
    else:
        yield kind
