"""Every cause has its decision: at the first failure, at the second, and when all is used up."""

import pytest

from policy.deciding import decided, facts, told
from terkirim.knowledge.policy import History
from terkirim.vocabulary.causes import Cause

BACKOFF = ("retry 1m", "retry 5m", "reroute")
STOP = ("give_up",) * 3
TELL = ("give_up, alert developer",) * 3
TELL_OWNER = ("give_up, alert owner",) * 3
SMS = ("reroute",) * 3
TEMPLATE = ("hold template template, alert developer",) * 3
CONTENT = ("hold template template, alert marketing",) * 3
SENDER = ("hold sender sender, alert operator",) * 3
HEALTH = ("hold account health, alert owner",) * 3
ACCESS = ("hold account health, alert operator",) * 3

DECISIONS: dict[str, tuple[str, str, str]] = {
    "recipient.no_whatsapp": ("hold recipient by hand, reroute",) * 3,
    "recipient.unreachable": ("give_up, watch 6h",) * 3,
    "recipient.not_on_test_list": ("hold pair by hand, alert developer",) * 3,
    "recipient.opted_out": ("hold recipient_marketing resume, give_up",) * 3,
    "recipient.no_consent": STOP,
    "recipient.in_experiment": ("retry 6h", "reroute", "reroute"),
    "recipient.marketing_cap": (
        "hold recipient_marketing 24h",
        "hold recipient_marketing 48h",
        "reroute",
    ),
    "recipient.incapable": SMS,
    "recipient.country_restricted": SMS,
    "recipient.is_sender": STOP,
    "recipient.identifier_unusable": SMS,
    "recipient.blocked_by_us": STOP,
    "recipient.identity_changed": TELL,
    "window.closed": ("reopen",) * 3,
    "window.contradicted": ("retry 5m", "retry 5m", "reopen"),
    "message.invalid": TELL,
    "message.unsupported_type": STOP,
    "message.media_failed": TELL,
    "message.expired": SMS,
    "message.unavailable": STOP,
    "message.wrong_endpoint": TELL,
    "template.missing": TEMPLATE,
    "template.language_missing": TEMPLATE,
    "template.parameter_count": TEMPLATE,
    "template.parameter_format": TEMPLATE,
    "template.paused": CONTENT,
    "template.disabled": CONTENT,
    "template.not_approved": CONTENT,
    "template.syncing": ("retry 10m", "retry 20m", TEMPLATE[0]),
    "template.invalid": TELL,
    "template.text_too_long": TELL,
    "template.policy_violation": CONTENT,
    "sender.not_registered": SENDER,
    "sender.not_verified": SENDER,
    "sender.spam_signal": (
        "hold sender_marketing 24h canary, alert marketing",
        "hold sender_marketing 48h canary, alert marketing",
        "reroute, alert marketing",
    ),
    "sender.pin_mismatch": SENDER,
    "sender.in_maintenance": ("hold sender 30m", "hold sender 30m", "reroute"),
    "sender.display_name": SENDER,
    "sender.deleted": SENDER,
    "sender.migration": SENDER,
    "sender.username": TELL,
    "account.payment": HEALTH,
    "account.balance": ("hold account balance, alert owner",) * 3,
    "account.locked": HEALTH,
    "account.restricted": HEALTH,
    "account.tier_limit": (
        "hold sender_marketing 6h, alert marketing",
        "hold sender_marketing 6h, alert marketing",
        "reroute, alert marketing",
    ),
    "account.not_verified": TELL_OWNER,
    "account.terms": TELL_OWNER,
    "limit.throughput": BACKOFF,
    "limit.pair": ("retry 1s", "retry 4s", "reroute"),
    "limit.app": BACKOFF,
    "limit.registration": ("retry 3d", "retry 3d", "reroute"),
    "limit.calls": TELL,
    "limit.quantity": TELL,
    "access.token_invalid": ACCESS,
    "access.denied": ACCESS,
    "access.not_eligible": TELL,
    "access.thread_owned": TELL,
    "call.disabled": TELL,
    "call.no_permission": TELL,
    "call.failed": TELL,
    "group.unavailable": TELL,
    "group.invalid": TELL,
    "flow.blocked": TELL,
    "flow.throttled": TELL,
    "flow.invalid": TELL,
    "flow.endpoint": TELL,
    "request.invalid": TELL,
    "request.needless": TELL,
    "service.temporary": BACKOFF,
    "service.unknown": TELL,
}
EXHAUSTED = 10_000


def test_the_table_knows_every_cause() -> None:
    assert list(DECISIONS) == list(Cause)


@pytest.mark.parametrize("cause", Cause)
def test_a_cause_is_decided_at_first_again_and_when_all_is_used_up(cause: Cause) -> None:
    histories = [History(), History(1, pauses=1), History(EXHAUSTED, pauses=EXHAUSTED)]
    assert tuple(told(decided(cause, history)) for history in histories) == DECISIONS[cause]


@pytest.mark.parametrize("cause", Cause)
def test_nothing_goes_by_sms_without_a_text_for_it(cause: Cause) -> None:
    message = facts(cause, has_sms=False)
    for turn in (0, 1, EXHAUSTED):
        assert "reroute" not in told(decided(cause, History(turn, pauses=turn), message=message))


def test_growing_pauses_are_walked_through_one_by_one() -> None:
    def walk(cause: Cause) -> list[str]:
        return [told(decided(cause, History(turn))) for turn in range(7)]

    pair = [f"retry {4**turn}s" for turn in range(6)]
    assert walk(Cause.PAIR) == [*pair[:5], "retry 1024s", "reroute"]
    backoff = ["retry 1m", "retry 5m", "retry 20m", "retry 1h", "retry 3h", "reroute", "reroute"]
    assert walk(Cause.THROUGHPUT) == walk(Cause.APP_LIMIT) == walk(Cause.TEMPORARY) == backoff


def test_a_fault_while_sending_is_looked_up_before_it_is_sent_again() -> None:
    message = facts(Cause.TEMPORARY, surface="sync")
    walk = [told(decided(Cause.TEMPORARY, History(turn), message=message)) for turn in range(7)]
    assert walk == ["reconcile 30m"] * 5 + ["reroute"] * 2


@pytest.mark.parametrize("turn", range(4))
def test_a_us_number_never_waits_for_the_marketing_limit(turn: int) -> None:
    message = facts(Cause.MARKETING_CAP, region="US")
    assert told(decided(Cause.MARKETING_CAP, History(turn), message=message)) == "reroute"


def test_the_third_failure_that_stands_makes_a_contact_inactive() -> None:
    judged = [
        told(decided(Cause.UNREACHABLE, History(recipient_failures=count, grace_over=True)))
        for count in (1, 2, 3, 4)
    ]
    assert judged == ["give_up", "give_up"] + ["hold recipient by hand, reroute"] * 2


def test_a_closed_window_without_a_way_to_reopen_it_goes_by_sms() -> None:
    for message in (
        facts(Cause.WINDOW_CLOSED, reopening_template=None),
        facts(Cause.WINDOW_CLOSED, free_form=False),
    ):
        assert told(decided(Cause.WINDOW_CLOSED, message=message)) == "reroute"


def test_a_spam_pause_grows_with_the_senders_recurrence_not_with_the_message() -> None:
    longer = told(decided(Cause.SPAM_SIGNAL, History(0, pauses=1)))
    shorter = told(decided(Cause.SPAM_SIGNAL, History(1, pauses=0)))
    assert "48h" in longer
    assert "24h" in shorter
