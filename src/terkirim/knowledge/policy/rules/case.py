"""What a rule is given, and the endings that several rules share."""

from collections.abc import Callable
from typing import NamedTuple

from terkirim.knowledge.policy.remedies import Decision, GiveUp, Remedy, Reroute, Retry
from terkirim.knowledge.policy.situation import History, MessageFacts, Policy
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import MINUTE


class Case(NamedTuple):
    """One failure to decide about."""

    cause: Cause
    message: MessageFacts
    history: History
    policy: Policy
    now: float


Rule = Callable[[Case], Decision | tuple[Remedy, ...]]


def give_up(case: Case) -> tuple[Remedy, ...]:
    """Final and explained: another channel would carry the same fault, or may not be used."""
    return (GiveUp(case.cause),)


def other_channel(case: Case) -> tuple[Remedy, ...]:
    """SMS where the owner wrote a text for it, otherwise final."""
    return (Reroute(),) if case.message.has_sms else give_up(case)


def back_off(case: Case) -> tuple[Remedy, ...]:
    """Again after growing pauses, and bounded."""
    steps = case.policy.backoff_minutes
    if case.history.same_cause >= len(steps):
        return other_channel(case)
    return (Retry(case.now + steps[case.history.same_cause] * MINUTE),)
