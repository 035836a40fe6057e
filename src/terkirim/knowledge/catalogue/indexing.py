"""The catalogue as a search sees it: passages with what a word in them counts."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from math import log
from typing import NamedTuple

from terkirim.knowledge.catalogue.causes import cause_words
from terkirim.knowledge.catalogue.load import read_all
from terkirim.knowledge.catalogue.model import Entry
from terkirim.knowledge.catalogue.stems import stems, words_of
from terkirim.vocabulary.text import Text

_TITLE, _OFFICIAL, _CAUSE, _READING, _CAUSE_WORDS, _ADVICE = 5.0, 4.0, 3.0, 2.5, 2.0, 1.0
_AGAIN = 0.5  # for each time that the passages holding a word grow e-fold


class Passage(NamedTuple):
    """The words of one text in one language."""

    weight: float
    words: tuple[str, ...]


class Page(NamedTuple):
    """An entry, its titles and passages, and what each of its words counts."""

    entry: Entry
    titles: tuple[frozenset[str], ...]
    passages: tuple[Passage, ...]
    weights: dict[str, float]


class KnownWords(NamedTuple):
    """Every word of the catalogue, and the words that may have a root."""

    words: frozenset[str]
    by_root: dict[str, list[str]]


@cache
def pages() -> tuple[Page, ...]:
    """Every entry of the catalogue, ready to be searched."""
    return tuple(_page(entry) for entry in read_all())


@cache
def known_words() -> KnownWords:
    """All words of the catalogue."""
    words = frozenset(word for page in pages() for word in page.weights)
    by_root: dict[str, list[str]] = {}
    for word in words:
        for root in stems(word):
            by_root.setdefault(root, []).append(word)
    return KnownWords(words, by_root)


def _page(entry: Entry) -> Page:
    passages = tuple(_passages(entry))
    heaviest: dict[str, float] = {}
    for weight, words in sorted(passages):
        heaviest |= dict.fromkeys(words, weight)
    often = Counter(word for passage in passages for word in set(passage.words))
    weights = {word: weight + _AGAIN * log(often[word]) for word, weight in heaviest.items()}
    titles = [entry.title.id, entry.title.en, entry.official_title or ""]
    return Page(entry, tuple(frozenset(words_of(each)) for each in titles), passages, weights)


def _passages(entry: Entry) -> Iterator[Passage]:
    if entry.official_title:
        yield Passage(_OFFICIAL, tuple(words_of(entry.official_title)))
    for reading in entry.details:
        yield from (Passage(_READING, tuple(words_of(match))) for match in reading.match)
    for weight, text in _texts(entry):
        yield Passage(weight, tuple(words_of(text.id)))
        yield Passage(weight, tuple(words_of(text.en)))


def _texts(entry: Entry) -> Iterator[tuple[float, Text]]:
    yield _TITLE, entry.title
    yield _CAUSE, entry.cause
    yield from ((_READING, reading.reading) for reading in entry.details)
    yield from ((_ADVICE, text) for text in (entry.impact, entry.remedy, entry.developer))
    for place, cause in enumerate(entry.causes):
        yield _CAUSE_WORDS / (1 + place), cause_words(cause).title
    yield _ADVICE, cause_words(entry.causes[0]).explanation
    if entry.guide:
        yield _READING, entry.guide.reading
        yield _ADVICE, entry.guide.remedy
    if entry.meta:
        yield _ADVICE, entry.meta
