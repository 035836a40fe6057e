"""On which line of a TOML file each table and key stands; tomllib does not say."""

import tomllib
from collections.abc import Iterator
from typing import Any

Places = dict[str, int]


def places(text: str) -> Places:
    """The first line of every table and key, by its path joined with dots.

    The text must be TOML. Each statement of such a file is TOML by itself, so statements are
    what parses; a statement of several lines parses only with its last.
    """
    found: Places = {}
    table = ""
    for line, statement in _statements(text):
        parsed = tomllib.loads(statement)
        opens_table = statement.lstrip().startswith("[")
        paths = list(_paths(parsed, "" if opens_table else table))
        for path in paths:
            found.setdefault(path, line)
        if opens_table:
            table = paths[-1]
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


def _paths(parsed: dict[str, Any], under: str) -> Iterator[str]:
    for key, value in parsed.items():
        path = f"{under}.{key}" if under else key
        yield path
        if isinstance(value, dict):
            yield from _paths(value, path)
