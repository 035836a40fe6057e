"""Causes in words people read: on the dashboard, in alerts and in reports."""

import tomllib
from functools import cache
from pathlib import Path

from terkirim.knowledge.catalogue.load import convert
from terkirim.knowledge.catalogue.model import CauseWords
from terkirim.vocabulary.causes import Cause

_WORDS = "causes.toml"


@cache
def _all_words() -> dict[Cause, CauseWords]:
    raw = tomllib.loads(Path(__file__).parent.joinpath(_WORDS).read_text("utf-8"))
    return {Cause(name): convert(words, CauseWords, _WORDS) for name, words in raw.items()}


def cause_words(cause: Cause) -> CauseWords:
    """A cause's title, explanation, proof, what Terkirim does and what a person must do."""
    return _all_words()[cause]
