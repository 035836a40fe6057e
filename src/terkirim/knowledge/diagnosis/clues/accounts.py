"""Codes about money, locks and registration: 131042, 131031, 133010."""

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

_PAYMENT_ERROR = 141006
_BANNED = 141014
_LOCK_EVENTS = {"DISABLED_UPDATE", "ACCOUNT_VIOLATION", "ACCOUNT_RESTRICTION"}


def _payment(case: Case) -> Iterator[Clue | Conflict]:
    account = case.evidence.account
    codes = account.health_codes or ()
    if _PAYMENT_ERROR in codes:
        yield Clue(Cause.PAYMENT, STRONG, f"account.health_codes={_PAYMENT_ERROR}")
    if account.funding_attached is False:
        yield Clue(Cause.PAYMENT, FAIR, "account.funding_attached=false")
    if _BANNED in codes:
        yield Clue(Cause.LOCKED, DECISIVE, f"account.health_codes={_BANNED}")
        yield Conflict("the account is banned: payment is not the real problem")
    if account.balance_empty:
        yield Clue(Cause.BALANCE, FAIR, "account.balance_empty")


def _locked(case: Case) -> Iterator[Clue | Conflict]:
    account = case.evidence.account
    if case.evidence.message.call == "register":
        yield Clue(Cause.PIN_MISMATCH, STRONG, "message.call=register")
    banned = _BANNED in (account.health_codes or ()) or account.can_send_message == "BLOCKED"
    if banned:
        yield Clue(Cause.LOCKED, DECISIVE, "account health says blocked")
    for event in sorted(_LOCK_EVENTS & set(account.recent_events or ())):
        yield Clue(Cause.LOCKED, STRONG, f"account.recent_events={event}")
    if account.balance_empty:
        yield Clue(Cause.BALANCE, FAIR if banned else DECISIVE, "account.balance_empty")
        if banned:
            yield Conflict("the balance is empty as well")
    elif account.balance_empty is False:
        yield Clue(Cause.BALANCE, -STRONG, "account.balance_empty=false")
    if account.can_send_message == "AVAILABLE" and not account.balance_empty:
        yield Conflict("account health says it can send")


def _not_registered(case: Case) -> Iterator[Clue | Conflict]:
    sender = case.evidence.sender
    if sender.code_verification_status in {"NOT_VERIFIED", "EXPIRED"}:
        fact = f"sender.code_verification_status={sender.code_verification_status}"
        yield Clue(Cause.NOT_REGISTERED, FAIR, fact)
    if sender.platform_type == "NOT_APPLICABLE":
        yield Clue(Cause.NOT_REGISTERED, STRONG, "sender.platform_type=NOT_APPLICABLE")
    if sender.platform_type == "CLOUD_API" and sender.status == "CONNECTED":
        yield Conflict("the number reads as registered and connected")


READERS: dict[int, Reader] = {131042: _payment, 131031: _locked, 133010: _not_registered}
