"""From a diagnosis to remedies: the plan of its cause, interpreted."""

from terkirim.knowledge.diagnosis.model import Diagnosis
from terkirim.knowledge.policy.plan import Plan
from terkirim.knowledge.policy.remedies import (
    Alert,
    Decision,
    GiveUp,
    Hold,
    Remedy,
    Reopen,
    Reroute,
    Retry,
)
from terkirim.knowledge.policy.situation import History, MessageFacts, Policy
from terkirim.vocabulary.causes import Cause


def decide(
    diagnosis: Diagnosis, message: MessageFacts, history: History, policy: Policy, now: float
) -> Decision:
    """Say what is to be done. Pure; `now` in epoch seconds.

    The order of the remedies is the order in which they are applied, and exactly one of them
    settles where the message goes. A message that was delivered after all needs none.
    """
    cause = diagnosis.cause
    if message.delivered:
        return Decision(())
    plan = policy.plans[cause]
    if plan.watch and not history.grace_over:
        return Decision((GiveUp(cause),), watch_until=now + policy.grace)
    if plan.watch and history.recipient_failures < policy.failures_until_inactive:
        return Decision((GiveUp(cause),))
    waiting = _wait(cause, plan, message, history, now)
    if isinstance(waiting, Retry):
        if plan.reconcile and message.surface == "sync":
            waiting = Retry(now + policy.reconcile, reconcile=True)
        return Decision((waiting,))
    remedies = (waiting,) if waiting else _end(cause, plan, message)
    return Decision((*remedies, Alert(plan.alert)) if plan.alert else remedies)


def _wait(
    cause: Cause, plan: Plan, message: MessageFacts, history: History, now: float
) -> Retry | Hold | None:
    """The next retry or timed hold; None when they are used up.

    A hold that goes on grows with how often it recurred for everyone, any other with how often
    this message met the cause.
    """
    turn = history.same_cause
    if message.region in plan.never_waits:
        return None
    if turn < len(plan.retry):
        return Retry(now + plan.retry[turn])
    turn -= len(plan.retry)
    if plan.hold is None or turn >= plan.rounds:
        return None
    place = history.pauses if plan.then == "hold" else turn
    until = now + plan.pauses[min(place, len(plan.pauses) - 1)]
    return Hold(plan.hold, cause, until=until, probe=plan.probe, canary=plan.canary)


def _end(cause: Cause, plan: Plan, message: MessageFacts) -> tuple[Remedy, ...]:
    if plan.hold is None or plan.pauses:
        return (_destination(cause, plan, message),)
    hold = Hold(plan.hold, cause, probe=plan.probe)
    return (hold,) if plan.then == "hold" else (hold, _destination(cause, plan, message))


def _destination(cause: Cause, plan: Plan, message: MessageFacts) -> Remedy:
    template = message.reopening_template
    if plan.then == "reopen" and message.free_form and template is not None:
        return Reopen(template)
    if plan.then != "give_up" and message.has_sms:
        return Reroute()
    return GiveUp(cause)
