"""From a diagnosis to remedies: one small rule per cause."""

from terkirim.knowledge.diagnosis.model import Diagnosis
from terkirim.knowledge.policy.remedies import Decision
from terkirim.knowledge.policy.rules import accounts, limits, recipients, templates, windows
from terkirim.knowledge.policy.rules.case import Case, Rule
from terkirim.knowledge.policy.situation import History, MessageFacts, Policy

_RULES: dict[str, Rule] = {
    **recipients.RULES,
    **windows.RULES,
    **templates.RULES,
    **accounts.RULES,
    **limits.RULES,
}


def decide(
    diagnosis: Diagnosis, message: MessageFacts, history: History, policy: Policy, now: float
) -> Decision:
    """Say what is to be done. Pure; `now` in epoch seconds.

    Every cause has a rule; the order of the remedies is the order in which they are applied, and
    exactly one of them settles where the message goes.
    """
    case = Case(diagnosis.cause, message, history, policy, now)
    outcome = _RULES[diagnosis.cause](case)
    if isinstance(outcome, Decision):
        return outcome
    return Decision(outcome)
