"""Causes that time heals: rates, and faults on Meta's side."""

from terkirim.knowledge.policy.remedies import Remedy, Retry
from terkirim.knowledge.policy.rules.case import Case, Rule, back_off, other_channel
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import HOUR

_PAIR_TRIES = 6


def _pair(case: Case) -> tuple[Remedy, ...]:
    """Meta asks for 4^X seconds (facts/platform.md, section c)."""
    if case.history.same_cause >= _PAIR_TRIES:
        return other_channel(case)
    return (Retry(case.now + 4.0**case.history.same_cause),)


def _registration(case: Case) -> tuple[Remedy, ...]:
    return (Retry(case.now + 72 * HOUR),)


def _temporary(case: Case) -> tuple[Remedy, ...]:
    """A synchronous fault may hide an accepted message: look for its status before resending."""
    if case.message.surface == "sync" and case.history.same_cause < len(
        case.policy.backoff_minutes
    ):
        return (Retry(case.now + case.policy.reconcile, reconcile=True),)
    return back_off(case)


RULES: dict[str, Rule] = {
    Cause.THROUGHPUT: back_off,
    Cause.PAIR: _pair,
    Cause.APP_LIMIT: back_off,
    Cause.REGISTRATION_LIMIT: _registration,
    Cause.TEMPORARY: _temporary,
}
