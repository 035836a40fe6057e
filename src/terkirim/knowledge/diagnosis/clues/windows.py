"""Codes about the 24-hour window and what may travel in it: 131047, 131051."""

from collections.abc import Iterator

from terkirim.knowledge.diagnosis.clues.case import (
    DECISIVE,
    FAIR,
    STRONG,
    Case,
    Clue,
    Conflict,
    Reader,
)
from terkirim.vocabulary.causes import Cause

_WINDOW_S = 24 * 3600
# The types Meta documents for sending (facts/platform.md, section a).
_SENDABLE = frozenset(
    {
        "text",
        "image",
        "audio",
        "video",
        "document",
        "sticker",
        "location",
        "contacts",
        "reaction",
        "interactive",
        "template",
    }
)


def is_open(case: Case) -> bool:
    """Whether a customer message younger than 24 hours is on record."""
    age = case.evidence.window.last_inbound_age_s
    return age is not None and age < _WINDOW_S


def _is_closed(case: Case) -> bool:
    age = case.evidence.window.last_inbound_age_s
    return age is not None and age >= _WINDOW_S


def _re_engagement(case: Case) -> Iterator[Clue | Conflict]:
    if is_open(case):
        yield Clue(Cause.WINDOW_CONTRADICTED, DECISIVE, "window=open")
    elif _is_closed(case):
        yield Clue(Cause.WINDOW_CLOSED, STRONG, "window=closed")
    if case.evidence.message.kind == "template":
        yield Conflict("message.kind=template: a template needs no window")


def _unsupported(case: Case) -> Iterator[Clue | Conflict]:
    kind = case.evidence.message.kind
    if case.error.surface == "message_webhook":
        yield Clue(Cause.UNSUPPORTED_TYPE, DECISIVE, "surface=message_webhook")
        return
    if kind is not None and kind not in _SENDABLE:
        yield Clue(Cause.UNSUPPORTED_TYPE, DECISIVE, f"message.kind={kind}")
    if is_open(case):
        yield Clue(Cause.UNSUPPORTED_TYPE, STRONG, "window=open")
    if _is_closed(case) and kind != "template":
        yield Clue(Cause.WINDOW_CLOSED, STRONG, "window=closed")
        if kind in _SENDABLE:
            yield Clue(Cause.WINDOW_CLOSED, FAIR, f"message.kind={kind} is a supported type")


READERS: dict[int, Reader] = {131047: _re_engagement, 131051: _unsupported}
