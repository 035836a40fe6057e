"""Codes about one recipient: 131030, 131026."""

from collections.abc import Iterator

from terkirim.knowledge.diagnosis.clues.case import (
    DECISIVE,
    FAIR,
    SLIGHT,
    STRONG,
    Case,
    Clue,
    Conflict,
    Reader,
)
from terkirim.vocabulary.causes import Cause

_INCIDENT_RECIPIENTS = 30


def _not_in_allowed_list(case: Case) -> Iterator[Clue | Conflict]:
    sender, recipient = case.evidence.sender, case.evidence.recipient
    if sender.account_mode == "SANDBOX":
        yield Clue(Cause.NOT_ON_TEST_LIST, DECISIVE, "sender.account_mode=SANDBOX")
    if sender.account_mode == "LIVE":
        yield Clue(Cause.NO_WHATSAPP, FAIR, "sender.account_mode=LIVE")
        yield Conflict("sender.account_mode=LIVE: only test numbers have an allow-list")
    if recipient.identifier == "bsuid":
        yield Clue(Cause.NOT_ON_TEST_LIST, FAIR, "recipient.identifier=bsuid")
    if recipient.delivered_before or recipient.inbound_before:
        yield Clue(Cause.NO_WHATSAPP, -FAIR, "recipient has used WhatsApp with us before")
        yield Conflict("recipient has used WhatsApp with us before")


def _undeliverable(case: Case) -> Iterator[Clue | Conflict]:
    evidence = case.evidence
    recipient, spread = evidence.recipient, evidence.spread
    if recipient.is_own_sender:
        yield Clue(Cause.IS_SENDER, DECISIVE, "recipient.is_own_sender")
    if recipient.delivered_before or recipient.inbound_before:
        yield Clue(Cause.UNREACHABLE, FAIR, "recipient has used WhatsApp with us before")
        yield Clue(Cause.NO_WHATSAPP, -FAIR, "recipient has used WhatsApp with us before")
    elif recipient.delivered_before is False and recipient.inbound_before is False:
        yield Clue(Cause.NO_WHATSAPP, SLIGHT, "never delivered to, never heard from")
    if recipient.failures:
        yield Clue(Cause.UNREACHABLE, FAIR, f"recipient.failures={recipient.failures}")
    if evidence.message.delivered_too:
        yield Clue(Cause.TEMPORARY, STRONG, "message.delivered_too")
        yield Conflict("the same message was delivered too: the delivery counts")
    if (
        (spread.distinct_recipients_failing or 0) >= _INCIDENT_RECIPIENTS
        and (spread.code_share_of_sender or 0) >= 0.5
        and (spread.recipients_ever_succeeding or 0) >= _INCIDENT_RECIPIENTS
    ):
        yield Clue(Cause.TEMPORARY, DECISIVE, "many unrelated recipients with a good history fail")


READERS: dict[int, Reader] = {131030: _not_in_allowed_list, 131026: _undeliverable}
