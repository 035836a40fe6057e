"""What every error code can mean, and every cause in words: data, read lazily, in two languages.

Begin with `model.Entry`, then read any file in `codes/`.
"""

from terkirim.errors import NotFound
from terkirim.knowledge.catalogue.causes import cause_words
from terkirim.knowledge.catalogue.labels import (
    CONFIDENCES,
    FAMILIES,
    KINDS,
    RETRIES,
    SCOPES,
    SURFACES,
    VERDICTS,
)
from terkirim.knowledge.catalogue.load import read_all, read_code
from terkirim.knowledge.catalogue.model import (
    CauseWords,
    DetailsReading,
    Entry,
    Example,
    GuideReading,
    Misreading,
)
from terkirim.knowledge.catalogue.providers import (
    PROVIDERS,
    Provider,
    ProviderCode,
    provider,
    provider_code,
)
from terkirim.knowledge.catalogue.ranges import range_of
from terkirim.knowledge.catalogue.recognise import code_in

__all__ = [
    "CONFIDENCES",
    "FAMILIES",
    "KINDS",
    "PROVIDERS",
    "RETRIES",
    "SCOPES",
    "SURFACES",
    "VERDICTS",
    "CauseWords",
    "DetailsReading",
    "Entry",
    "Example",
    "GuideReading",
    "Misreading",
    "Provider",
    "ProviderCode",
    "cause_words",
    "code_in",
    "entries",
    "entry",
    "find",
    "provider",
    "provider_code",
    "search",
]


def entry(code: int) -> Entry:
    """The entry of a code. Raises NotFound, saying what the number's range suggests."""
    found = read_code(code)
    if found is None:
        raise NotFound(range_of(code))
    return found


def find(code: int) -> Entry | None:
    """The entry of a code, or None where the catalogue has none."""
    return read_code(code)


def entries() -> tuple[Entry, ...]:
    """Every entry, in order of code."""
    return read_all()


def search(words: str) -> list[Entry]:
    """The entries that speak of all `words`, or else of most of them, best first."""
    from terkirim.knowledge.catalogue import searching  # a diagnosis needs none of it

    return searching.search(words)
