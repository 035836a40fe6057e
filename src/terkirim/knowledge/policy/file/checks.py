"""What a plan may not say, though each of its words is known."""

from collections.abc import Callable, Iterator, Set
from typing import NamedTuple

from terkirim.knowledge.policy.file import sentences as say
from terkirim.knowledge.policy.plan import PATIENCE, Plan, longest_wait
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY, MINUTE
from terkirim.vocabulary.durations import written
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import Text

HELD = (
    Scope.RECIPIENT,
    Scope.RECIPIENT_MARKETING,
    Scope.PAIR,
    Scope.WINDOW,
    Scope.TEMPLATE,
    Scope.SENDER_MARKETING,
    Scope.SENDER,
    Scope.ACCOUNT,
)
_LEAST_REPEATED = 5 * MINUTE
_SENDERS = (Scope.SENDER, Scope.SENDER_MARKETING)
_SEEN_ON: dict[str, tuple[Scope, ...]] = {
    "health": (Scope.ACCOUNT, *_SENDERS),
    "balance": (Scope.ACCOUNT, *_SENDERS),
    "sender": _SENDERS,
    "template": (Scope.TEMPLATE,),
    "inbound": (Scope.WINDOW,),
    "resume": (Scope.RECIPIENT_MARKETING,),
}
_SEEN_FOR = {"inbound": Cause.WINDOW_CLOSED, "resume": Cause.OPTED_OUT}
_FAMILY_OF = {Scope.TEMPLATE: "template", Scope.WINDOW: "window"}
_SAID_STOP = (Cause.OPTED_OUT, Cause.NO_CONSENT)


class Checked(NamedTuple):
    """A plan as a table says it; `ended`: the table has `then`; `default`: the shipped plan."""

    cause: Cause
    plan: Plan
    ended: bool
    default: Plan | None

    @property
    def family(self) -> str:
        """The first part of the cause's name."""
        return self.cause.value.partition(".")[0]


Found = tuple[str, Text]
Check = Callable[[Checked], Found | None]


def broken(checked: Checked, unusable: Set[str]) -> Iterator[Found]:
    """Key and sentence of every rule the plan breaks, save those about unusable keys."""
    for keys, check in _CHECKS:
        found = None if unusable & set(keys) else check(checked)
        if found is not None and found[0] not in unusable:
            yield found


def _ends(checked: Checked) -> Found | None:
    plan = checked.plan
    if checked.ended or (plan.hold is not None and not plan.pauses):
        return None
    return "", say.NO_END


def _holds_something(checked: Checked) -> Found | None:
    plan = checked.plan
    if plan.hold is not None:
        return None
    if checked.ended and plan.then == "hold":
        return "then", say.NO_HOLD_TO_WAIT
    given = {"for": plan.pauses, "probe": plan.probe, "canary": plan.canary}
    needy = next((key for key, value in given.items() if value), None)
    return (needy, say.NOTHING_HELD.format(key=needy)) if needy else None


def _is_lifted(checked: Checked) -> Found | None:
    plan, default = checked.plan, checked.default
    if plan.hold is None or plan.pauses or plan.probe or default is None:
        return None
    if default.hold == plan.hold and not default.pauses and not default.probe:
        return None  # lifted by hand, as it ships
    return "hold", say.NEVER_LIFTED.format(instead=_lifting(plan.hold, default))


def _lifting(hold: Scope, default: Plan) -> str:
    """What would end such a hold, by preference as it ships."""
    timed = 'for = ["6h"]'
    fits = default.probe is not None and hold in _SEEN_ON[default.probe]
    return f"probe = “{default.probe}” / {timed}" if fits else timed


def _probe_sees(checked: Checked) -> Found | None:
    plan = checked.plan
    if plan.probe is None or plan.hold is None:
        return None
    only = _SEEN_FOR.get(plan.probe, checked.cause)
    if plan.hold in _SEEN_ON[plan.probe] and only == checked.cause:
        return None
    fitting = [probe for probe, scopes in _SEEN_ON.items() if plan.hold in scopes]
    usable = [one for one in fitting if _SEEN_FOR.get(one, checked.cause) == checked.cause]
    instead = " / ".join([*(f"probe = “{one}”" for one in usable), 'for = ["6h"]'])
    return "probe", say.PROBE_ELSEWHERE.format(probe=plan.probe, instead=instead)


def _hold_reaches(checked: Checked) -> Found | None:
    hold = checked.plan.hold
    family = _FAMILY_OF.get(hold, checked.family) if hold else checked.family
    if family == checked.family:
        return None
    return "hold", say.HOLD_ELSEWHERE.format(hold=hold, family=family)


def _stop_is_kept(checked: Checked) -> Found | None:
    plan, cause = checked.plan, checked.cause
    if cause not in _SAID_STOP:
        return None
    given = {"retry": plan.retry, "for": plan.pauses, "then": plan.then in ("sms", "reopen")}
    wrong = next((key for key, value in given.items() if value), None)
    if wrong:
        return wrong, say.SAID_STOP.format(key=wrong)
    if cause == Cause.OPTED_OUT and (plan.hold, plan.probe) != (
        Scope.RECIPIENT_MARKETING,
        "resume",
    ):
        return "hold", say.STOP_KEPT
    return None


def _waits_within_patience(checked: Checked) -> Found | None:
    plan = checked.plan
    waited = longest_wait(plan)
    if waited <= PATIENCE:
        return None
    key = "retry" if sum(plan.retry) > sum(plan.pauses) else "for"
    days = f"{waited / DAY:.1f}"
    return key, say.TOO_LONG.format(days=days, most=int(PATIENCE / DAY))


def _repeats_slowly(checked: Checked) -> Found | None:
    plan = checked.plan
    if plan.then != "hold" or not plan.pauses or plan.pauses[-1] >= _LEAST_REPEATED:
        return None
    return "for", say.TOO_SHORT.format(least=f'"{written(_LEAST_REPEATED)}"')


def _canary_fits(checked: Checked) -> Found | None:
    plan = checked.plan
    if not plan.canary or plan.hold is None or (plan.hold in _SENDERS and plan.pauses):
        return None
    return "canary", say.CANARY_ELSEWHERE


def _watch_fits(checked: Checked) -> Found | None:
    plan = checked.plan
    ends = plan.then in ("sms", "give_up") and not plan.retry and not plan.pauses
    if not plan.watch or (ends and checked.family == "recipient"):
        return None
    return "watch", say.WATCH_ELSEWHERE


def _reopens_a_window(checked: Checked) -> Found | None:
    if checked.plan.then != "reopen" or checked.family == "window":
        return None
    return "then", say.REOPEN_ELSEWHERE


_CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (
    (("then", "hold", "for"), _ends),
    (("hold",), _holds_something),
    (("hold", "for", "probe"), _is_lifted),
    (("hold", "probe"), _probe_sees),
    (("hold",), _hold_reaches),
    ((), _stop_is_kept),
    ((), _waits_within_patience),
    (("for", "then"), _repeats_slowly),
    (("hold", "for"), _canary_fits),
    (("then",), _watch_fits),
    (("then",), _reopens_a_window),
)
