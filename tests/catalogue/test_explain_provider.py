"""`terkirim explain --provider`: a provider's own codes, as typed or within a pasted body."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import Result

from terkirim.knowledge import catalogue
from terkirim.vocabulary.causes import Cause

Run = Callable[..., Result]

TWILIO = {
    "code": 63016,
    "message": "Failed to send freeform message because you are outside the allowed window",
    "more_info": "https://www.twilio.com/docs/errors/63016",
    "status": 400,
}
GUPSHUP = {
    "app": "Toko 1002",
    "timestamp": 1790000000000,
    "type": "message-event",
    "payload": {
        "id": "59f8db90-c37e-4408-90ab-cc54ef8246ad",
        "type": "failed",
        "destination": "6281200000000",
        "payload": {"code": 1003, "reason": "Message sending failed as user has low balance"},
    },
}
YCLOUD = {"error": {"status": 403, "code": "BALANCE_INSUFFICIENT", "message": "Balance too low."}}
YCLOUD_OF_META = {
    "type": "whatsapp.message.updated",
    "whatsappMessage": {
        "status": "failed",
        "whatsappApiError": {"message": "(#131042) x", "code": "131042", "error_data": "unpaid"},
    },
}
VONAGE = {
    "status": 403,
    "type": "https://developer.vonage.com/api-errors#low-balance",
    "title": "Low balance",
    "detail": "This request could not be performed due to your account balance being low.",
}

DIALOG = {"meta": {"http_code": 400, "developer_message": "Blocked due to lack of payment"}}


def flat(result: Result) -> str:
    return " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("provider", "pasted", "cause"),
    [
        ("twilio", "63016", "window.closed"),
        ("Twilio", json.dumps(TWILIO), "window.closed"),
        ("twilio", "MessageStatus=failed&ErrorCode=63016&To=whatsapp%3A%2B62", "window.closed"),
        ("twilio", "Error 63016: outside the allowed window", "window.closed"),
        ("gupshup", "1003", "account.balance"),
        ("GUPSHUP", json.dumps(GUPSHUP), "account.balance"),
        ("gupshup", "1002", "recipient.no_whatsapp"),
        ("ycloud", "balance_insufficient", "account.balance"),
        ("ycloud", json.dumps(YCLOUD), "account.balance"),
        ("vonage", json.dumps(VONAGE), "account.balance"),
        ("360dialog", json.dumps(DIALOG), "account.balance"),
        ("360dialog", "400", "service.unknown"),
        ("360Dialog", "401", "access.token_invalid"),
    ],
)
def test_a_providers_code_is_told_in_terkirims_causes(
    run: Run, provider: str, pasted: str, cause: str
) -> None:
    result = run("--provider", provider, pasted, "--json")

    form: dict[str, Any] = json.loads(result.stdout)
    assert form["causes"][0] == cause
    assert form["cause_words"][cause]["title"].keys() == {"id", "en"}
    assert form["provider"] == provider.lower()


def test_an_errors_address_says_more_than_its_status(run: Run) -> None:
    form = json.loads(run("--provider", "vonage", json.dumps(VONAGE), "--json").stdout)

    assert form["code"] == "low-balance"


def test_a_page_names_metas_codes_by_meaning_and_by_the_official_table(run: Run) -> None:
    shown = flat(run("--provider", "twilio", "63016"))

    meaning = shown.index("Codes of Meta that mean the same")
    official = shown.index("Old numbers of Meta (On-Premises) by Twilio's official table")
    assert "131047" in shown[meaning:official]
    assert "470" in shown[official:]
    assert catalogue.cause_words(Cause.WINDOW_CLOSED).explanation.en in shown[:meaning]
    provider = catalogue.provider("twilio")
    assert " ".join(provider.note.en.split()) in shown
    assert all(source in shown for source in provider.sources)


def test_a_number_that_means_something_else_at_meta_carries_a_warning(run: Run) -> None:
    metas = catalogue.entry(1002).title

    gupshup = flat(run("--provider", "gupshup", "1002", "--lang", "id"))

    assert f"Hati-hati: di Meta, 1002 berarti lain ({metas.id})" in gupshup
    assert "Hati-hati" not in flat(run("--provider", "twilio", "63016", "--lang", "id"))


def test_six_digits_the_provider_does_not_use_are_metas(run: Run) -> None:
    assert "131047" in run("--provider", "gupshup", "131047").stdout
    assert run("--provider", "gupshup", "1013").exit_code == 2, "not Meta's old 1013"


def test_metas_own_code_within_a_providers_body_is_explained(run: Run) -> None:
    result = run("--provider", "ycloud", json.dumps(YCLOUD_OF_META))

    assert result.exit_code == 0
    assert "YCloud error holds Meta's 131042" in flat(result)
    assert catalogue.entry(131042).cause.en in flat(result)


@pytest.mark.parametrize("provider", sorted(catalogue.PROVIDERS))
@pytest.mark.parametrize("language", ["id", "en"])
def test_without_a_code_all_of_a_providers_codes_are_listed(
    run: Run, provider: str, language: str
) -> None:
    shown = run("--provider", provider, "--lang", language).stdout
    forms = json.loads(run("--provider", provider, "--json").stdout)

    codes = [code.code for code in catalogue.provider(provider).codes]
    assert codes == [form["code"] for form in forms]
    assert all(code in shown for code in codes)


def test_every_code_of_every_provider_has_a_page(run: Run) -> None:
    for provider in catalogue.PROVIDERS:
        for code in catalogue.provider(provider).codes:
            shown = run("--provider", provider, code.code, "--lang", "id").stdout
            assert code.title.id in " ".join(shown.split())
            assert all(cause in shown for cause in code.causes)


def test_an_unknown_provider_is_answered_with_the_known_ones(run: Run) -> None:
    result = run("--provider", "nexmo", "3", "--lang", "id")

    assert result.exit_code == 2
    assert result.stderr.startswith("Penyedia nexmo tidak dikenal.")
    assert all(name in result.stderr for name in catalogue.PROVIDERS)


@pytest.mark.parametrize(("language", "word"), [("id", "Catat:"), ("en", "Record:")])
def test_an_unknown_code_of_a_provider_says_what_to_record(
    run: Run, language: str, word: str
) -> None:
    result = run("--provider", "twilio", "69999", "--lang", language)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "69999" in result.stderr
    assert "terkirim explain --provider twilio" in result.stderr
    assert f"\n{word}" in result.stderr


def test_a_provider_does_not_go_with_a_search(run: Run) -> None:
    assert run("--provider", "twilio", "--search", "saldo").exit_code == 2
