"""Causes in words; a cause nobody knows, from a newer version's data, is shown as it is."""

from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import CauseWords
from terkirim.vocabulary.causes import Cause
from terkirim.web.dashboard.reader import Reader


def cause_words(cause: str | None) -> CauseWords | None:
    """All the catalogue says about a cause."""
    return catalogue.cause_words(Cause(cause)) if cause in set(Cause) else None


def cause_title(reader: Reader, cause: str | None) -> str:
    """A cause in a few words; nothing for none."""
    words = cause_words(cause)
    return reader.text(words.title) if words else cause or ""
