"""What speaks for a fault on Meta's side, and for one in the request itself."""

from collections.abc import Iterator

from terkirim.knowledge.diagnosis.clues.case import (
    DECISIVE,
    FAIR,
    SLIGHT,
    STRONG,
    Case,
    Clue,
    Witness,
)
from terkirim.vocabulary.causes import Cause

_INCIDENT_RECIPIENTS = 30
_INCIDENT_SHARE = 0.25
_ODD_SHARE, _ODD_SAMPLE = 0.2, 5  # the others of the template pass: this one is odd


def _is_incident(case: Case) -> bool:
    """Many unrelated people with a good history fail alike: not theirs, the platform's fault."""
    spread = case.evidence.spread
    return (
        (spread.distinct_recipients_failing or 0) >= _INCIDENT_RECIPIENTS
        and (spread.recipients_ever_succeeding or 0) >= _INCIDENT_RECIPIENTS
        and (spread.code_share_of_sender or _INCIDENT_SHARE) >= _INCIDENT_SHARE
    )


def _temporary(case: Case) -> Iterator[Clue]:
    if case.error.transient:
        yield Clue(Cause.TEMPORARY, STRONG, "is_transient=true")
    if case.evidence.message.delivered_too:
        yield Clue(Cause.TEMPORARY, DECISIVE, "message.delivered_too")
    if _is_incident(case):
        yield Clue(Cause.TEMPORARY, DECISIVE, "many unrelated recipients with a good history fail")
    if (case.error.http_status or 0) >= 500:
        yield Clue(Cause.TEMPORARY, FAIR, f"http_status={case.error.http_status}")


def _message_invalid(case: Case) -> Iterator[Clue]:
    message, spread = case.evidence.message, case.evidence.spread
    share, sample = spread.code_share_of_template, spread.sample or 0
    if share is not None and share <= _ODD_SHARE and sample >= _ODD_SAMPLE:
        fact = f"spread.code_share_of_template={share:.2f} of {sample}"
        yield Clue(Cause.MESSAGE_INVALID, DECISIVE, fact)
    if message.call == "send" or (message.kind is not None and message.call is None):
        yield Clue(Cause.MESSAGE_INVALID, SLIGHT, f"message.kind={message.kind or 'sent'}")


def _request_invalid(case: Case) -> Iterator[Clue]:
    call = case.evidence.message.call
    if call is not None and call != "send":
        yield Clue(Cause.REQUEST_INVALID, STRONG, f"message.call={call}")


WITNESSES: dict[Cause, Witness] = {
    Cause.TEMPORARY: _temporary,
    Cause.MESSAGE_INVALID: _message_invalid,
    Cause.REQUEST_INVALID: _request_invalid,
}
