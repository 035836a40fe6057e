"""Past failures decided again under two policies: what would differ."""

from collections.abc import Iterable

import msgspec

from terkirim.knowledge.diagnosis.model import settled
from terkirim.knowledge.diagnosis.scopes import scope_of
from terkirim.knowledge.policy.decide import decide
from terkirim.knowledge.policy.remedies import Decision
from terkirim.knowledge.policy.situation import History, MessageFacts, Policy
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.text import Text

# Choices that act before or after a decision, which a replay therefore cannot show.
UNSEEN = ("park_days", "spam_share", "spam_sample", "canary_shares", "canary_step_hours")
_UNTOLD = Text(id="", en="")


class PastFailure(msgspec.Struct, frozen=True):
    """One failure as the event log has it: when, why, and what the decision rested on."""

    message_id: str
    recipient: str
    at: float
    cause: Cause
    facts: MessageFacts
    history: History


class Difference(msgspec.Struct, frozen=True):
    """A failure the two policies decide differently."""

    failure: PastFailure
    present: Decision
    changed: Decision


class Replay(msgspec.Struct):
    """How many failures were decided again, and where it made a difference."""

    failures: int = 0
    differences: list[Difference] = []


def replay(past: Iterable[PastFailure], present: Policy, changed: Policy) -> Replay:
    """Decide every failure under both policies. Pure; each at its own time."""
    result = Replay()
    for failure in past:
        result.failures += 1
        before, after = _decided(failure, present), _decided(failure, changed)
        if before != after:
            result.differences.append(Difference(failure, before, after))
    return result


def unseen(present: Policy, changed: Policy) -> list[str]:
    """The choices that differ without a replay being able to show it."""
    return [name for name in UNSEEN if getattr(present, name) != getattr(changed, name)]


def _decided(failure: PastFailure, policy: Policy) -> Decision:
    cause = failure.cause
    diagnosis = settled(cause, scope_of(cause), _UNTOLD)
    return decide(diagnosis, failure.facts, failure.history, policy, failure.at)
