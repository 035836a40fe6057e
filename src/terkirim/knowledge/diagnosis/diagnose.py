"""Weigh what speaks for each possible cause, and answer with the one that holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from terkirim.knowledge import catalogue
from terkirim.knowledge.diagnosis.clues import Case, Clue, clues_of, conflicts_of
from terkirim.knowledge.diagnosis.clues.case import STRONG
from terkirim.knowledge.diagnosis.evidence import Evidence, Sensitivity, read_evidence
from terkirim.knowledge.diagnosis.model import Alternative, Diagnosis
from terkirim.knowledge.diagnosis.possible import doubts_in_words, heard_in_words, reading_of
from terkirim.knowledge.diagnosis.read_error import read_error
from terkirim.knowledge.diagnosis.report import Surface
from terkirim.knowledge.diagnosis.scopes import scope_of
from terkirim.vocabulary.causes import Cause

_PRIORS = (2.0, 1.0, 0.6)
_REST = 0.4
_DOUBT = 0.3  # the cause nobody thought of
_CONFLICT = 0.65
_ALTERNATIVES = 3


def diagnose(
    error: object,
    evidence: Evidence | Mapping[str, Any] | None = None,
    *,
    surface: Surface | None = None,
    http_status: int | None = None,
    provider: str | None = None,
    sensitivity: Sensitivity | None = None,
) -> Diagnosis:
    """Say why a message failed, how sure that is, and which evidence spoke for it.

    `error`: a Graph error body, a webhook or one of its statuses, a pywa exception, a provider's
    body (with `provider`, such as "twilio"), JSON text, a code, or an `ErrorReport`. `surface` is
    where it came (`sync`, `status_webhook`, `message_webhook`, `errors_webhook`); by default what
    the shape tells. `evidence`: an `Evidence` or its JSON form; what is absent is unknown.

    Pure: no clock, no network, no database. The code gives each cause of its catalogue entry a
    starting weight, likeliest first; the error's words and the evidence add to it or take from it;
    what does not fit lowers the confidence and is named in `contradictions`. A code nobody knows
    is `service.unknown`. An unreadable error never raises; raises BadInput for evidence that
    has an unknown field or a value of the wrong kind.
    """
    report = read_error(error, surface, http_status, provider)
    known = evidence if isinstance(evidence, Evidence) else read_evidence(evidence)
    reading = reading_of(report)
    case = Case(report, known, sensitivity or Sensitivity(), reading.causes)
    clues = [*heard_in_words(report, reading), *clues_of(case)]
    ranked = _rank(reading.causes, clues)
    cause = ranked[0][0]
    doubts = (*reading.conflicts, *conflicts_of(case), *doubts_in_words(report))
    conflicts = [*(doubt.fact for doubt in doubts), *_overruled(cause, clues)]
    trust = _CONFLICT ** len(conflicts) / (sum(score for _, score in ranked) + _DOUBT)
    return Diagnosis(
        code=report.code,
        cause=cause,
        confidence=round(ranked[0][1] * trust, 2),
        scope=scope_of(cause),
        alternatives=tuple(
            Alternative(other, round(score * trust, 2), catalogue.cause_words(other).proof)
            for other, score in ranked[1 : _ALTERNATIVES + 1]
        ),
        evidence_used=tuple(dict.fromkeys(clue.fact for clue in clues if clue.cause == cause)),
        contradictions=tuple(dict.fromkeys(conflicts)),
        explanation=catalogue.cause_words(cause).explanation,
    )


def _rank(causes: Sequence[Cause], clues: Sequence[Clue]) -> list[tuple[Cause, float]]:
    """Causes with a score above nothing, best first; equals stay in the catalogue's order."""
    scores = {
        cause: _PRIORS[place] if place < len(_PRIORS) else _REST
        for place, cause in enumerate(causes)
    }
    for clue in clues:
        scores[clue.cause] = scores.get(clue.cause, 0.0) + clue.weight
    ranked = [(cause, score) for cause, score in scores.items() if score > 0]
    ranked.sort(key=lambda each: -each[1])
    return ranked or [(Cause.UNKNOWN, 1.0)]


def _overruled(cause: Cause, clues: Sequence[Clue]) -> list[str]:
    """Strong evidence for a cause that did not prevail: never passed over in silence."""
    return [
        f"{clue.fact} speaks for {clue.cause}"
        for clue in clues
        if clue.cause != cause and clue.weight >= STRONG
    ]
