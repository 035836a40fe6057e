"""Errors are read from whatever they come in; real published bodies are read right."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pywa.errors import WhatsAppError

from terkirim import diagnose, read_error
from terkirim.errors import GraphError

PAYLOADS = Path(__file__).parents[3] / "shared" / "payloads"
INDEX = PAYLOADS / "INDEX.csv"
ERROR = {
    "message": "(#131030) Recipient phone number not in allowed list",
    "type": "OAuthException",
    "code": 131030,
    "error_subcode": 2655007,
    "error_data": {"messaging_product": "whatsapp", "details": "Add it to the recipient list."},
    "fbtrace_id": "Atrace",
}


def published() -> list[tuple[str, list[int]]]:
    """Each published body that carries a code, with the codes an independent reader found."""
    if not INDEX.is_file():
        return []
    with INDEX.open(newline="", encoding="utf-8") as lines:
        rows = [(row["file"], row["expected"]) for row in csv.DictReader(lines)]
    found = [(file, re.findall(r"(?:^|;|\s)code=(\d+)", expected)) for file, expected in rows]
    return [(file, list(map(int, codes))) for file, codes in found if codes]


def webhook(**value: Any) -> dict[str, Any]:
    """A webhook around a `value`."""
    changes = [{"field": "messages", "value": {"messaging_product": "whatsapp", **value}}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}


@pytest.mark.skipif(not INDEX.is_file(), reason="the shared folder of real payloads is not here")
@pytest.mark.parametrize(("file", "codes"), published())
def test_a_published_body_is_read(file: str, codes: list[int]) -> None:
    body = json.loads((PAYLOADS / file).read_text("utf-8"))
    report = read_error(body)
    assert report.code == codes[0]
    assert 0 <= diagnose(report).confidence <= 1


@pytest.mark.parametrize(
    "form",
    [
        {"error": ERROR},
        ERROR,
        [ERROR],
        {"errors": [ERROR]},
        {"status": "failed", "errors": [ERROR]},
        json.dumps({"error": ERROR}),
        json.dumps({"error": ERROR}).encode(),
        webhook(statuses=[{"id": "wamid.A", "status": "failed", "errors": [ERROR]}]),
        GraphError(400, {"error": ERROR}),
        WhatsAppError.from_dict(ERROR),
    ],
)
def test_every_form_of_the_same_error_is_read_alike(form: object) -> None:
    report = read_error(form)
    assert (report.code, report.subcode) == (131030, 2655007)
    assert report.details == "Add it to the recipient list."
    assert report.trace == "Atrace"
    assert diagnose(form, {"sender": {"account_mode": "SANDBOX"}}).cause.value == (
        "recipient.not_on_test_list"
    )


@pytest.mark.parametrize(
    ("body", "surface"),
    [
        ({"error": ERROR}, "sync"),
        (webhook(statuses=[{"status": "failed", "errors": [ERROR]}]), "status_webhook"),
        (webhook(messages=[{"type": "unsupported", "errors": [ERROR]}]), "message_webhook"),
        (webhook(errors=[ERROR]), "errors_webhook"),
        (
            webhook(statuses=[{"status": "sent"}, {"status": "failed", "errors": [ERROR]}]),
            "status_webhook",
        ),
    ],
)
def test_the_shape_tells_the_surface(body: dict[str, Any], surface: str) -> None:
    report = read_error(body)
    assert (report.code, report.surface) == (131030, surface)
    assert read_error(body, surface="errors_webhook").surface == "errors_webhook"


def test_a_sentence_and_a_number_are_read() -> None:
    assert read_error("(#131030) Recipient phone number not in allowed list").code == 131030
    assert read_error("131047").code == 131047
    assert read_error(131047).code == 131047
    assert read_error("nothing of the kind").code is None


def test_a_pywa_error_with_a_code_as_text_is_read() -> None:
    raised = WhatsAppError.from_dict({"code": "131047", "message": "Re-engagement message"})
    assert diagnose(raised).cause.value == "window.closed"


def test_an_exception_of_another_library_is_read_by_its_text() -> None:
    assert read_error(RuntimeError("failed: (#131047) Re-engagement message")).code == 131047
    assert read_error(RuntimeError("boom")).code is None


def test_a_providers_own_number_is_not_taken_for_metas() -> None:
    gupshup = {"type": "failed", "payload": {"code": 1003, "reason": "Wallet balance low"}}
    report = read_error(gupshup, provider="gupshup")
    assert (report.code, report.provider, report.provider_code) == (None, "gupshup", "1003")


def test_metas_code_within_a_providers_error_wins() -> None:
    inner = {"code": "131042", "message": "Payment", "error_data": "no funds", "fbtrace_id": "A"}
    body = {"error": {"status": 402, "code": "BALANCE_INSUFFICIENT", "whatsappApiError": inner}}
    report = read_error(body, provider="ycloud")
    assert (report.code, report.provider_code) == (131042, "BALANCE_INSUFFICIENT")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("error", "errors", "code", "error_data", "details", "message", "entry"),
                    *("changes", "value", "statuses", "messages", "error_subcode"),
                    *("is_transient", "payload"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(body=JSON, provider=st.none() | st.sampled_from(["twilio", "gupshup", "nobody"]))
def test_nothing_that_json_can_say_breaks_the_reading(body: Any, provider: str | None) -> None:
    found = diagnose(body, provider=provider)
    assert 0 <= found.confidence <= 1
