"""What speaks for a cause that lies with the account: money, locks, verification."""

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
from terkirim.knowledge.diagnosis.report import plain_words
from terkirim.vocabulary.causes import Cause

_PAYMENT_ERROR = 141006
_NOT_VERIFIED = 141010
_BANNED = 141014
_LOCKS = ("ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "DISABLED_UPDATE")


def is_banned(case: Case) -> bool:
    """Whether the account's health names the ban itself."""
    return _BANNED in (case.evidence.account.health_codes or ())


def _payment(case: Case) -> Iterator[Clue]:
    account = case.evidence.account
    if _PAYMENT_ERROR in (account.health_codes or ()):
        yield Clue(Cause.PAYMENT, STRONG, f"account.health_codes={_PAYMENT_ERROR}")
    if account.funding_attached is False:
        yield Clue(Cause.PAYMENT, FAIR, "account.funding_attached=false")


def _balance(case: Case) -> Iterator[Clue]:
    """An empty wallet explains a lock only while nothing says that Meta locked the account."""
    empty = case.evidence.account.balance_empty
    if empty:
        weight = FAIR if Cause.PAYMENT in case.possible or _is_blocked(case) else DECISIVE
        yield Clue(Cause.BALANCE, weight, "account.balance_empty")
    elif empty is False:
        yield Clue(Cause.BALANCE, -STRONG, "account.balance_empty=false")


def _locked(case: Case) -> Iterator[Clue]:
    account = case.evidence.account
    if is_banned(case):
        yield Clue(Cause.LOCKED, DECISIVE, f"account.health_codes={_BANNED}")
    if Cause.PAYMENT in case.possible:
        return  # a payment stop blocks the account as well, and warnings come and go
    if account.can_send_message == "BLOCKED":
        yield Clue(Cause.LOCKED, STRONG, "account.can_send_message=BLOCKED")
    for event in _LOCKS:
        if event in (account.recent_events or ()):
            yield Clue(Cause.LOCKED, STRONG, f"account.recent_events={event}")


def _restricted(case: Case) -> Iterator[Clue]:
    account = case.evidence.account
    if "ACCOUNT_RESTRICTION" in (account.recent_events or ()):
        yield Clue(Cause.RESTRICTED, DECISIVE, "account.recent_events=ACCOUNT_RESTRICTION")
    if account.can_send_message == "LIMITED":
        yield Clue(Cause.RESTRICTED, FAIR, "account.can_send_message=LIMITED")


def _business_not_verified(case: Case) -> Iterator[Clue]:
    if _NOT_VERIFIED in (case.evidence.account.health_codes or ()):
        fact = f"account.health_codes={_NOT_VERIFIED}"
        yield Clue(Cause.BUSINESS_NOT_VERIFIED, STRONG, fact)


def _is_blocked(case: Case) -> bool:
    account = case.evidence.account
    events = set(_LOCKS) & set(account.recent_events or ())
    return is_banned(case) or account.can_send_message == "BLOCKED" or bool(events)


def _doubt_payment(case: Case) -> Iterator[Conflict]:
    """A payment code beside a ban, or where health and funding say that all is well."""
    account = case.evidence.account
    if is_banned(case):
        yield Conflict("the account is banned: payment is not the real problem")
    elif account.can_send_message == "AVAILABLE" and account.funding_attached:
        yield Conflict("account health and funding say it can pay and send")


def _doubt_lock(case: Case) -> Iterator[Conflict]:
    """A lock that health does not know of, or that comes with money troubles."""
    account = case.evidence.account
    if account.can_send_message == "AVAILABLE" and not account.balance_empty:
        yield Conflict("account.can_send_message=AVAILABLE: health knows of no lock")
    if account.balance_empty and _is_blocked(case):
        yield Conflict("account.balance_empty as well as a lock")
    elif account.balance_empty and "locked" in plain_words(case.error.title + case.error.details):
        yield Conflict("the error's own words speak of a lock, not of a balance")
    if _PAYMENT_ERROR in (account.health_codes or ()):
        yield Conflict(f"account.health_codes={_PAYMENT_ERROR}: there is a payment matter too")


WITNESSES: dict[Cause, Witness] = {
    Cause.PAYMENT: _payment,
    Cause.BALANCE: _balance,
    Cause.LOCKED: _locked,
    Cause.RESTRICTED: _restricted,
    Cause.BUSINESS_NOT_VERIFIED: _business_not_verified,
}
DOUBTERS: dict[Cause, Doubter] = {Cause.PAYMENT: _doubt_payment, Cause.LOCKED: _doubt_lock}
