"""`fields=`: which of an object's fields are shown, with what lies below and beside them.

`throughput{level}` chooses within a field. `phone_numbers.limit(2){id,status}` asks an edge in the
same call: such a field's value is a function, called with the request the expansion stands for.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import cast

import msgspec

from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.refusals import Refusal, invalid

Edge = Callable[[Call], Json]
_FIELD = re.compile(r"(\w+)((?:\.\w+\([^()]*\))*)\s*(?:\{(.*)\})?", re.DOTALL)
_ARGUMENT = re.compile(r"\.(\w+)\(([^()]*)\)")
# What some objects below a field have and others lack: asking for it is no error.
_NOT_ALWAYS = (
    "additional_info application buttons can_receive_call_sip cards date errors example format "
    "phone_number reasons text type whatsapp_business_account"
)
_SOMETIMES = frozenset(_NOT_ALWAYS.split())
_OPENS = {"{": "}", "(": ")"}


class Wanted(msgspec.Struct, frozen=True):
    """One field asked for: `name.argument(value){inner}`."""

    name: str
    arguments: tuple[tuple[str, str], ...] = ()
    inner: str | None = None


def select(call: Call, facts: Json, usual: tuple[str, ...]) -> Json:
    """The chosen fields of an object, its id always among them; raises Refusal for unknown ones."""
    wanted = parse(call.query.get("fields", "")) or tuple(Wanted(name) for name in usual)
    shown: Json = {}
    for one in wanted:
        if one.name not in facts:
            raise nonexisting(one.name)
        value = _value(call, str(facts.get("id", call.node)), one, facts[one.name])
        if value is not None:
            shown[one.name] = value
    return {**shown, "id": facts["id"]} if "id" in facts else shown


@lru_cache(maxsize=256)
def parse(text: str) -> tuple[Wanted, ...]:
    """The fields a text asks for; raises Refusal (2500) when it is not well-formed."""
    return tuple(_read(start, part) for start, part in _parts(text) if part.strip())


def _value(call: Call, node: str, wanted: Wanted, value: object) -> object:
    if callable(value):
        query = dict(wanted.arguments)
        if wanted.inner is not None:
            query["fields"] = wanted.inner
        return cast("Edge", value)(call.expanded(node, wanted.name, query))
    return value if wanted.inner is None else _within(value, wanted.inner)


def _within(value: object, inner: str) -> object:
    """What is chosen below a field; raises Refusal for what nothing below it ever has."""
    below = value if isinstance(value, list) else [value]
    found = [cast("Json", one) for one in cast("list[object]", below) if isinstance(one, dict)]
    if not found:
        return value
    for wanted in parse(inner):
        if wanted.name not in _SOMETIMES and not any(wanted.name in one for one in found):
            raise nonexisting(wanted.name)
    shown = [_chosen(one, inner) for one in found]
    return shown if isinstance(value, list) else shown[0]


def _chosen(found: Json, inner: str) -> Json:
    return {
        one.name: found[one.name] if one.inner is None else _within(found[one.name], one.inner)
        for one in parse(inner)
        if one.name in found
    }


def nonexisting(name: str) -> Refusal:
    """A field is asked for that there is not."""
    return invalid(f"Tried accessing nonexisting field ({name})")


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The parts between the commas that no bracket encloses, with where they start."""
    start, awaited = 0, []
    for position, character in enumerate(text):
        if character in _OPENS:
            awaited.append(_OPENS[character])
        elif awaited and character == awaited[-1]:
            awaited.pop()
        elif character in "})":
            raise _syntax_error(f'Expected end of string instead of "{character}"', position, text)
        elif character == "," and not awaited:
            yield start, text[start:position]
            start = position + 1
    if awaited:
        raise _syntax_error(f'Expected "{awaited[-1]}"', len(text), text)
    yield start, text[start:]


def _read(start: int, part: str) -> Wanted:
    found = _FIELD.fullmatch(part.strip())
    if found is None:
        raise _syntax_error("Expected name", start, part)
    arguments = tuple((name, value) for name, value in _ARGUMENT.findall(found[2]))
    return Wanted(found[1], arguments, found[3])


def _syntax_error(problem: str, position: int, text: str) -> Refusal:
    message = f'Syntax error "{problem}." at character {position}: {text[:200]}'
    return Refusal(2500, "", message=message)
