"""What speaks for a cause that lies with one recipient."""

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
from terkirim.knowledge.diagnosis.clues.marketing import doubt_category
from terkirim.knowledge.diagnosis.evidence import CHECK_COUNTS_FOR
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY

_TEST_LIST = 5  # recipients a test number may have (facts/two-readings.md)
_SPELT_TWO_WAYS = ("AR", "MX")  # +54 9…, +52 1…: listed one way, written another
_HINT = 0.3
_BEFORE = "recipient has used WhatsApp with us before"


def knows_us(case: Case) -> bool:
    """Whether this person's WhatsApp account has been seen by us."""
    recipient, window = case.evidence.recipient, case.evidence.window
    wrote = recipient.inbound_before or window.last_inbound_age_s is not None
    return bool(recipient.delivered_before or wrote)


def _not_on_test_list(case: Case) -> Iterator[Clue]:
    evidence = case.evidence
    if evidence.sender.account_mode == "SANDBOX":
        yield Clue(Cause.NOT_ON_TEST_LIST, DECISIVE, "sender.account_mode=SANDBOX")
    if evidence.recipient.identifier == "bsuid":
        yield Clue(Cause.NOT_ON_TEST_LIST, STRONG, "recipient.identifier=bsuid")
    region = evidence.recipient.region
    if region in _SPELT_TWO_WAYS:
        yield Clue(Cause.NOT_ON_TEST_LIST, _HINT, f"recipient.region={region}: spelt in two ways")
    succeeding, failing = (
        evidence.spread.recipients_ever_succeeding,
        evidence.spread.distinct_recipients_failing or 0,
    )
    if succeeding is not None and succeeding <= _TEST_LIST < failing:
        fact = f"spread.recipients_ever_succeeding={succeeding}, {failing} failing"
        yield Clue(Cause.NOT_ON_TEST_LIST, STRONG, fact)


def _no_whatsapp(case: Case) -> Iterator[Clue]:
    evidence = case.evidence
    recipient = evidence.recipient
    if knows_us(case):
        yield Clue(Cause.NO_WHATSAPP, -STRONG, _BEFORE)
        return
    age = recipient.no_whatsapp_check_age_s
    if age is not None and age <= CHECK_COUNTS_FOR:
        fact = f"recipient.no_whatsapp_check: {age / DAY:.0f} days old"
        yield Clue(Cause.NO_WHATSAPP, FAIR, fact)
    if Cause.NOT_ON_TEST_LIST in case.possible and evidence.sender.account_mode == "LIVE":
        yield Clue(Cause.NO_WHATSAPP, FAIR, "sender.account_mode=LIVE")
    never = recipient.delivered_before is False and recipient.inbound_before is False
    if never and case.error.surface == "status_webhook" and not recipient.failures:
        yield Clue(Cause.NO_WHATSAPP, STRONG, "never delivered to, never heard from")


def _unreachable(case: Case) -> Iterator[Clue]:
    recipient = case.evidence.recipient
    if knows_us(case):
        yield Clue(Cause.UNREACHABLE, FAIR, _BEFORE)
    if recipient.failures:
        yield Clue(Cause.UNREACHABLE, FAIR, f"recipient.failures={recipient.failures}")


def _incapable(case: Case) -> Iterator[Clue]:
    if knows_us(case):
        yield Clue(Cause.INCAPABLE, FAIR, _BEFORE)


def _is_sender(case: Case) -> Iterator[Clue]:
    if case.evidence.recipient.is_own_sender:
        yield Clue(Cause.IS_SENDER, DECISIVE, "recipient.is_own_sender")


def _identifier_unusable(case: Case) -> Iterator[Clue]:
    if case.evidence.recipient.identifier == "bsuid":
        yield Clue(Cause.IDENTIFIER_UNUSABLE, STRONG, "recipient.identifier=bsuid")


def _opted_out(case: Case) -> Iterator[Clue]:
    if case.evidence.recipient.opted_out:
        yield Clue(Cause.OPTED_OUT, DECISIVE, "recipient.opted_out")


def _doubt_test_list(case: Case) -> Iterator[Conflict]:
    """An allow-list where there can be none, or an absence where the person has been seen."""
    if case.evidence.sender.account_mode == "LIVE":
        yield Conflict("sender.account_mode=LIVE: only test numbers have an allow-list")
    if knows_us(case):
        yield Conflict(f"{_BEFORE}, so the number exists")


def _doubt_identifier(case: Case) -> Iterator[Conflict]:
    if case.evidence.recipient.identifier == "phone":
        yield Conflict("recipient.identifier=phone: no other identifier was used")


def _doubt_self(case: Case) -> Iterator[Conflict]:
    if case.evidence.recipient.is_own_sender is False:
        yield Conflict("recipient.is_own_sender=false")


def _doubt_opt_out(case: Case) -> Iterator[Conflict]:
    if case.evidence.recipient.opted_out is False:
        yield Conflict("recipient.opted_out=false: our record does not know of a stop")
    yield from doubt_category(case)


WITNESSES: dict[Cause, Witness] = {
    Cause.NOT_ON_TEST_LIST: _not_on_test_list,
    Cause.NO_WHATSAPP: _no_whatsapp,
    Cause.UNREACHABLE: _unreachable,
    Cause.INCAPABLE: _incapable,
    Cause.IS_SENDER: _is_sender,
    Cause.IDENTIFIER_UNUSABLE: _identifier_unusable,
    Cause.OPTED_OUT: _opted_out,
}
DOUBTERS: dict[Cause, Doubter] = {
    Cause.NOT_ON_TEST_LIST: _doubt_test_list,
    Cause.IDENTIFIER_UNUSABLE: _doubt_identifier,
    Cause.IS_SENDER: _doubt_self,
    Cause.OPTED_OUT: _doubt_opt_out,
}
