"""Searching the catalogue in either language, forgiving typos and inflection."""

from collections.abc import Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from heapq import nlargest
from itertools import pairwise
from math import log
from typing import NamedTuple

from terkirim.knowledge.catalogue.indexing import KnownWords, Page, known_words, pages
from terkirim.knowledge.catalogue.load import read_code
from terkirim.knowledge.catalogue.model import Confidence, Entry, Kind
from terkirim.knowledge.catalogue.recognise import code_in
from terkirim.knowledge.catalogue.stems import STOP_WORDS, said_as, stems, words_of

_CLOSE_ENOUGH, _CLOSE_ENOUGH_IF_SHORT, _AS_CLOSE = 0.75, 0.8, 0.05
_SAME, _SAME_ROOT, _SAID, _BEGINNING, _MISSPELT = 1.0, 0.85, 0.8, 0.6, 0.7
_TITLE_FIT = 3.0
_SECOND_READING = 0.2
_WORTH_SHOWING = 0.4
_FEWEST = 0.5  # of the words that an entry must have
_TOGETHER = 3  # words apart at most to count as a phrase
_WEIGHT_OF_KIND: dict[Kind, float] = {
    "error": 1.0,
    "subcode": 0.85,
    "health": 0.8,
    "flow": 0.7,
    "legacy": 0.5,
}
_WEIGHT_OF_CONFIDENCE: dict[Confidence, float] = {"high": 1.0, "medium": 0.95, "low": 0.85}
_WELL_KNOWN = 1.15

Readings = Mapping[str, float]  # words of the catalogue, and how surely each one is meant


class _Wanted(NamedTuple):
    word: str
    readings: Readings
    rarity: float


def search(words: str) -> list[Entry]:
    """The entries that speak of `words`, or at least of half of them, best first.

    A known code, alone or in a raw error, finds its own entry and nothing else. Words count in
    Indonesian and English, in any inflection; a word that occurs nowhere is replaced by the
    nearest ones that do.
    """
    code = code_in(words)
    own = read_code(code) if code is not None else None
    if own:
        return [own]
    wanted, phrases = _wanted(words), _phrases(words)
    scores = [(_score(page, wanted, phrases), page.entry) for page in pages()]
    best = max((score for score, _ in scores), default=0.0)
    if best == 0:
        return []
    ranked = sorted(scores, key=lambda scored: (-scored[0], scored[1].code))
    return [entry for score, entry in ranked if score >= best * _WORTH_SHOWING]


def _wanted(words: str) -> list[_Wanted]:
    asked = list(dict.fromkeys(words_of(words)))
    telling = [word for word in asked if word not in STOP_WORDS] or asked
    return [
        _Wanted(word, readings, _rarity(readings))
        for word in telling
        for readings in [_readings(word)]
    ]


def _rarity(readings: Readings) -> float:
    everywhere = pages()
    holding = sum(1 for page in everywhere if any(word in page.weights for word in readings))
    return log(1 + len(everywhere) / (1 + holding))


def _share_found(page: Page, wanted: list[_Wanted]) -> float:
    found = sum(1 for each in wanted if any(word in page.weights for word in each.readings))
    return found / len(wanted) if wanted else 0.0


def _score(page: Page, wanted: list[_Wanted], phrases: list[tuple[Readings, Readings]]) -> float:
    share = _share_found(page, wanted)
    if share < _FEWEST:
        return 0.0
    single = sum(each.rarity * _weight(page, each.readings) for each in wanted)
    joint = sum(_weight_together(page, first, second) for first, second in phrases)
    fit = _TITLE_FIT * _fit(page, wanted) * sum(each.rarity for each in wanted)
    return (single + joint + fit) * share**2 * _standing(page.entry)


def _standing(entry: Entry) -> float:
    """Codes in use, well documented and well known stand before the others."""
    known = _WELL_KNOWN if entry.guide else 1.0
    return _WEIGHT_OF_KIND[entry.kind] * _WEIGHT_OF_CONFIDENCE[entry.confidence] * known


def _fit(page: Page, wanted: list[_Wanted]) -> float:
    """How much of its best title the wanted words make up, from 0 to 1."""
    return max(
        sum(max((each.readings.get(word, 0.0) for word in title), default=0.0) for each in wanted)
        / max(len(title), len(wanted))
        for title in page.titles
    )


def _weight(page: Page, readings: Readings) -> float:
    """The weight of the likeliest reading the page has, and a little for a second one."""
    found = (page.weights[word] * sure for word, sure in readings.items() if word in page.weights)
    best, second, *_ = *nlargest(2, found), 0.0, 0.0
    return best + _SECOND_READING * second


def _weight_together(page: Page, first: Readings, second: Readings) -> float:
    """What it counts that two neighbouring words stand together in a passage, in any order."""
    return max(
        (
            passage.weight * first[one] * second[other]
            for passage in page.passages
            for start, one in enumerate(passage.words)
            if one in first
            for other in passage.words[max(0, start - _TOGETHER) : start + _TOGETHER + 1]
            if other in second
        ),
        default=0.0,
    )


def _phrases(words: str) -> list[tuple[Readings, Readings]]:
    return [(_readings(one), _readings(other)) for one, other in pairwise(words_of(words))]


@cache
def _readings(word: str) -> Readings:
    """The catalogue's words that `word` may stand for."""
    known = known_words()
    found = _forms(word, known)
    if not found:
        for near in _nearest(word, known):
            found |= {form: sure * _MISSPELT for form, sure in _forms(near, known).items()}
    for other in said_as(word):
        for form, sure in _forms(other, known).items():
            found[form] = max(found.get(form, 0.0), sure * _SAID)
    return found


def _forms(word: str, known: KnownWords) -> dict[str, float]:
    found = {form: _SAME_ROOT for root in stems(word) for form in known.by_root.get(root, ())}
    if len(word) > 3:
        for form in known.words:
            if form.startswith(word):
                found.setdefault(form, _BEGINNING)
    if word in known.words:
        found[word] = _SAME
    return found


def _nearest(word: str, known: KnownWords) -> list[str]:
    if len(word) < 4:
        return []
    similar = [each for each in known.words - STOP_WORDS if abs(len(each) - len(word)) < 3]
    cutoff = _CLOSE_ENOUGH if len(word) > 5 else _CLOSE_ENOUGH_IF_SHORT
    near = get_close_matches(word, similar, n=4, cutoff=cutoff)
    closeness = {each: SequenceMatcher(None, word, each).ratio() for each in near}
    best = max(closeness.values(), default=0.0)
    return [each for each in near if closeness[each] >= best - _AS_CLOSE]
