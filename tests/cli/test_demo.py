"""`terkirim demo`: repeatable, balanced, nothing lost, for any list."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]


def _demo(*words: str) -> dict[str, Any]:
    ran = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-c", "from terkirim.cli import main; main()", "demo", "--json", *words],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
        timeout=300,
    )
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


def test_a_small_list_of_another_shape_meets_everything_and_repeats_exactly() -> None:
    words = ("--contacts", "examples/contacts-semicolon.csv", "--seed", "7")
    report = _demo(*words)
    assert report["accepted"] + report["rejected"] == report["input_rows"]
    assert sum(report["states"].values()) == report["messages"] >= report["accepted"]
    assert (report["lost"], report["duplicates"]) == (0, 0)
    assert report == _demo(*words)


def test_the_whole_demo_meets_every_cause_and_loses_nothing() -> None:
    report = _demo()
    assert report["input_rows"] >= 2000
    assert report["accepted"] + report["rejected"] == report["input_rows"]
    assert sum(report["states"].values()) == report["messages"]
    assert (report["lost"], report["duplicates"]) == (0, 0)
    assert {
        "recipient.not_on_test_list",
        "recipient.no_whatsapp",
        "recipient.unreachable",
        "recipient.in_experiment",
        "recipient.marketing_cap",
        "sender.spam_signal",
        "window.closed",
        "message.unsupported_type",
        "account.payment",
        "template.parameter_count",
        "template.language_missing",
        "account.balance",
        "account.locked",
        "sender.not_registered",
    } <= set(report["causes"])
    assert all(alert["resolved_at"] for alert in report["alerts"])
    assert report["sms"] > 0
