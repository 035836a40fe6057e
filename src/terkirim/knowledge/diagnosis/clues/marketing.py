"""Codes about marketing messages: 130472, 131049, 131048."""

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
from terkirim.knowledge.diagnosis.clues.windows import is_open
from terkirim.vocabulary.causes import Cause

_VIOLATIONS = {"ACCOUNT_VIOLATION", "ACCOUNT_RESTRICTION"}


def _experiment(case: Case) -> Iterator[Clue | Conflict]:
    category = _category(case)
    if category == "MARKETING":
        yield Clue(Cause.IN_EXPERIMENT, STRONG, "category=MARKETING")
    elif category:
        yield Conflict(f"category={category}: the experiment concerns marketing only")
    if is_open(case):
        yield Conflict("window=open: the experiment spares open windows")


def _ecosystem(case: Case) -> Iterator[Clue | Conflict]:
    evidence, limit = case.evidence, case.sensitivity
    category = _category(case)
    if category == "MARKETING":
        yield Clue(Cause.MARKETING_CAP, FAIR, "category=MARKETING")
    elif category:
        yield Conflict(f"category={category}: the limit concerns marketing only")
    if evidence.recipient.region == "US":
        yield Clue(Cause.MARKETING_CAP, DECISIVE, "recipient.region=US")
        return
    share, sample = evidence.spread.code_share_of_sender, evidence.spread.sample or 0
    if share is not None and share >= limit.spam_share and sample >= limit.spam_sample:
        fact = f"spread.code_share_of_sender={share:.2f} of {sample}"
        yield Clue(Cause.SPAM_SIGNAL, DECISIVE, fact)
    if evidence.sender.quality == "RED":
        yield Clue(Cause.SPAM_SIGNAL, STRONG, "sender.quality=RED")
    for event in sorted(_VIOLATIONS & set(evidence.account.recent_events or ())):
        yield Clue(Cause.SPAM_SIGNAL, FAIR, f"account.recent_events={event}")
    if evidence.recipient.opted_out:
        yield Clue(Cause.OPTED_OUT, STRONG, "recipient.opted_out")


def _category(case: Case) -> str:
    evidence = case.evidence
    return (evidence.template.category or evidence.message.category or "").upper()


READERS: dict[int, Reader] = {130472: _experiment, 131049: _ecosystem}
