"""What speaks for a cause that lies with the business number: registration, PIN, signals."""

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

_VIOLATIONS = ("ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION")
_OFFBOARDED = ("ACCOUNT_OFFBOARDED", "PARTNER_APP_UNINSTALLED", "PARTNER_REMOVED")
_OTP_CALLS = ("request_code", "verify_code")


def _is_connected(case: Case) -> bool:
    sender = case.evidence.sender
    return sender.status == "CONNECTED" and sender.platform_type in (None, "CLOUD_API")


def _not_registered(case: Case) -> Iterator[Clue]:
    sender = case.evidence.sender
    if sender.platform_type in ("NOT_APPLICABLE", "ON_PREMISE"):
        yield Clue(Cause.NOT_REGISTERED, STRONG, f"sender.platform_type={sender.platform_type}")
    if sender.code_verification_status in ("NOT_VERIFIED", "EXPIRED") and not _is_connected(case):
        fact = f"sender.code_verification_status={sender.code_verification_status}"
        yield Clue(Cause.NOT_REGISTERED, FAIR, fact)
    if Cause.FLOW_ENDPOINT in case.possible and case.error.surface == "status_webhook":
        yield Clue(
            Cause.NOT_REGISTERED, STRONG, "surface=status_webhook: no Flow endpoint's answer"
        )
    for event in _OFFBOARDED:
        if event in (case.evidence.account.recent_events or ()):
            yield Clue(Cause.NOT_REGISTERED, FAIR, f"account.recent_events={event}")
    if sender.status in ("PENDING", "DISCONNECTED", "MIGRATED"):
        yield Clue(Cause.NOT_REGISTERED, FAIR, f"sender.status={sender.status}")


def _not_verified(case: Case) -> Iterator[Clue]:
    call = case.evidence.message.call
    if call in _OTP_CALLS:  # whoever asks for a code is not verified yet: that tells nothing
        yield Clue(Cause.NOT_VERIFIED, FAIR, f"message.call={call}")
        return
    status = case.evidence.sender.code_verification_status
    if status == "NOT_VERIFIED" or (status == "EXPIRED" and not _is_connected(case)):
        yield Clue(Cause.NOT_VERIFIED, STRONG, f"sender.code_verification_status={status}")


def _pin_mismatch(case: Case) -> Iterator[Clue]:
    if case.evidence.message.call == "register":
        yield Clue(Cause.PIN_MISMATCH, STRONG, "message.call=register")


def _spam_signal(case: Case) -> Iterator[Clue]:
    """Concentration and quality, not one refusal, tell a signal from a person's own limit."""
    evidence, limit = case.evidence, case.sensitivity
    spread, quality = evidence.spread, evidence.sender.quality
    share, sample = spread.code_share_of_sender, spread.sample or 0
    if share is not None and share >= limit.spam_share and sample >= limit.spam_sample:
        fact = f"spread.code_share_of_sender={share:.2f} of {sample}"
        yield Clue(Cause.SPAM_SIGNAL, DECISIVE, fact)
    if quality == "RED":
        yield Clue(Cause.SPAM_SIGNAL, STRONG, "sender.quality=RED")
    elif quality == "YELLOW" and (spread.code_share_of_template or 0) >= limit.spam_share:
        yield Clue(Cause.SPAM_SIGNAL, STRONG, "sender.quality=YELLOW, one template concerned")
    for event in _VIOLATIONS:
        if event in (evidence.account.recent_events or ()):
            yield Clue(Cause.SPAM_SIGNAL, STRONG, f"account.recent_events={event}")


def _doubt_registration(case: Case) -> Iterator[Conflict]:
    """A number that reads as registered although the code says it is not."""
    if _is_connected(case):
        yield Conflict("sender.status=CONNECTED: the number reads as registered")


def _doubt_quality(case: Case) -> Iterator[Conflict]:
    """A spam code for a number in good standing."""
    if case.evidence.sender.quality == "GREEN":
        yield Conflict("sender.quality=GREEN: the number is in good standing")


WITNESSES: dict[Cause, Witness] = {
    Cause.NOT_REGISTERED: _not_registered,
    Cause.NOT_VERIFIED: _not_verified,
    Cause.PIN_MISMATCH: _pin_mismatch,
    Cause.SPAM_SIGNAL: _spam_signal,
}
DOUBTERS: dict[Cause, Doubter] = {
    Cause.NOT_REGISTERED: _doubt_registration,
    Cause.SPAM_SIGNAL: _doubt_quality,
}
