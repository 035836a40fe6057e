"""Reads the patterns of libphonenumber's plans.

Metadata uses a small part of the language of regular expressions: digits, sets, alternatives,
groups, counts, the end of the text. Anything else is Unreadable, and its numbers are read slowly.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from terkirim.delivery.lists.numbers.node import DIGITS, EMPTY, END_OF_TEXT, Node, either, one_of

_TOKEN = re.compile(r"\\d|\[[\d-]+\]|\(\?:|\{(\d+)(?:,(\d+))?\}|[0-9()|?$]")

Build = Callable[[Node], Node]


class Unreadable(ValueError):
    """A pattern with something in it that is not known here."""


@lru_cache(maxsize=8192)
def read_pattern(pattern: str, rest: Node = EMPTY) -> Node:
    """The texts that match the whole pattern, and then the rest. Raises Unreadable."""
    tokens = list(_TOKEN.finditer(pattern))
    if sum(len(sign[0]) for sign in tokens) != len(pattern):
        raise Unreadable(pattern)
    tokens.reverse()
    build = _read_ways(tokens)
    if tokens:
        raise Unreadable(pattern)
    return build(rest)


def _read_ways(tokens: list[re.Match[str]]) -> Build:
    ways = [_read_row(tokens)]
    while tokens and tokens[-1][0] == "|":
        tokens.pop()
        ways.append(_read_row(tokens))
    return lambda rest: either(*(way(rest) for way in ways)) if len(ways) > 1 else ways[0](rest)


def _read_row(tokens: list[re.Match[str]]) -> Build:
    parts: list[Build] = []
    while tokens and tokens[-1][0] not in "|)":
        part = _read_one(tokens)
        if tokens and tokens[-1][0][0] in "?{":
            times = tokens.pop()
            least, most = (0, 1) if times[0] == "?" else (int(times[1]), int(times[2] or times[1]))
            parts += [part] * least + [_at_most(part, most - least)]
        else:
            parts.append(part)
    return lambda rest: _chained(parts, rest)


def _chained(parts: list[Build], rest: Node) -> Node:
    for part in reversed(parts):
        rest = part(rest)
    return rest


def _at_most(part: Build, times: int) -> Build:
    if times == 0:
        return lambda rest: rest
    fewer = _at_most(part, times - 1)
    return lambda rest: either(part(fewer(rest)), rest)


def _end(rest: Node) -> Node:
    if rest is not EMPTY:
        raise Unreadable("$")
    return END_OF_TEXT


def _read_one(tokens: list[re.Match[str]]) -> Build:
    sign = tokens.pop()[0]
    if sign in ("(", "(?:"):
        inner = _read_ways(tokens)
        if not tokens or tokens.pop()[0] != ")":
            raise Unreadable(sign)
        return inner
    if sign == "$":
        return _end
    if sign[0] not in "\\[0123456789":
        raise Unreadable(sign)
    digits = "".join(digit for digit in DIGITS if re.match(sign, digit))
    return lambda rest: one_of(digits, rest)
