"""Finds which numbers of a length libphonenumber cannot tell apart, and asks it about one of each.

A number's digits are read one after another while every pattern that may be tried on it, from every
digit it may be tried from, is followed. Numbers that have matched the same patterns get the same
verdict, so one of them stands for all. How the patterns decide stays libphonenumber's own business.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from terkirim.delivery.lists.numbers.node import ANYTHING, DIGITS, NOTHING, Node

Code = int
Verdicts = tuple[tuple[int, Code], ...]
"""Where each verdict begins among the numbers of a length, in order: 10^n of them for n digits."""

Column = tuple["_Track | None", ...]
Known = dict[tuple[object, ...], Verdicts]

_LAST = 2
_NONE: tuple[Column, ...] = ((),) * len(DIGITS)


class Pattern(NamedTuple):
    """A pattern that is tried on the whole rest of a number."""

    name: str
    node: Node


class Opening(NamedTuple):
    """What may be taken off the beginning of a number: an exit, country or national code.

    `changes`: what its last group found may be put elsewhere. `longest`: digits it is followed for.
    """

    kind: Literal["exit", "country", "national"]
    name: str
    node: Node
    expression: re.Pattern[str]
    changes: bool
    longest: int


class _Track:
    """A pattern on its way: its name, the digit it began at, and what is left of it."""

    __slots__ = ("_all", "_on", "began", "left", "name")

    def __init__(self, name: str, began: int, left: Node, known: "_Tracks") -> None:
        self.name, self.began, self.left, self._all = name, began, left, known
        self._on: tuple[_Track | None, ...] = ()

    def on(self) -> "tuple[_Track | None, ...]":
        """This one after each of the ten digits."""
        if not self._on:
            after = (self.left.after(digit) for digit in DIGITS)
            self._on = tuple(
                None if left is NOTHING else self._all.track(self.name, self.began, left)
                for left in after
            )
        return self._on


class _Tracks:
    """Every track once, so that they are compared by identity."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, Node], _Track] = {}

    def track(self, name: str, began: int, left: Node) -> _Track:
        key = (name, began, left)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _Track(name, began, left, self)
        return found


class _Open(NamedTuple):
    """An opening on its way. `depth`: after a country code (0) at most two national ones follow."""

    opening: Opening
    began: int
    seen: str
    left: Node
    depth: int


Mark = tuple[str, int, int]


class _State(NamedTuple):
    tracks: tuple[_Track, ...]
    opens: tuple[_Open, ...]
    marks: tuple[Mark, ...]


class _Unsure(Exception):
    """Such numbers are left to the parser."""


class _Abroad(Exception):
    """After so many digits, an international number."""


class Codes(NamedTuple):
    """How the explorer names what it finds: `ask` is given one number of each sort."""

    ask: Callable[[str], Code]
    unsure: Code
    abroad: Callable[[int], Code]


