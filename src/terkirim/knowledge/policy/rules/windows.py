"""Causes around the 24-hour window and the message itself."""

from terkirim.knowledge.policy.remedies import Alert, GiveUp, Remedy, Reopen, Retry
from terkirim.knowledge.policy.rules.case import Case, Rule, give_up, other_channel
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import MINUTE


def _closed(case: Case) -> tuple[Remedy, ...]:
    template = case.message.reopening_template
    if template is None or not case.message.free_form:
        return other_channel(case)
    return (Reopen(template),)


def _contradicted(case: Case) -> tuple[Remedy, ...]:
    """The customer did write: Meta's hiccup, worth two more tries before the template."""
    if case.history.same_cause < 2:
        return (Retry(case.now + 5 * MINUTE),)
    return _closed(case)


def _tell_developer(case: Case) -> tuple[Remedy, ...]:
    return (GiveUp(case.cause), Alert("developer"))


RULES: dict[str, Rule] = {
    Cause.WINDOW_CLOSED: _closed,
    Cause.WINDOW_CONTRADICTED: _contradicted,
    Cause.UNSUPPORTED_TYPE: give_up,
    Cause.MESSAGE_INVALID: _tell_developer,
    Cause.MEDIA_FAILED: _tell_developer,
    Cause.MESSAGE_EXPIRED: other_channel,
    Cause.UNKNOWN: _tell_developer,
}
