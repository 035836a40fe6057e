"""Weigh what speaks for each possible cause, and answer with the one that holds."""

from collections import defaultdict

from terkirim.knowledge import catalogue
from terkirim.knowledge.diagnosis.clues import Case, Clue, Conflict, clues_of
from terkirim.knowledge.diagnosis.evidence import Evidence, Sensitivity
from terkirim.knowledge.diagnosis.model import Alternative, Diagnosis
from terkirim.knowledge.diagnosis.report import ErrorReport
from terkirim.knowledge.diagnosis.scopes import scope_of
from terkirim.vocabulary.causes import Cause

_PRIORS = (2.0, 1.0, 0.6)
_REST = 0.4
_DOUBT = 0.3  # the cause nobody thought of
_CONFLICT = 0.65


def diagnose(
    error: ErrorReport, evidence: Evidence | None = None, sensitivity: Sensitivity | None = None
) -> Diagnosis:
    """Say why a message failed, how sure that is, and which evidence spoke for it.

    Pure. The code alone gives each cause of its catalogue entry a starting weight, likeliest
    first; clues from the evidence add to it; evidence that does not fit lowers the confidence
    and is named. A code nobody knows is `service.unknown`. Never raises.
    """
    case = Case(error, evidence or Evidence(), sensitivity or Sensitivity())
    findings = tuple(clues_of(case))
    clues = [finding for finding in findings if isinstance(finding, Clue)]
    conflicts = tuple(finding.fact for finding in findings if isinstance(finding, Conflict))
    scores = _score(error, clues)
    ranked = sorted(scores, key=lambda cause: -scores[cause])
    whole = sum(scores.values()) + _DOUBT
    cause = ranked[0]
    trust = _CONFLICT ** len(conflicts)
    return Diagnosis(
        code=error.code,
        cause=cause,
        confidence=round(scores[cause] / whole * trust, 2),
        scope=scope_of(cause),
        alternatives=tuple(
            Alternative(other, round(scores[other] / whole, 2)) for other in ranked[1:4]
        ),
        evidence_used=tuple(dict.fromkeys(clue.fact for clue in clues if clue.cause == cause)),
        contradictions=conflicts,
        explanation=catalogue.cause_words(cause).explanation,
    )


def _score(error: ErrorReport, clues: list[Clue]) -> dict[Cause, float]:
    scores: dict[Cause, float] = defaultdict(float)
    for place, cause in enumerate(_possible(error)):
        scores[cause] = _PRIORS[place] if place < len(_PRIORS) else _REST
    for clue in clues:
        scores[clue.cause] += clue.weight
    return {cause: score for cause, score in scores.items() if score > 0} or {Cause.UNKNOWN: 1.0}


def _possible(error: ErrorReport) -> tuple[Cause, ...]:
    entry = catalogue.find(error.code) if error.code is not None else None
    if entry is not None:
        return entry.causes
    return (Cause.TEMPORARY, Cause.UNKNOWN) if error.transient else (Cause.UNKNOWN,)
