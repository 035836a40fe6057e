"""Causes that lie with one recipient."""

from terkirim.knowledge.policy.remedies import Alert, Decision, GiveUp, Hold, Remedy, Retry
from terkirim.knowledge.policy.rules.case import Case, Rule, give_up, other_channel
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import HOUR
from terkirim.vocabulary.scopes import Scope


def _not_on_test_list(case: Case) -> tuple[Remedy, ...]:
    return (Hold(Scope.PAIR, case.cause), Alert("developer"))


def _no_whatsapp(case: Case) -> tuple[Remedy, ...]:
    return (Hold(Scope.RECIPIENT, case.cause), *other_channel(case))


def _unreachable(case: Case) -> Decision:
    """Watch first, count later: a `delivered` may still follow a `failed`."""
    if not case.history.grace_over:
        return Decision((GiveUp(case.cause),), watch_until=case.now + case.policy.grace)
    if case.history.recipient_failures < case.policy.failures_until_inactive:
        return Decision((GiveUp(case.cause),))
    return Decision((Hold(Scope.RECIPIENT, case.cause), *other_channel(case)))


def _in_experiment(case: Case) -> tuple[Remedy, ...]:
    hours = case.policy.experiment_retry_hours
    if hours is None or case.history.same_cause > 0:
        return other_channel(case)
    return (Retry(case.now + hours * HOUR),)


def _marketing_cap(case: Case) -> tuple[Remedy, ...]:
    """Rest the recipient's marketing, longer each time; Meta withholds all marketing to the US."""
    hours = case.policy.marketing_cap_hours
    if case.message.region == "US" or case.history.same_cause >= len(hours):
        return other_channel(case)
    until = case.now + hours[case.history.same_cause] * HOUR
    return (Hold(Scope.RECIPIENT_MARKETING, case.cause, until=until),)


def _opted_out(case: Case) -> tuple[Remedy, ...]:
    """No other channel either: the person said stop, not "stop on WhatsApp"."""
    return (Hold(Scope.RECIPIENT_MARKETING, case.cause, probe="resume"), GiveUp(case.cause))


RULES: dict[str, Rule] = {
    Cause.NOT_ON_TEST_LIST: _not_on_test_list,
    Cause.NO_WHATSAPP: _no_whatsapp,
    Cause.UNREACHABLE: _unreachable,
    Cause.IN_EXPERIMENT: _in_experiment,
    Cause.MARKETING_CAP: _marketing_cap,
    Cause.OPTED_OUT: _opted_out,
    Cause.NO_CONSENT: give_up,
    Cause.INCAPABLE: other_channel,
    Cause.COUNTRY_RESTRICTED: other_channel,
    Cause.IS_SENDER: give_up,
    Cause.IDENTIFIER_UNUSABLE: other_channel,
}
