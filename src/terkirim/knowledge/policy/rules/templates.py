"""Causes that lie with a template: hold it, look again, tell who can mend it."""

from terkirim.knowledge.policy.remedies import Alert, GiveUp, Hold, Remedy
from terkirim.knowledge.policy.rules.case import Case, Rule
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope


def _for_developer(case: Case) -> tuple[Remedy, ...]:
    return (Hold(Scope.TEMPLATE, case.cause, probe="template"), Alert("developer"))


def _for_marketing(case: Case) -> tuple[Remedy, ...]:
    return (Hold(Scope.TEMPLATE, case.cause, probe="template"), Alert("marketing"))


def _this_message(case: Case) -> tuple[Remedy, ...]:
    return (GiveUp(case.cause), Alert("developer"))


RULES: dict[str, Rule] = {
    Cause.TEMPLATE_MISSING: _for_developer,
    Cause.LANGUAGE_MISSING: _for_developer,
    Cause.PARAMETER_COUNT: _for_developer,
    Cause.PARAMETER_FORMAT: _for_developer,
    Cause.TEMPLATE_PAUSED: _for_marketing,
    Cause.TEMPLATE_DISABLED: _for_marketing,
    Cause.NOT_APPROVED: _for_marketing,
    Cause.TEXT_TOO_LONG: _this_message,
    Cause.POLICY_VIOLATION: _for_marketing,
}
