"""What speaks for a closed window, and for a message of a kind that cannot travel."""

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
)
from terkirim.vocabulary.causes import Cause

_WINDOW_S = 24 * 3600
# The types Meta documents for sending (facts/platform.md, section a).
_SENDABLE = frozenset(
    [
        *("text", "image", "audio", "video", "document", "sticker", "location", "contacts"),
        *("reaction", "interactive", "template"),
    ]
)


def is_open(case: Case) -> bool:
    """Whether a customer message younger than 24 hours is on record."""
    age = case.evidence.window.last_inbound_age_s
    return age is not None and age < _WINDOW_S


def _is_closed(case: Case) -> bool:
    age = case.evidence.window.last_inbound_age_s
    if age is None:
        return case.evidence.recipient.inbound_before is False  # who never wrote opened none
    return age >= _WINDOW_S


def _is_inbound(case: Case) -> bool:
    return case.error.surface == "message_webhook"


def _closed(case: Case) -> Iterator[Clue]:
    kind = case.evidence.message.kind
    if _is_inbound(case) or kind == "template" or not _is_closed(case):
        return
    yield Clue(Cause.WINDOW_CLOSED, STRONG, "window=closed")
    if kind in _SENDABLE:
        yield Clue(Cause.WINDOW_CLOSED, FAIR, f"message.kind={kind} is a supported type")


def _contradicted(case: Case) -> Iterator[Clue]:
    if is_open(case):
        yield Clue(Cause.WINDOW_CONTRADICTED, DECISIVE, "window=open")


def _unsupported_type(case: Case) -> Iterator[Clue]:
    kind = case.evidence.message.kind
    if _is_inbound(case):
        yield Clue(Cause.UNSUPPORTED_TYPE, DECISIVE, "surface=message_webhook")
    elif kind is not None and kind not in _SENDABLE:
        yield Clue(Cause.UNSUPPORTED_TYPE, DECISIVE, f"message.kind={kind}")
    elif is_open(case):
        yield Clue(Cause.UNSUPPORTED_TYPE, STRONG, "window=open")


def _unavailable(case: Case) -> Iterator[Clue]:
    if _is_inbound(case):
        yield Clue(Cause.MESSAGE_UNAVAILABLE, STRONG, "surface=message_webhook")


def _doubt_window(case: Case) -> Iterator[Conflict]:
    """A closed window for a message that needs none, or that the record shows open."""
    if case.evidence.message.kind == "template":
        yield Conflict("message.kind=template: a template needs no window")
    if is_open(case):
        age = case.evidence.window.last_inbound_age_s or 0
        yield Conflict(f"window.last_inbound_age_s={age:.0f}: the customer wrote within 24 hours")


def _doubt_type(case: Case) -> Iterator[Conflict]:
    """An unsupported type that Meta documents as supported."""
    kind = case.evidence.message.kind
    if _is_closed(case) and not _is_inbound(case):
        yield Conflict("window=closed: Meta has a code of its own for that, 131047")
    elif kind in _SENDABLE and not _is_inbound(case):
        yield Conflict(f"message.kind={kind}: Meta documents this type as supported")


WITNESSES: dict[Cause, Witness] = {
    Cause.WINDOW_CLOSED: _closed,
    Cause.WINDOW_CONTRADICTED: _contradicted,
    Cause.UNSUPPORTED_TYPE: _unsupported_type,
    Cause.MESSAGE_UNAVAILABLE: _unavailable,
}
DOUBTERS: dict[Cause, Doubter] = {
    Cause.WINDOW_CLOSED: _doubt_window,
    Cause.UNSUPPORTED_TYPE: _doubt_type,
}
