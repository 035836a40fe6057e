"""What each piece of evidence says about each code, one module per family of codes.

The telling-apart rules of facts/two-readings.md. A clue adds weight to a cause; a conflict names
evidence that does not fit the code at all.
"""

from collections.abc import Iterator

from terkirim.knowledge.diagnosis.clues import accounts, marketing, recipients, templates, windows
from terkirim.knowledge.diagnosis.clues.case import Case, Clue, Conflict, Reader

_READERS: dict[int, Reader] = {
    **recipients.READERS,
    **marketing.READERS,
    **windows.READERS,
    **templates.READERS,
    **accounts.READERS,
}


def clues_of(case: Case) -> Iterator[Clue | Conflict]:
    """All that the evidence says about this error."""
    reader = _READERS.get(case.error.code or -1)
    if reader is not None:
        yield from reader(case)


__all__ = ["Case", "Clue", "Conflict", "clues_of"]
