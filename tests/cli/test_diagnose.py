"""`terkirim diagnose`: the nine codes, told apart by their evidence."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from terkirim.cli import app

RUN = CliRunner()
DAY = 86_400

CASES: list[tuple[int, dict[str, Any], str, str]] = [
    (131030, {"sender": {"account_mode": "SANDBOX"}}, "recipient.not_on_test_list", "hold"),
    (131030, {"sender": {"account_mode": "LIVE"}}, "recipient.no_whatsapp", "reroute"),
    (131026, {"recipient": {"failures": 2}}, "recipient.unreachable", "give_up"),
    (130472, {"template": {"category": "MARKETING"}}, "recipient.in_experiment", "retry"),
    (131049, {"recipient": {"region": "ID"}}, "recipient.marketing_cap", "hold"),
    (131049, {"recipient": {"region": "US"}}, "recipient.marketing_cap", "reroute"),
    (131049, {"spread": {"code_share_of_sender": 0.5, "sample": 99}}, "sender.spam_signal", "hold"),
    (131047, {"window": {"last_inbound_age_s": 2 * DAY}}, "window.closed", "reroute"),
    (131047, {"window": {"last_inbound_age_s": 7200}}, "window.contradicted", "retry"),
    (
        131051,
        {"window": {"last_inbound_age_s": 2 * DAY}, "message": {"kind": "text"}},
        "window.closed",
        "reopen",
    ),
    (
        131051,
        {"window": {"last_inbound_age_s": 60}, "message": {"kind": "hologram"}},
        "message.unsupported_type",
        "give_up",
    ),
    (131042, {"account": {"health_codes": [141006]}}, "account.payment", "hold"),
    (
        132001,
        {
            "template": {
                "exists": True,
                "languages": ["id"],
                "requested_language": "id",
                "status": "APPROVED",
                "declared_parameters": 3,
                "sent_parameters": 2,
            }
        },
        "template.parameter_count",
        "hold",
    ),
    (132001, {"template": {"exists": False}}, "template.missing", "hold"),
    (
        132001,
        {"template": {"exists": True, "languages": ["en_US"], "requested_language": "en"}},
        "template.language_missing",
        "hold",
    ),
    (131031, {"account": {"balance_empty": True}}, "account.balance", "hold"),
    (131031, {"account": {"health_codes": [141014]}}, "account.locked", "hold"),
    (133010, {"sender": {"platform_type": "NOT_APPLICABLE"}}, "sender.not_registered", "hold"),
]


@pytest.mark.parametrize(("code", "evidence", "cause", "remedy"), CASES)
def test_a_code_is_read_by_its_evidence(
    code: int, evidence: dict[str, Any], cause: str, remedy: str
) -> None:
    line = json.dumps({"error": {"code": code}, "evidence": evidence})
    shown = RUN.invoke(app, ["diagnose", "--json"], input=line)
    assert shown.exit_code == 0, shown.output
    answer = json.loads(shown.stdout)
    assert answer["cause"] == cause
    assert 0 < answer["confidence"] <= 1
    assert remedy in [one["remedy"] for one in answer["remedies"]]
    assert answer["explanation"]["id"] != answer["explanation"]["en"]


def test_131030_from_a_live_sender_is_of_low_confidence_and_says_why() -> None:
    line = json.dumps({"error": {"code": 131030}, "evidence": {"sender": {"account_mode": "LIVE"}}})
    answer = json.loads(RUN.invoke(app, ["diagnose", "--json"], input=line).stdout)
    assert answer["confidence"] < 0.5
    assert answer["contradictions"]


def test_a_bad_line_is_named_and_the_others_are_answered() -> None:
    lines = '{"error": {"code": 131026}}\nnot json\n{"error": {"code": 1}}\n'
    shown = RUN.invoke(app, ["diagnose", "--json"], input=lines)
    assert shown.exit_code == 2
    assert len(shown.stdout.splitlines()) == 2
    assert "2" in shown.stderr


def test_an_unknown_code_is_unknown() -> None:
    shown = RUN.invoke(app, ["diagnose", "--json"], input='{"error": {"code": 987654}}')
    assert json.loads(shown.stdout)["cause"] == "service.unknown"
