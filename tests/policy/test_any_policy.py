"""Whatever an owner may write: it ends, settles each message once, and reads back the same."""

import json
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from policy.deciding import decided
from terkirim.errors import BadPolicy
from terkirim.knowledge.policy import (
    Alert,
    Decision,
    GiveUp,
    History,
    Hold,
    MessageFacts,
    Reopen,
    Reroute,
    Retry,
)
from terkirim.knowledge.policy.file.read import read_policy
from terkirim.knowledge.policy.file.write import as_toml
from terkirim.knowledge.policy.plan import PATIENCE
from terkirim.vocabulary.causes import Cause

DELAYS = st.lists(
    st.one_of(
        st.builds("{}{}".format, st.integers(1, 90), st.sampled_from("smh")),
        st.builds("{}d".format, st.integers(-1, 20)),
    ),
    min_size=1,
    max_size=4,
)
SCOPES = ["recipient", "recipient_marketing", "pair", "sender_marketing", "sender", "account"]
THEN = st.sampled_from(["sms", "give_up", "hold", "reopen"])
AUDIENCE = st.sampled_from(["owner", "marketing", "developer", "operator"])
PROBES = st.sampled_from(["health", "balance", "sender", "template", "inbound", "resume"])
RETRIES = st.fixed_dictionaries({"retry": DELAYS, "then": THEN}, optional={"alert": AUDIENCE})
TIMED = st.fixed_dictionaries(
    {"hold": st.sampled_from(SCOPES), "for": DELAYS, "then": THEN},
    optional={"retry": DELAYS, "alert": AUDIENCE},
)
PROBED = st.fixed_dictionaries(
    {"hold": st.sampled_from(SCOPES), "probe": PROBES},
    optional={"retry": DELAYS, "then": THEN, "for": DELAYS},
)
CANARY = st.fixed_dictionaries(
    {"hold": st.just("sender_marketing"), "for": DELAYS, "canary": st.just(True), "then": THEN}
)
WATCHED = st.fixed_dictionaries(
    {"watch": st.just(True), "then": THEN}, optional={"hold": st.just("recipient")}
)
ROW = st.one_of(RETRIES, TIMED, PROBED, CANARY, WATCHED)
GENERAL = st.fixed_dictionaries(
    {},
    optional={
        "failures_until_inactive": st.integers(1, 100),
        "grace_hours": st.floats(0, 168),
        "reconcile_minutes": st.floats(1, 1440),
        "canary_shares": st.lists(st.floats(0.0001, 1), min_size=1, max_size=4),
    },
)
MESSAGES = st.builds(
    MessageFacts,
    free_form=st.booleans(),
    marketing=st.booleans(),
    has_sms=st.booleans(),
    region=st.sampled_from(["ID", "US", ""]),
    reopening_template=st.sampled_from([None, "buka_percakapan"]),
    surface=st.sampled_from(["sync", "status_webhook"]),
)
RECURRING = """
["recipient.in_experiment"]
retry = ["1d"]
hold = "recipient"
for = ["1s", "2d"]
then = "hold"
"""
LONGEST = 10_000  # decisions: 30 days of five minutes each, and room
UNHURRIED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


def _table(name: str, keys: dict[str, Any]) -> str:
    return f"[{json.dumps(name)}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in keys.items())


@st.composite
def policies(draw: st.DrawFn) -> str:
    """Policies as owners may write them: tables that would be refused are left out."""
    tables = [_table("general", draw(GENERAL))]
    rows = draw(st.dictionaries(st.sampled_from(Cause), ROW, min_size=6, max_size=20))
    for cause, row in rows.items():
        table = _table(cause, row)
        try:
            read_policy(table, "one")
        except BadPolicy:
            continue
        tables.append(table)
    return "\n".join(tables)


def _settles(decision: Decision) -> int:
    """How many remedies say where the message goes: exactly one must."""
    elsewhere = [r for r in decision.remedies if isinstance(r, Retry | Reroute | Reopen | GiveUp)]
    holds = [r for r in decision.remedies if isinstance(r, Hold)]
    assert len(holds) <= 1
    assert len([r for r in decision.remedies if isinstance(r, Alert)]) <= 1
    return len(elsewhere) or len(holds)


def _next_try(decision: Decision) -> float | None:
    """When the message fails again at the earliest; None when this is its end or only something
    outside can free it.
    """
    if decision.watch_until is not None:
        return decision.watch_until
    if any(isinstance(remedy, Reroute | Reopen | GiveUp) for remedy in decision.remedies):
        return None
    for remedy in decision.remedies:
        if isinstance(remedy, Retry):
            return remedy.at
        if isinstance(remedy, Hold) and remedy.until is not None:
            return remedy.until
    return None


@UNHURRIED
@example(written=RECURRING, message=MessageFacts(False, True, True))
@given(written=policies(), message=MESSAGES)
def test_every_chain_of_decisions_ends(written: str, message: MessageFacts) -> None:
    policy = read_policy(written, "policy.toml")
    for cause in Cause:
        start = now = 1_793_586_000.0
        for turn in range(LONGEST):
            history = History(turn, recipient_failures=turn, pauses=turn, grace_over=turn > 0)
            decision = decided(cause, history, policy, message, now)
            assert _settles(decision) == 1, (cause, decision)
            following = _next_try(decision)
            if following is None:
                break
            assert following >= now
            now = following
        else:
            raise AssertionError(cause)
        plan = policy.plans[cause]
        lookups = len(plan.retry) * policy.reconcile if plan.reconcile else 0
        assert now - start <= PATIENCE + lookups, cause


@UNHURRIED
@given(written=policies())
def test_a_policy_written_out_reads_back_the_same(written: str) -> None:
    policy = read_policy(written, "policy.toml")
    titles = dict.fromkeys(Cause, 'A "title" [with] = signs')
    assert read_policy(as_toml(policy, titles), "policy.toml") == policy


@UNHURRIED
@given(written=policies(), message=MESSAGES)
def test_who_said_stop_is_left_alone(written: str, message: MessageFacts) -> None:
    policy = read_policy(written, "policy.toml")
    for cause in (Cause.OPTED_OUT, Cause.NO_CONSENT):
        for turn in range(3):
            remedies = decided(cause, History(turn), policy, message).remedies
            assert not any(isinstance(one, Retry | Reroute | Reopen) for one in remedies)


def test_a_spam_pause_that_never_ends_is_left_after_thirty_days() -> None:
    spam = [decided(Cause.SPAM_SIGNAL, History(n, pauses=n)) for n in range(20)]
    holding = [isinstance(decision.remedies[0], Hold) for decision in spam]
    assert holding.index(False) == 15  # a day and fourteen times two: 29 days
