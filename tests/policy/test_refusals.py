"""What a policy.toml may not say: each refusal with its line, in both languages."""

import textwrap

import pytest

from terkirim.errors import BadPolicy
from terkirim.knowledge.policy.file.read import read_policy

REFUSED = {
    "unknown cause": (
        """
        ["recipient.marketing_cup"]
        then = "sms"
        """,
        [(1, "“recipient.marketing_cap”")],
    ),
    "unknown cause without quotes": (
        """
        [limit.par]
        then = "sms"
        """,
        [(1, "“limit.pair”")],
    ),
    "a cause that is no table": ('"limit.pair" = "sms"', [(1, "[“limit.pair”]")]),
    "decided twice": (
        """
        ["limit.pair"]
        then = "sms"
        [limit.pair]
        then = "give_up"
        """,
        [(1, "limit.pair")],
    ),
    "unknown key": (
        """
        ["limit.pair"]
        retries = ["1m"]
        then = "sms"
        """,
        [(2, "“retry”")],
    ),
    "negative delay": (
        """
        ["limit.pair"]
        retry = ["1m", "-5m"]
        then = "sms"
        """,
        [(2, "“-5m”")],
    ),
    "no delay": (
        """
        ["recipient.marketing_cap"]
        hold = "recipient_marketing"
        for = ["0h"]
        then = "sms"
        """,
        [(3, "“0h”")],
    ),
    "unreadable delay": (
        """
        ["limit.pair"]
        then = "sms"
        retry = ["an hour", 5]
        """,
        [(3, "“an hour”"), (3, "“5”")],
    ),
    "delays that are no list": (
        """
        ["limit.pair"]
        then = "sms"
        retry = "5m"
        """,
        [(3, 'retry = ["5m", "1h"]')],
    ),
    "endless by word": (
        """
        ["limit.pair"]
        retry = ["5m"]
        then = "retry"
        """,
        [(3, "retry")],
    ),
    "more than 20 tries": (
        f"""
        ["limit.pair"]
        retry = {str(["1m"] * 21).replace("'", '"')}
        then = "sms"
        """,
        [(2, "21")],
    ),
    "more than 30 days in all": (
        """
        ["limit.pair"]
        retry = ["10d", "20d", "1s"]
        then = "sms"
        """,
        [(2, "30")],
    ),
    "more than 30 days of holds and retries": (
        """
        ["recipient.marketing_cap"]
        retry = ["5d"]
        hold = "recipient_marketing"
        for = ["26d"]
        then = "sms"
        """,
        [(4, "31")],
    ),
    "more than 30 days, as the longest may come first": (
        """
        ["account.tier_limit"]
        hold = "sender_marketing"
        for = ["1h", "20d"]
        then = "hold"
        """,
        [(3, "40")],
    ),
    "a last pause that repeats too quickly": (
        """
        ["sender.in_maintenance"]
        hold = "sender"
        for = ["1s"]
        then = "hold"
        """,
        [(3, '"5m"')],
    ),
    "a scope that cannot be held": (
        """
        ["limit.app"]
        hold = "service"
        for = ["1h"]
        then = "sms"
        """,
        [(2, "“service”")],
    ),
    "no time and no probe": (
        """
        ["account.payment"]
        hold = "account"
        alert = "owner"
        """,
        [(2, "probe = “health”")],
    ),
    "by hand where it does not ship so": (
        """
        ["recipient.incapable"]
        hold = "recipient"
        then = "sms"
        """,
        [(2, 'for = ["6h"]')],
    ),
    "unknown probe": (
        """
        ["account.payment"]
        hold = "account"
        probe = "helth"
        """,
        [(3, "“health”")],
    ),
    "a probe that cannot see it": (
        """
        ["account.payment"]
        hold = "account"
        probe = "template"
        """,
        [(3, "probe = “health”")],
    ),
    "a probe of another cause": (
        """
        ["recipient.marketing_cap"]
        hold = "recipient_marketing"
        probe = "resume"
        """,
        [(3, 'for = ["6h"]')],
    ),
    "unknown audience": (
        """
        ["account.payment"]
        hold = "account"
        probe = "health"
        alert = "boss"
        """,
        [(4, "owner")],
    ),
    "a stop rerouted to SMS": (
        """
        ["recipient.opted_out"]
        hold = "recipient_marketing"
        probe = "resume"
        then = "sms"
        """,
        [(4, "then = “give_up”")],
    ),
    "a stop forgotten": (
        """
        ["recipient.opted_out"]
        then = "give_up"
        """,
        [(1, "“recipient_marketing”")],
    ),
    "no consent, by SMS": (
        """
        ["recipient.no_consent"]
        then = "sms"
        """,
        [(2, "then = “give_up”")],
    ),
    "no consent, again": (
        """
        ["recipient.no_consent"]
        retry = ["6h"]
        then = "give_up"
        """,
        [(2, "retry")],
    ),
    "no end": (
        """
        ["limit.pair"]
        retry = ["1m"]
        """,
        [(1, "“give_up”")],
    ),
    "waiting without a hold": (
        """
        ["limit.pair"]
        then = "hold"
        """,
        [(2, "“recipient”")],
    ),
    "a time without a hold": (
        """
        ["limit.pair"]
        for = ["1h"]
        then = "sms"
        """,
        [(2, "hold = “recipient”")],
    ),
    "a template's hold for a person": (
        """
        ["recipient.incapable"]
        hold = "template"
        for = ["1h"]
        then = "sms"
        """,
        [(2, "template.*")],
    ),
    "a canary of a person": (
        """
        ["recipient.marketing_cap"]
        hold = "recipient_marketing"
        for = ["1h"]
        canary = true
        then = "sms"
        """,
        [(4, "“sender_marketing”")],
    ),
    "a canary that is no truth value": (
        """
        ["sender.spam_signal"]
        hold = "sender_marketing"
        for = ["1h"]
        canary = "yes"
        then = "hold"
        """,
        [(4, "canary = true")],
    ),
    "watching what goes on": (
        """
        ["recipient.unreachable"]
        watch = true
        retry = ["1h"]
        then = "sms"
        """,
        [(2, "watch")],
    ),
    "reopening no window": (
        """
        ["limit.pair"]
        then = "reopen"
        """,
        [(2, "window.*")],
    ),
    "unknown general choice": (
        """
        [general]
        grace = 6
        """,
        [(2, "“grace_hours”")],
    ),
    "a choice out of its range": (
        """
        [general]
        grace_hours = -1
        spam_share = nan
        spam_sample = 2.5
        park_days = "7d"
        failures_until_inactive = true
        """,
        [(2, "0"), (3, "0.001"), (4, "50"), (5, "park_days = 7"), (6, "100")],
    ),
    "shares out of their range": (
        """
        [general]
        canary_shares = [0.01, 1.5]
        """,
        [(2, "[0.01, 0.1]")],
    ),
    "general that is no table": ("general = 3", [(1, "[“general”]")]),
    "no TOML": (
        """
        ["limit.pair"]
        retry = [5m]
        """,
        [(2, 'retry = ["5m", "1h"]')],
    ),
    "TOML that does not end": ('["limit.pair"]\nthen = """sms', [(2, "TOML")]),
    "the same key twice": (
        """
        ["limit.pair"]
        then = "sms"
        then = "give_up"
        """,
        [(3, "TOML")],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_file_line_and_what_to_write(name: str) -> None:
    written, expected = REFUSED[name]
    with pytest.raises(BadPolicy) as refused:
        read_policy(textwrap.dedent(written).lstrip("\n"), "policy.toml")
    faults = refused.value.faults
    assert [line for line, _ in faults] == [line for line, _ in expected]
    for (line, text), (_, named) in zip(faults, expected, strict=True):
        assert named in text.id
        assert named in text.en
        assert "{" not in text.id + text.en
        assert text.id != text.en
        assert f"policy.toml, baris {line}: {text.id}." in refused.value.text.id.splitlines()
        assert f"policy.toml, line {line}: {text.en}." in refused.value.text.en.splitlines()


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_its_lines() -> None:
    written = """
# mine
["account.payment"]
hold = "account"
probe = "helth"
alert = "boss"

["limit.pair"]
retry = [
    "1m",
    "-5m",
]
then = "retry"

[general]
grace_hours = 1000

["no.such"]
then = "sms"

[recipient.opted_out]
hold = "recipient_marketing"
probe = "resume"
retry = ["soon"]
then = "sms"
"""
    with pytest.raises(BadPolicy) as refused:
        read_policy(written, "mine.toml")
    assert [line for line, _ in refused.value.faults] == [5, 6, 9, 13, 16, 18, 24, 25]


def test_multi_line_values_comments_and_inline_tables_do_not_confuse_the_lines() -> None:
    written = (
        "# retry = [\n\r\n"
        '"limit.app" = { retry = ["1m"], then = "sms" }  # [x]\r\n'
        "[limit.throughput] # = \n"
        "retry = [ # the\n"
        '  "1m", # [limit.pair]\n'
        "]\n"
        'then = """\\\n'
        '    hold"""\n'
    )
    with pytest.raises(BadPolicy) as refused:
        read_policy(written, "policy.toml")
    assert [line for line, _ in refused.value.faults] == [8]
