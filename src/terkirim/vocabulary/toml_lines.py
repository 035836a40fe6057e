"""On which line of a TOML file each table and key stands; tomllib does not say."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

Places = dict[str, int]
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)")
_LAST_STEP = re.compile(r"(\[\d+\]|\.?[^.\[\]]+)$")


def syntax_fault(why: str, text: str) -> tuple[int, str]:
    """The line a message of tomllib speaks of, and the message without it."""
    at = _AT_LINE.search(why)
    line = int(at[1]) if at else text.count("\n") + 1
    return line, _AT_LINE.sub("", why).removesuffix("(at end of document)")


def line_of(found: Places, path: str) -> int:
    """The line of a path, or of the nearest thing around it that has one."""
    while path and path not in found:
        path = _LAST_STEP.sub("", path) if _LAST_STEP.search(path) else ""
    return found.get(path, 1)


def places(text: str) -> Places:
    """The first line of every table and key, by its path joined with dots.

    The tables of an array stand under `name[0]`, `name[1]`. The text must be TOML. Each statement
    of such a file is TOML by itself, so statements are what parses; a statement of several lines
    parses only with its last.
    """
    found: Places = {}
    counts: dict[str, int] = {}
    table = ""
    for line, statement in _statements(text):
        parsed = tomllib.loads(statement)
        opening = statement.lstrip()
        if opening.startswith("["):
            paths = list(_opened(parsed, counts, is_array=opening.startswith("[[")))
            table = paths[-1]
        else:
            paths = list(_paths(parsed, table))
        for path in paths:
            found.setdefault(path, line)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    begun = 1
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        lines.append(line.rstrip("\r"))
        statement = "\n".join(lines)
        try:
            tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        yield begun, statement
        begun, lines = number + 1, []


def _opened(parsed: dict[str, Any], counts: dict[str, int], *, is_array: bool) -> Iterator[str]:
    """The paths a table's header opens; within an array they lie in its latest table."""
    path = ""
    inner: Any = parsed
    while isinstance(inner, dict) and inner:
        ((key, inner),) = inner.items()
        path = f"{path}.{key}" if path else key
        yield path
        if is_array and isinstance(inner, list):
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = f"{path}[{counts[path] - 1}]"
            yield path


def _paths(parsed: dict[str, Any], under: str) -> Iterator[str]:
    for key, value in parsed.items():
        path = f"{under}.{key}" if under else key
        yield path
        if isinstance(value, dict):
            yield from _paths(value, path)
