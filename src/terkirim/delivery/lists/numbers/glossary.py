"""What can be said of a number; each has a code, so that verdicts are a column of integers."""

from threading import Lock
from typing import Literal, NamedTuple

import polars as pl

from terkirim.delivery.lists.numbers.model import LineType
from terkirim.vocabulary.phone import NotAPhone

Fate = Literal["read", "unsure", "abroad", "unassigned", "uncompiled"]


class Said(NamedTuple):
    """The verdict on some digits.

    `fate`: they were read; only the parser can; behind an exit code stands an international number;
    the country code is nobody's; the country's plan is not compiled yet. `cut`: how many digits are
    taken off them, `before`: what is put there instead; None where not even a number was found.
    """

    fate: Fate
    cut: int = 0
    before: str | None = None
    region: str | None = None
    line_type: LineType = "unknown"
    operator: str | None = None
    reason: NotAPhone | None = None


_SCHEMA = {
    "fate": pl.String,
    "cut": pl.UInt32,
    "before": pl.String,
    "region": pl.String,
    "line_type": pl.String,
    "operator": pl.String,
    "reason": pl.String,
}


class Glossary:
    """Everything said so far in this process; codes stay what they are."""

    def __init__(self) -> None:
        self._codes: dict[Said, int] = {}
        self._frame = pl.DataFrame(schema=_SCHEMA)
        self._lock = Lock()

    def code(self, said: Said) -> int:
        """The code of this, the same for the same."""
        with self._lock:
            return self._codes.setdefault(said, len(self._codes))

    def behind(self, codes: pl.Series, exit_digits: int) -> pl.Series:
        """The codes of the same numbers with so many more digits before them."""
        said = self.frame()
        distinct = codes.unique()
        shifted = [
            self.code(one._replace(cut=one.cut + exit_digits) if one.fate == "read" else one)
            for one in (Said(*said.row(code)) for code in distinct)
        ]
        return codes.replace_strict(distinct, shifted, return_dtype=pl.UInt32)

    def frame(self) -> pl.DataFrame:
        """All that was said, in the order of the codes."""
        with self._lock:
            if self._frame.height < len(self._codes):
                self._frame = pl.DataFrame(list(self._codes), schema=_SCHEMA, orient="row")
            return self._frame


GLOSSARY = Glossary()
UNSURE = GLOSSARY.code(Said("unsure"))
EMPTY = GLOSSARY.code(Said("read", reason="empty"))
UNASSIGNED = GLOSSARY.code(Said("unassigned", reason="invalid"))
