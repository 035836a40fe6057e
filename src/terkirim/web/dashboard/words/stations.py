"""The stations of a timeline in plain words."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from terkirim.delivery.insights import readdressed
from terkirim.delivery.insights.model import Station
from terkirim.web.dashboard.reader import Reader, mark
from terkirim.web.dashboard.words.causes import cause_title
from terkirim.web.dashboard.words.diagnosis import DiagnosisView, diagnosis_of
from terkirim.web.dashboard.words.remedies import AUDIENCES, scope_words
from terkirim.web.dashboard.words.states import tone

Data = Mapping[str, Any]

_TITLES: dict[str, str] = {
    "taken_in": mark("Written down and queued"),
    "left_out": mark("Left out of the campaign"),
    "sending": mark("On its way to WhatsApp, attempt %(attempt)s"),
    "accepted": mark("WhatsApp accepted it"),
    "no_answer": mark("No answer came: it may or may not have been accepted"),
    "not_sent": mark("WhatsApp could not be reached; it never left"),
    "interrupted": mark("Terkirim stopped while it was being sent"),
    "sent_again": mark("Sent again: webhooks flow, and none came for it"),
    "sent": mark("Sent by WhatsApp"),
    "delivered": mark("Delivered to the person's device"),
    "read": mark("Read"),
    "failed": mark("WhatsApp reports a failure"),
    "decided": mark("Diagnosis: %(title)s"),
    "judged": mark("The failure stands; failures that count: %(failures)s"),
    "retry": mark("Will be tried again at %(at)s"),
    "held": mark("Held: %(what)s"),
    "kept_back": mark("Kept back: %(title)s"),
    "postponed": mark("Waits until %(until)s: %(reason)s"),
    "released": mark("Released"),
    "alerted": mark("A person was alerted: %(whom)s"),
    "given_up": mark("Given up: %(title)s"),
    "rerouted": mark("Handed over to SMS"),
    "expired": mark("Its time was over before it could leave"),
    "sms_sent": mark("SMS handed to the provider"),
    "sms_waiting": mark("The SMS provider refused; tried again later"),
    "sms_failed": mark("The SMS could not be sent"),
    "sms_unknown": mark("Nobody knows whether the SMS left; it is not sent again"),
    "sms_cancelled": mark("The SMS was called off: %(title)s"),
    "readdressed": mark("Goes to %(to)s instead of %(from)s since %(since)s: %(why)s"),
}
_REASONS: dict[str, str] = {
    "pair": mark("this person just got many messages"),
    "quiet_hours": mark("no marketing at night"),
    "frequency": mark("this person had marketing within the last 24 hours"),
    "ramp_up": mark("this sender is new and begins slowly"),
    "reach": mark("the number of people for 24 hours is used up"),
}
_CANARY = mark("Released early, within a small share that tests the water")

_OWN_TONES: dict[str, str] = {
    "failed": "bad",
    "judged": "bad",
    "no_answer": "wait",
    "not_sent": "wait",
    "kept_back": "wait",
    "postponed": "wait",
    "interrupted": "wait",
    "decided": "why",
    "alerted": "why",
}


class Fault(NamedTuple):
    """The error Meta stated."""

    code: int | None
    title: str
    details: str


class Line(NamedTuple):
    """One station as it is shown."""

    at: float
    title: str
    tone: str
    fault: Fault | None
    diagnosis: DiagnosisView | None


def days(reader: Reader, stations: Sequence[Station]) -> list[tuple[str, list[Line]]]:
    """The stations of each day, under the day's name."""
    by_day = groupby(stations, key=lambda station: reader.day(station.at))
    return [(day, [_line(reader, station) for station in members]) for day, members in by_day]


def _line(reader: Reader, station: Station) -> Line:
    return Line(
        at=station.at,
        title=_title(reader, station),
        tone=_OWN_TONES.get(station.kind) or tone(station.state),
        fault=_fault(station.data) if station.kind == "failed" else None,
        diagnosis=diagnosis_of(reader, station),
    )


def _title(reader: Reader, station: Station) -> str:
    if station.kind == "released" and station.data.get("canary"):
        return reader.say(_CANARY)
    if station.kind not in _TITLES:
        return station.kind.replace("_", " ")
    values = {name: say(reader, station.data) for name, say in _PLACES.items()}
    return reader.say(_TITLES[station.kind], **values)


def _moment(reader: Reader, data: Data, name: str) -> str:
    at = data.get(name)
    return reader.moment(float(at)) if isinstance(at, int | float) else ""


_PLACES: dict[str, Callable[[Reader, Data], str]] = {
    "title": lambda reader, data: cause_title(reader, data.get("cause")),
    "what": lambda reader, data: scope_words(reader, str(data.get("scope", ""))),
    "whom": lambda reader, data: reader.labelled(AUDIENCES, str(data.get("audience", ""))),
    "at": lambda reader, data: _moment(reader, data, "at"),
    "until": lambda reader, data: _moment(reader, data, "until"),
    "since": lambda reader, data: _moment(reader, data, "since"),
    "from": lambda _reader, data: str(data.get("from", "")),
    "to": lambda _reader, data: str(data.get("to", "")),
    "why": lambda reader, data: reader.text(readdressed.reason(data)),
    "reason": lambda reader, data: reader.labelled(_REASONS, str(data.get("reason", ""))),
    "attempt": lambda reader, data: reader.number(data.get("attempt", 1)),
    "failures": lambda reader, data: reader.number(data.get("failures", 1)),
}


def _fault(data: Data) -> Fault:
    error = data.get("error") or {}
    title, details = error.get("title") or "", error.get("details") or ""
    told_twice = details.strip(". ") == title.strip(". ")
    return Fault(error.get("code"), title, "" if told_twice else details)
