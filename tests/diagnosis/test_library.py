"""`terkirim` as a library: light, typed, honest about its evidence."""

import json
import subprocess
import sys

import pytest

import terkirim
from terkirim import BadInput, Cause, Evidence, diagnose
from terkirim.knowledge.catalogue import cause_words

HEAVY = ["sqlalchemy", "starlette", "fastapi", "uvicorn", "aiohttp", "typer", "rich", "pydantic"]


def test_importing_it_pulls_in_neither_database_nor_web_framework() -> None:
    program = (
        "import sys, json, terkirim;"
        "terkirim.diagnose({'code': 131049}, {'recipient': {'region': 'US'}});"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    loaded = set(json.loads(run.stdout))
    assert loaded & set(HEAVY) == set()
    assert "terkirim" in loaded


def test_the_public_names_are_there() -> None:
    for name in terkirim.__all__:
        assert getattr(terkirim, name)
    assert terkirim.explain(131049).code == 131049


def test_evidence_is_a_record_or_its_json_form() -> None:
    written = {"window": {"last_inbound_age_s": 7200}}
    typed = Evidence(window=terkirim.knowledge.diagnosis.evidence.Window(last_inbound_age_s=7200))
    assert diagnose(131047, written) == diagnose(131047, typed)
    assert diagnose(131047, written).cause is Cause.WINDOW_CONTRADICTED


@pytest.mark.parametrize(
    ("evidence", "named"),
    [
        ({"windows": {}}, "windows"),
        ({"window": {"last_inbound_age": 3}}, "last_inbound_age"),
        ({"account": {"balance_empty": "yes"}}, "balance_empty"),
    ],
)
def test_a_slip_in_the_evidence_is_named_not_ignored(
    evidence: dict[str, object], named: str
) -> None:
    with pytest.raises(BadInput, match=named) as slip:
        diagnose(131047, evidence)
    assert slip.value.text.id != slip.value.text.en


def test_absent_evidence_is_unknown_never_false() -> None:
    silent = diagnose(131031)
    denied = diagnose(131031, {"account": {"balance_empty": False}})
    assert silent.cause == denied.cause == Cause.LOCKED
    balance = [other.cause for other in silent.alternatives]
    assert Cause.BALANCE in balance
    assert Cause.BALANCE not in [other.cause for other in denied.alternatives]


def test_conflicting_evidence_is_named_and_lowers_confidence() -> None:
    plain = diagnose(131031, {"account": {"health_codes": [141014]}})
    torn = diagnose(131031, {"account": {"health_codes": [141014], "balance_empty": True}})
    assert plain.cause == torn.cause == Cause.LOCKED
    assert torn.confidence < plain.confidence
    assert any("balance" in fact for fact in torn.contradictions)


def test_an_alternative_names_the_test_that_would_prove_it() -> None:
    found = diagnose(131031)
    assert found.alternatives
    for other in found.alternatives:
        assert other.proof.id != other.proof.en
        assert other.confidence < 1


@pytest.mark.parametrize("cause", Cause, ids=str)
def test_every_cause_has_a_proof(cause: Cause) -> None:
    proof = cause_words(cause).proof
    assert proof.id.endswith(".")
    assert proof.en.endswith(".")
