"""What each piece of evidence says for each cause, one module per family of causes.

The telling-apart rules of facts/two-readings.md. A witness speaks for (or against) one cause,
whichever code brought it up; a doubter names evidence
that does not fit the likeliest cause of the code.
"""

from terkirim.knowledge.diagnosis.clues import (
    accounts,
    marketing,
    recipients,
    senders,
    service,
    templates,
    windows,
)
from terkirim.knowledge.diagnosis.clues.case import Case, Clue, Conflict, Doubter, Witness
from terkirim.vocabulary.causes import Cause

_WITNESSES: dict[Cause, Witness] = {
    cause: witness
    for family in (recipients, marketing, windows, templates, senders, accounts, service)
    for cause, witness in family.WITNESSES.items()
}
_DOUBTERS: dict[Cause, Doubter] = {
    cause: doubter
    for family in (recipients, marketing, windows, templates, senders, accounts)
    for cause, doubter in family.DOUBTERS.items()
}


def clues_of(case: Case) -> list[Clue]:
    """What the evidence says for and against each cause the code can have."""
    clues: list[Clue] = []
    for cause in case.possible:
        witness = _WITNESSES.get(cause)
        if witness is not None:
            clues.extend(witness(case))
    return clues


def conflicts_of(case: Case) -> list[Conflict]:
    """Evidence that does not fit the likeliest cause of the code, or the failure itself."""
    doubter = _DOUBTERS.get(case.possible[0])
    conflicts = list(doubter(case)) if doubter is not None else []
    if case.evidence.message.delivered_too:
        conflicts.append(Conflict("the same message was delivered too: the delivery counts"))
    return conflicts


__all__ = ["Case", "Clue", "Conflict", "clues_of", "conflicts_of"]
