"""A diagnosis as it is shown: cause, confidence in words, what spoke for and against it."""

from collections.abc import Sequence
from typing import NamedTuple

from terkirim.delivery.insights.model import Station
from terkirim.knowledge.catalogue import CauseWords
from terkirim.web.dashboard.reader import Reader, mark
from terkirim.web.dashboard.words.causes import cause_title, cause_words
from terkirim.web.dashboard.words.evidence import fact_words
from terkirim.web.dashboard.words.remedies import sentence

_WHYS = ("decided", "judged", "kept_back", "left_out", "sms_cancelled")
_CERTAINTIES = (
    (0.85, mark("almost certain")),
    (0.65, mark("very likely")),
    (0.45, mark("likely")),
    (0.0, mark("uncertain")),
)


class DiagnosisView(NamedTuple):
    """`confidence` is 0-1, or None where nothing had to be weighed."""

    cause: str
    title: str
    words: CauseWords | None
    confidence: float | None
    certainty: str | None
    evidence: list[str]
    contradictions: list[str]
    alternatives: list[tuple[str, float]]
    remedies: list[str]


def diagnosis_of(reader: Reader, station: Station) -> DiagnosisView | None:
    """The diagnosis a station of a timeline speaks of, if it speaks of one."""
    if station.kind not in _WHYS or "cause" not in station.data:
        return None
    data = station.data
    cause = str(data["cause"])
    confidence = data.get("confidence")
    return DiagnosisView(
        cause=cause,
        title=cause_title(reader, cause),
        words=cause_words(cause),
        confidence=confidence,
        certainty=None if confidence is None else _certainty(reader, confidence),
        evidence=[fact_words(reader, fact) for fact in data.get("evidence_used", ())],
        contradictions=[fact_words(reader, fact) for fact in data.get("contradictions", ())],
        alternatives=[
            (cause_title(reader, other["cause"]), float(other["confidence"]))
            for other in data.get("alternatives", ())
        ],
        remedies=[sentence(reader, remedy) for remedy in data.get("remedies", ())],
    )


def last_diagnosis(reader: Reader, stations: Sequence[Station]) -> DiagnosisView | None:
    """The newest diagnosis of a message, with the reasons of the last one that weighed any."""
    found = [view for station in stations if (view := diagnosis_of(reader, station))]
    if not found:
        return None
    newest = found[-1]
    weighed = [view for view in found if view.evidence and view.cause == newest.cause]
    return weighed[-1]._replace(remedies=newest.remedies) if weighed else newest


def _certainty(reader: Reader, confidence: float) -> str:
    return reader.say(next(msgid for least, msgid in _CERTAINTIES if confidence >= least))
