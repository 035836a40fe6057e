"""`terkirim explain`, as a person or a program uses it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import Result

from terkirim.knowledge import catalogue

GUIDE = ("131030", "131026", "130472", "131049", "131051", "131042", "132001", "131031", "133010")
Run = Callable[..., Result]


def flat(result: Result) -> str:
    """What was printed, its lines joined, so that wrapping does not matter."""
    return " ".join(result.stdout.split())


def test_without_a_code_the_guides_table_in_three_families(run: Run) -> None:
    result = run("--lang", "id")

    assert result.exit_code == 0
    assert all(code in result.stdout for code in GUIDE)
    assert "131048 " not in result.stdout
    families = ["Data dan penerima", "Kebijakan", "Administrasi dan sistem"]
    places = [result.stdout.index(family) for family in families]
    assert places == sorted(places)
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    assert "✗" in result.stdout


def test_a_page_keeps_the_two_readings_apart(run: Run) -> None:
    entry = catalogue.entry(131051)
    assert entry.guide
    assert entry.meta

    shown = flat(run("131051"))

    for text in (entry.title, entry.cause, entry.impact, entry.remedy, entry.developer):
        assert text.en in shown
    guide = shown.index("As popular guides read it")
    meta = shown.index("As Meta documents it")
    assert guide < shown.index(entry.guide.reading.en) < meta < shown.index(entry.meta.en)
    assert "Meta documents this cause under another code" in shown[guide:meta]
    assert "131047" in shown[guide:meta]
    assert "message.unsupported_type" in shown
    assert all(source in shown for source in entry.sources)


def test_a_page_without_a_second_reading_shows_none(run: Run) -> None:
    assert "popular guides" not in run("190").stdout


@pytest.mark.parametrize("code", [entry.code for entry in catalogue.entries()])
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_code_has_a_page_in_both_languages(run: Run, code: int, language: str) -> None:
    result = run(str(code), "--lang", language, COLUMNS="60")

    assert result.exit_code == 0
    wrapped = (line for line in result.stdout.splitlines() if "https://" not in line)
    assert all(len(line) <= 60 for line in wrapped)


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"LANG": "id_ID.UTF-8"}, "Sebab"),
        ({"LC_ALL": "id_ID.UTF-8", "LANG": "en_US.UTF-8"}, "Sebab"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "id_ID.UTF-8"}, "Cause"),
        ({"LANG": "de_DE.UTF-8"}, "Cause"),
        ({"LANG": ""}, "Cause"),
    ],
)
def test_the_language_is_the_environments(run: Run, environment: dict[str, str], word: str) -> None:
    assert f"\n{word}\n" in run("131042", **environment).stdout


def test_the_asked_language_wins_over_the_environment(run: Run) -> None:
    assert "\nCause\n" in run("131042", "--lang", "en", LANG="id_ID.UTF-8").stdout


def test_json_is_the_entry_in_both_languages_and_nothing_else(run: Run) -> None:
    result = run("131049", "--json", LANG="id_ID.UTF-8")

    form: dict[str, Any] = json.loads(result.stdout)
    assert result.stderr == ""
    assert form["code"] == 131049
    assert form["title"] == {
        "id": "Promosi ditahan demi ekosistem yang sehat",
        "en": "Marketing withheld for a healthy ecosystem",
    }
    assert form["guide"]["verdict"] == "partly"
    assert form["guide"]["means"] == [131048, 131050]
    assert form["family_title"]["en"] == "Policy"
    assert list(form["cause_words"]) == form["causes"]


def test_json_without_a_code_is_the_guides_list(run: Run) -> None:
    forms = json.loads(run("--json").stdout)

    assert {str(form["code"]) for form in forms} == set(GUIDE)


def test_all_and_family_choose_among_every_code(run: Run) -> None:
    every = json.loads(run("--all", "--json").stdout)
    policy = json.loads(run("--family", "policy", "--json").stdout)

    assert [form["code"] for form in every] == [entry.code for entry in catalogue.entries()]
    assert {form["family"] for form in policy} == {"policy"}
    assert 131048 in [form["code"] for form in policy]


def test_search_finds_words_of_the_other_language(run: Run) -> None:
    result = run("--search", "kartu ditolak", "--lang", "en")

    assert result.exit_code == 0
    assert "131042" in result.stdout
    assert "Payment issue" in result.stdout


def test_several_codes_give_several_pages(run: Run) -> None:
    shown = run("131030", "190", "131030").stdout

    assert shown.count("131030  Recipient not on the allowed list") == 1
    assert "190  Access token not valid" in shown
    assert [form["code"] for form in json.loads(run("4", "190", "--json").stdout)] == [4, 190]


def test_a_raw_error_is_explained_quoted_or_not(run: Run) -> None:
    whole = '{"error": {"message": "(#133010) Account not registered", "code": 133010}}'

    assert "133010  Sender not registered" in run(whole).stdout
    assert "133010  Sender not registered" in run("(#133010)", "Account", "not").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["halo", "{x}", "--lang", "id"], 'Tidak ada kode galat dalam "halo {x}"'),
        (["--search", "qzxv", "--lang", "en"], "No code matches."),
        (["190", "--search", "token", "--lang", "en"], "CODE does not go with --search."),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_sentence(
    run: Run, arguments: list[str], sentence: str
) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(sentence)
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "suggestion", "record", "report"),
    [
        (
            ["132999", "--lang", "id"],
            "Kode 132999 belum ada di katalog; dari nomornya, ini soal template.",
            "Catat:",
            "Laporkan ke Meta",
        ),
        (
            ["132999", "--lang", "en", "--json"],
            "Code 132999 is not in the catalogue; by its number it is about templates.",
            "Record:",
            "Report it to Meta",
        ),
        (
            ["(#777777) Something new", "--lang", "en"],
            "Code 777777 is not in the catalogue, and its number belongs to no known group.",
            "Record:",
            "Report it to Meta",
        ),
    ],
)
def test_an_unknown_code_says_what_it_may_be_what_to_record_and_where_to_report(
    run: Run, arguments: list[str], suggestion: str, record: str, report: str
) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines[0] == suggestion
    assert lines[1].startswith(record)
    assert lines[2].startswith(report)
    assert all(word in lines[1] for word in ("fbtrace_id", "phone_number_id", "error_data"))


def test_several_possible_causes_come_with_what_would_prove_each(run: Run) -> None:
    several, one = catalogue.entry(131031), catalogue.entry(131050)

    shown = flat(run("131031"))

    assert len(several.causes) > 1
    assert all(catalogue.cause_words(cause).proof.en in shown for cause in several.causes)
    assert len(one.causes) == 1
    assert "How to be sure" not in run("131050").stdout


def test_a_subcode_in_a_body_is_explained_and_its_carrier_named(run: Run) -> None:
    body = {"error": {"message": "(#100) x", "code": 100, "error_subcode": 2388024}}

    shown = flat(run(json.dumps(body)))

    assert shown.startswith("2388024 ")
    carrier = f"A subcode of 100 ({catalogue.entry(100).title.en})"
    assert shown.index(carrier) < shown.index(" Cause ")


def test_an_echoed_subcode_leaves_the_code_itself_explained(run: Run) -> None:
    body = {"error": {"code": 130429, "error_subcode": 2494055}}

    assert run(json.dumps(body)).stdout.startswith("130429 ")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("470", "Legacy code (On-Premises API, ended October 2025)"),
        ("141006", "Health status code"),
        ("421", "A status your own Flow endpoint answers"),
    ],
)
def test_a_code_of_another_kind_says_so_at_the_top(run: Run, code: str, kind: str) -> None:
    shown = flat(run(code))

    assert 0 < shown.index(kind) < shown.index(" Cause ")


def test_one_number_may_be_two_kinds_of_code(run: Run) -> None:
    shown = flat(run("432", "--lang", "id"))

    top = shown[: shown.index(" Sebab ")]
    assert "kode lama (API On-Premises" in top
    assert "endpoint Flow Anda" in top


def test_a_legacy_page_is_short_and_names_what_took_its_place(run: Run) -> None:
    old, new = run("470", "--lang", "en"), run("131047", "--lang", "en")

    assert f"131047 ({catalogue.entry(131047).title.en})" in flat(old)
    assert "window.closed" in old.stdout
    for left_out in ("Impact", "Terkirim: "):
        assert left_out in new.stdout
        assert left_out not in old.stdout


def test_details_are_listed_and_those_of_the_pasted_error_told_first(run: Run) -> None:
    entry = next(each for each in catalogue.entries() if len(each.details) > 1)
    first, second = entry.details[:2]
    body = {"error": {"code": entry.code, "error_data": {"details": second.match[0].upper()}}}

    plain, pasted = flat(run(str(entry.code))), flat(run(json.dumps(body)))

    assert "What your error's text tells" not in plain
    assert plain.index("When the error's text says") < plain.index(first.reading.en)
    told = pasted[pasted.index("What your error's text tells") : pasted.index(" Cause ")]
    assert second.reading.en in told
    assert first.reading.en not in told


def test_metas_title_alone_names_its_codes(run: Run) -> None:
    shown = run("Re-engagement", "message").stdout
    assert "131047" in shown
    assert "130470" in shown


def test_a_code_of_the_permission_range_has_the_page_of_200(run: Run) -> None:
    assert run("250").stdout == run("200").stdout
