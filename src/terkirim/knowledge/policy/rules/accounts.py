"""Causes that lie with the account or the sender: everything waits, a person is told once."""

from terkirim.knowledge.policy.remedies import Alert, Audience, Hold, Probe, Remedy
from terkirim.knowledge.policy.rules.case import Case, Rule
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import HOUR
from terkirim.vocabulary.scopes import Scope


def _until_seen(scope: Scope, probe: Probe, audience: Audience) -> Rule:
    def rule(case: Case) -> tuple[Remedy, ...]:
        return (Hold(scope, case.cause, probe=probe), Alert(audience))

    return rule


def _spam_signal(case: Case) -> tuple[Remedy, ...]:
    hours = case.policy.spam_pause_hours
    until = case.now + hours[min(case.history.pauses, len(hours) - 1)] * HOUR
    hold = Hold(Scope.SENDER_MARKETING, case.cause, until=until, canary=True)
    return (hold, Alert("marketing"))


def _tier_limit(case: Case) -> tuple[Remedy, ...]:
    """Unique people per moving 24 hours: marketing waits, what a customer expects goes first."""
    return (Hold(Scope.SENDER_MARKETING, case.cause, until=case.now + 6 * HOUR), Alert("marketing"))


def _maintenance(case: Case) -> tuple[Remedy, ...]:
    return (Hold(Scope.SENDER, case.cause, until=case.now + 0.5 * HOUR),)


RULES: dict[str, Rule] = {
    Cause.PAYMENT: _until_seen(Scope.ACCOUNT, "health", "owner"),
    Cause.BALANCE: _until_seen(Scope.ACCOUNT, "balance", "owner"),
    Cause.LOCKED: _until_seen(Scope.ACCOUNT, "health", "owner"),
    Cause.RESTRICTED: _until_seen(Scope.ACCOUNT, "health", "owner"),
    Cause.TOKEN_INVALID: _until_seen(Scope.ACCOUNT, "health", "operator"),
    Cause.DENIED: _until_seen(Scope.ACCOUNT, "health", "operator"),
    Cause.NOT_REGISTERED: _until_seen(Scope.SENDER, "sender", "operator"),
    Cause.PIN_MISMATCH: _until_seen(Scope.SENDER, "sender", "operator"),
    Cause.DISPLAY_NAME: _until_seen(Scope.SENDER, "sender", "operator"),
    Cause.SENDER_DELETED: _until_seen(Scope.SENDER, "sender", "operator"),
    Cause.SPAM_SIGNAL: _spam_signal,
    Cause.TIER_LIMIT: _tier_limit,
    Cause.IN_MAINTENANCE: _maintenance,
}
