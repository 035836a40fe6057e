"""A plan: what the policy says about one cause."""

from typing import Literal

import msgspec

from terkirim.knowledge.policy.remedies import Audience, Probe
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.scopes import Scope

Ending = Literal["sms", "give_up", "hold", "reopen"]

MOST_TRIES = 20
PATIENCE = 30 * DAY  # no message waits longer for one cause

# Facts of Meta's, no matter what an owner prefers.
NEVER_WAITS = {Cause.MARKETING_CAP: ("US",)}  # all marketing is withheld there (131049)
MAY_HAVE_GONE_OUT = frozenset({Cause.TEMPORARY, Cause.UNKNOWN})  # a status may still come


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is done about one cause, in this order: retries, timed holds, the end.

    `retry` and `pauses` are seconds, one a repetition. A hold without pauses is placed at the end;
    `then` says what becomes of the message there: "sms" (given up where it has no SMS text),
    "give_up", "reopen", or "hold": it stays under the hold; with pauses, under the last again,
    `rounds` times altogether. `alert` goes out with everything but a retry. `watch`: a failure
    counts only when nothing was delivered within the grace. `never_waits`: regions that go
    straight to the end. `reconcile`: a failed send may have been accepted, look for its status.
    """

    retry: tuple[float, ...] = ()
    hold: Scope | None = None
    pauses: tuple[float, ...] = ()
    probe: Probe | None = None
    canary: bool = False
    then: Ending = "give_up"
    alert: Audience | None = None
    watch: bool = False
    rounds: int = 0
    never_waits: tuple[str, ...] = ()
    reconcile: bool = False


def with_facts(cause: Cause, plan: Plan) -> Plan:
    """The plan completed by what is not the owner's to choose."""
    return msgspec.structs.replace(
        plan,
        rounds=_rounds(plan),
        never_waits=NEVER_WAITS.get(cause, ()),
        reconcile=cause in MAY_HAVE_GONE_OUT,
    )


def _rounds(plan: Plan) -> int:
    if plan.then != "hold" or not plan.pauses:
        return len(plan.pauses)
    return int((PATIENCE - sum(plan.retry)) // max(plan.pauses))


def longest_wait(plan: Plan) -> float:
    """Seconds its retries and times can take, each once; a recurring hold may begin with any."""
    held = max(plan.pauses, default=0.0) * len(plan.pauses)
    return sum(plan.retry) + (held if plan.then == "hold" else sum(plan.pauses))
