"""`terkirim diagnose`: the nine codes, told apart by their evidence."""

import json
from pathlib import Path
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


def test_what_cannot_be_decoded_costs_its_own_line_only() -> None:
    lines = b'{"error":{"code":131049,"message":"\xff\xfe"}}\n{"error":{"code":1}}\n'
    shown = RUN.invoke(app, ["diagnose", "--json"], input=lines)
    assert shown.exit_code == 2
    [answer] = [json.loads(line) for line in shown.stdout.splitlines()]
    assert (answer["line"], answer["code"]) == (2, 1)
    assert shown.stderr.startswith("Line 1 is not usable")


@pytest.mark.parametrize(
    "line",
    [
        '{"code": 131047}',
        '{"error": {"code": 131047}, "id": "a-17"}',
        '\ufeff{"error": {"code": 131047}}',
        '{"entry": [{"changes": [{"value": {"statuses": [{"errors": [{"code": 131047}]}]}}]}]}',
        '"(#131047) Re-engagement message"',
    ],
)
def test_a_body_may_stand_alone_and_an_id_comes_back(line: str) -> None:
    answer = json.loads(RUN.invoke(app, ["diagnose", "--json"], input=line).stdout)
    assert answer["cause"] == "window.closed"
    assert answer.get("id") == ("a-17" if "a-17" in line else None)


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ({"spread": {"code_share_of_sender": 31}}, "spread.code_share_of_sender"),
        ({"window": {"last_inbound_age_s": -5}}, "window.last_inbound_age_s"),
        ({"recipient": {"region": "us"}}, "recipient.region"),
        ({"sender": {"quality": "red"}}, "sender.quality"),
        ({"recipients": {}}, "“recipients”"),
    ],
)
def test_impossible_evidence_is_refused_in_the_readers_language(
    evidence: dict[str, Any], said: str
) -> None:
    line = json.dumps({"error": {"code": 131049}, "evidence": evidence})
    for language, begins in (("id", "Baris 1 tidak dapat dipakai"), ("en", "Line 1 is not usable")):
        shown = RUN.invoke(app, ["diagnose", "--lang", language], input=line)
        assert shown.exit_code == 2
        assert shown.stderr.startswith(begins)
        assert said in shown.stderr


@pytest.mark.parametrize(
    ("code", "evidence"),
    [
        (132001, {"template": {"exists": True, "status": "APPROVED", "age_s": 60}}),
        (131030, {"sender": {"account_mode": "LIVE"}}),
        (131042, {"account": {"health_codes": [141006, 141014]}}),
        (131049, {"recipient": {"region": "US"}, "sender": {"quality": "RED"}}),
    ],
)
def test_no_alternative_is_likelier_than_the_answer(code: int, evidence: dict[str, Any]) -> None:
    line = json.dumps({"error": {"code": code}, "evidence": evidence})
    answer = json.loads(RUN.invoke(app, ["diagnose", "--json"], input=line).stdout)
    assert all(other["confidence"] <= answer["confidence"] for other in answer["alternatives"])


def test_a_message_that_arrived_after_all_needs_nothing() -> None:
    line = '{"error": {"code": 131026}, "evidence": {"message": {"delivered_too": true}}}'
    answer = json.loads(RUN.invoke(app, ["diagnose", "--json"], input=line).stdout)
    assert answer["remedies"] == []


def test_the_owners_policy_decides(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('["recipient.in_experiment"]\nthen = "give_up"\n')
    line = '{"error": {"code": 130472}}'
    shown = RUN.invoke(app, ["diagnose", "--json", "--policy", str(file)], input=line)
    assert [one["remedy"] for one in json.loads(shown.stdout)["remedies"]] == ["give_up"]
