"""Searching the catalogue in either language, forgiving small typos."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

from terkirim.knowledge.catalogue.load import read_all, read_code
from terkirim.knowledge.catalogue.model import Entry
from terkirim.knowledge.catalogue.recognise import code_in
from terkirim.vocabulary.text import Text

_WORD = re.compile(r"\w+")
_CLOSE_ENOUGH = 0.8
_IN_TITLE, _IN_TEXT = 3, 1


def search(words: str) -> list[Entry]:
    """The entries that speak of all `words`, or else of most of them, best first.

    A known code, alone or in a raw error, finds its own entry and nothing else. Words count in
    Indonesian and English; a word that occurs nowhere is replaced by the nearest ones that do.
    """
    code = code_in(words)
    own = read_code(code) if code is not None else None
    if own:
        return [own]
    wanted = [_nearest(word) for word in _words(words)]
    points = {entry.code: _points(entry, wanted) for entry in read_all()}
    most = max(map(len, points.values()), default=0)
    if most == 0 or most * 2 < len(wanted):
        return []
    found = [entry for entry in read_all() if len(points[entry.code]) == most]
    return sorted(found, key=lambda entry: (-sum(points[entry.code]), entry.code))


def _points(entry: Entry, wanted: list[frozenset[str]]) -> list[int]:
    """A point for each wanted word the entry has, more where its title has it."""
    titles, texts = _index()[entry.code]
    points = [
        _IN_TITLE if alternatives & titles else _IN_TEXT if alternatives & texts else 0
        for alternatives in wanted
    ]
    return [point for point in points if point]


def _nearest(word: str) -> frozenset[str]:
    known = _known_words()
    if len(word) > 2:
        beginning = {each for each in known if each.startswith(word)}
        if beginning:
            return frozenset(beginning)
    if word in known:
        return frozenset({word})
    return frozenset(get_close_matches(word, known, n=3, cutoff=_CLOSE_ENOUGH))


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for titles, texts in _index().values() for word in titles | texts)


@cache
def _index() -> dict[int, tuple[frozenset[str], frozenset[str]]]:
    return {entry.code: (_title_words(entry), _text_words(entry)) for entry in read_all()}


def _title_words(entry: Entry) -> frozenset[str]:
    return frozenset([*_words(entry.official_title or ""), *_of([entry.title])])


def _text_words(entry: Entry) -> frozenset[str]:
    texts = [entry.cause, entry.impact, entry.remedy, entry.developer]
    if entry.guide:
        texts += [entry.guide.reading, entry.guide.remedy]
    if entry.meta:
        texts.append(entry.meta)
    return frozenset(_of(texts))


def _of(texts: Iterable[Text]) -> list[str]:
    return [word for text in texts for word in [*_words(text.id), *_words(text.en)]]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
