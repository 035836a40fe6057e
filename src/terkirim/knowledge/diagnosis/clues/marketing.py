"""What speaks for a cause that only marketing messages have."""

from collections.abc import Iterator

from terkirim.knowledge.diagnosis.clues.case import (
    DECISIVE,
    FAIR,
    STRONG,
    Case,
    Clue,
    Conflict,
    Doubter,
    Witness,
    category_of,
)
from terkirim.knowledge.diagnosis.clues.windows import is_open
from terkirim.vocabulary.causes import Cause

# Where Meta does not apply its per-person limit (facts/two-readings.md, 131049).
_EEA = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
    *("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
)
_EVEN = 1.2
_WITHOUT_LIMIT = frozenset([*_EEA, "GB", "JP", "KR"])


def _in_experiment(case: Case) -> Iterator[Clue]:
    if category_of(case) == "MARKETING":
        yield Clue(Cause.IN_EXPERIMENT, STRONG, "category=MARKETING")


def _marketing_cap(case: Case) -> Iterator[Clue]:
    if case.evidence.recipient.region == "US":
        yield Clue(Cause.MARKETING_CAP, 2 * DECISIVE, "recipient.region=US")
    if category_of(case) == "MARKETING":
        yield Clue(Cause.MARKETING_CAP, FAIR, "category=MARKETING")


def doubt_category(case: Case) -> Iterator[Conflict]:
    """A marketing code on a message of another category: recategorised, or the wrong message."""
    category = category_of(case)
    if category not in ("", "MARKETING"):
        yield Conflict(f"category={category}: the code concerns marketing only")


def _doubt_experiment(case: Case) -> Iterator[Conflict]:
    """An experiment that should have spared this message."""
    yield from doubt_category(case)
    if is_open(case):
        yield Conflict("window=open: the experiment spares open windows")


def _doubt_cap(case: Case) -> Iterator[Conflict]:
    """A per-person limit where Meta applies none."""
    yield from doubt_category(case)
    spread, region = case.evidence.spread, case.evidence.recipient.region
    share, of_template = spread.code_share_of_sender, spread.code_share_of_template
    if share and of_template and of_template <= share * _EVEN:
        yield Conflict("the failures are spread evenly over the templates, as normal limits are")
    if region in _WITHOUT_LIMIT:
        yield Conflict(f"recipient.region={region}: Meta applies no such limit there")


WITNESSES: dict[Cause, Witness] = {
    Cause.IN_EXPERIMENT: _in_experiment,
    Cause.MARKETING_CAP: _marketing_cap,
}
DOUBTERS: dict[Cause, Doubter] = {
    Cause.IN_EXPERIMENT: _doubt_experiment,
    Cause.MARKETING_CAP: _doubt_cap,
}
