"""An owner's policy.toml, read strictly: every fault is told, with its line."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from terkirim.errors import BadPolicy
from terkirim.knowledge.policy.defaults import default_plans
from terkirim.knowledge.policy.file import sentences as say
from terkirim.knowledge.policy.file.general import GENERAL, read_general
from terkirim.knowledge.policy.file.rows import nearest, read_row
from terkirim.knowledge.policy.situation import Policy
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.text import Text
from terkirim.vocabulary.toml_lines import Places, places, syntax_fault

Fault = tuple[int, Text]
_FAMILIES = {cause.value.partition(".")[0] for cause in Cause}


def load_policy(file: Path) -> Policy:
    """The policy a file says. Raises BadPolicy."""
    try:
        text = file.read_text("utf-8-sig")
    except OSError as error:
        why = error.strerror
        unread = Text(id=f"tidak dapat dibaca ({why})", en=f"cannot be read ({why})")
        raise BadPolicy(str(file), [(0, unread)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        wrong = say.NOT_TOML.format(why="UTF-8")
        raise BadPolicy(str(file), [(line, wrong)]) from error
    return read_policy(text, str(file))


def read_policy(text: str, name: str) -> Policy:
    """The policy a text in TOML says; what it leaves out is as shipped.

    Raises BadPolicy with every fault, under the file's name.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadPolicy(name, [_syntax_fault(str(error), text)]) from error
    found = places(text)
    faults: list[Fault] = []
    plans = dict(default_plans())
    general = read_general(raw.pop(GENERAL, {}), found, faults)
    for row in _rows(raw, found, faults):
        plan, wrong = read_row(row.cause, row.table, plans[row.cause])
        faults += [(_line(found, row.cause, fault.key), fault.text) for fault in wrong]
        plans[row.cause] = plan
    if faults:
        raise BadPolicy(name, sorted(faults, key=lambda fault: fault[0]))
    return msgspec.structs.replace(Policy(**general), plans=plans)


class _Row(NamedTuple):
    cause: Cause
    table: Mapping[str, Any]


def _rows(raw: Mapping[str, Any], found: Places, faults: list[Fault]) -> Iterator[_Row]:
    """The tables of causes that exist; the rest are faults."""
    seen: set[str] = set()
    for name, value in _named(raw):
        line = _line(found, name, "")
        if name not in set(Cause):
            known = nearest(name, [*Cause, GENERAL])
            faults.append((line, say.UNKNOWN_CAUSE.format(name=name, nearest=known)))
        elif not isinstance(value, dict):
            faults.append((line, say.NOT_A_TABLE.format(name=name)))
        elif name in seen:
            faults.append((line, say.TWICE.format(name=name)))
        else:
            seen.add(name)
            yield _Row(Cause(name), value)


def _named(raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names and tables; [limit.pair] is read as ["limit.pair"]."""
    for name, value in raw.items():
        if name in _FAMILIES and isinstance(value, dict):
            yield from ((f"{name}.{part}", table) for part, table in value.items())
        else:
            yield name, value


def _line(found: Places, name: str, key: str) -> int:
    return found.get(f"{name}.{key}", found.get(name, 1)) if key else found.get(name, 1)


def _syntax_fault(why: str, text: str) -> Fault:
    line, said = syntax_fault(why, text)
    return line, say.NOT_TOML.format(why=said)