class Explorer:
    """All numbers these patterns and openings may be tried on."""

    def __init__(
        self, patterns: Iterable[Pattern], openings: Iterable[Opening], codes: Codes
    ) -> None:
        self._patterns, self._openings, self._codes = tuple(patterns), tuple(openings), codes
        self._tracks = _Tracks()
        self._sorts: dict[tuple[object, ...], Code] = {}

    def explore(self, beginning: str, length: int, *, exits: bool) -> Verdicts:
        """The verdicts on all numbers of a length that begin so, from where they begin.

        `exits`: whether they may begin with exit and country codes, else what is there is read.
        """
        at = 0 if exits else len(beginning)
        opens = tuple(self._first_opens(at, exits=exits))
        state = _State(tuple(self._begin(at)), opens, ())
        return self._walk(state, beginning, length - len(beginning), {})

    def _begin(self, at: int) -> Iterator[_Track]:
        for one in self._patterns:
            yield self._tracks.track(one.name, at, one.node)

    def _first_opens(self, at: int, *, exits: bool) -> Iterator[_Open]:
        for one in self._openings:
            if exits or one.kind == "national":
                yield _Open(one, at, "", one.node, 0 if one.kind == "country" else _LAST)

    def _opens(self, at: int, depth: int) -> Iterator[_Open]:
        for one in self._openings:
            if one.kind == "national" and depth <= _LAST:
                yield _Open(one, at, "", one.node, depth)

    def _walk(self, state: _State, digits: str, left: int, known: Known) -> Verdicts:
        tracks = tuple([one for one in state.tracks if one.left.lengths >> left & 1])
        key = (tracks, state.opens, state.marks, left)
        verdicts = known.get(key)
        if verdicts is None:
            verdicts = self._split(_State(*key[:3]), digits, left, known)
            known[key] = verdicts
        return verdicts

    def _split(self, state: _State, digits: str, left: int, known: Known) -> Verdicts:
        if left == 0:
            return ((0, self._sort(state, digits)),)
        if not state.opens and all(one.left is ANYTHING for one in state.tracks):
            return ((0, self._sort(state, digits + "0" * left)),)
        found: list[tuple[int, Code]] = []
        columns = zip(*[one.on() for one in state.tracks], strict=True) if state.tracks else _NONE
        before: Column | None = None
        verdicts: Verdicts = ()
        for digit, column in zip(DIGITS, columns, strict=True):
            if column != before or state.opens:
                verdicts = self._read_on(state, column, digits + digit, left - 1, known)
            before, start = column, int(digit) * 10 ** (left - 1)
            for begins, code in verdicts:
                if not found or found[-1][1] != code:
                    found.append((start + begins, code))
        return tuple(found)

    def _read_on(
        self, state: _State, column: Column, digits: str, left: int, known: Known
    ) -> Verdicts:
        tracks = tuple([one for one in column if one is not None])
        if not state.opens:
            return self._walk(_State(tracks, (), state.marks), digits, left, known)
        try:
            opened = self._opened(state, tracks, digits[-1])
        except _Unsure:
            return ((0, self._codes.unsure),)
        except _Abroad as exit_code:
            return ((0, self._codes.abroad(exit_code.args[0])),)
        return self._walk(opened, digits, left, known)

    def _opened(self, state: _State, on: tuple[_Track, ...], digit: str) -> _State:
        tracks, opens, marks = dict.fromkeys(on), dict[_Open, None](), set(state.marks)
        for one in state.opens:
            now = one._replace(seen=one.seen + digit, left=one.left.after(digit))
            if now.left.may_end and now.opening.kind != "exit":
                at = now.began + len(now.seen)
                tracks |= dict.fromkeys(self._begin(at))
                opens |= dict.fromkeys(self._opens(at, now.depth + 1))
            if now.left is NOTHING:
                marks.add(_settle(now))
            elif len(now.seen) >= now.opening.longest:
                raise _Unsure
            else:
                opens[now] = None
        return _State(tuple(tracks), tuple(opens), tuple(sorted(marks)))

    def _sort(self, state: _State, number: str) -> Code:
        try:
            marks = [*state.marks, *map(_settle, state.opens)]
        except (_Unsure, _Abroad):
            return self._codes.unsure
        matched = [(one.name, one.began) for one in state.tracks if one.left.may_end]
        key = (len(number), frozenset(matched), frozenset(marks))
        if key not in self._sorts:
            self._sorts[key] = self._codes.ask(number)
        return self._sorts[key]


def _settle(one: _Open) -> Mark:
    """How much an opening takes off, which nothing that follows can change."""
    opening, found = one.opening, one.opening.expression.match(one.seen)
    taken = found.end() if found else -1
    if opening.kind == "exit" and found and one.seen[taken : taken + 1] != "0":
        raise _Abroad(taken)
    if opening.changes and found and found.groups()[-1:] not in ((), (None,)):
        raise _Unsure
    return (opening.name, one.began, taken)
