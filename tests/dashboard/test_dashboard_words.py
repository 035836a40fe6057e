"""The dashboard's words: all translated, and a word for everything the product records."""

import ast
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import terkirim.delivery
from dashboard.facts import Fact, facts
from dashboard.wording import translated, written_down
from diagnosis.labelled_set import read_cases
from terkirim.delivery.insights.model import Station
from terkirim.vocabulary.states import State
from terkirim.vocabulary.text import LANGUAGES, Language
from terkirim.web.dashboard.language import translations
from terkirim.web.dashboard.reader import Reader
from terkirim.web.dashboard.words.evidence import EXACT, FORMS, fact_words
from terkirim.web.dashboard.words.states import STATES
from terkirim.web.dashboard.words.stations import days

PLACE = re.compile(r"%\((\w+)\)s")


def reader(language: Language = "id") -> Reader:
    return Reader(language, ZoneInfo("Asia/Jakarta"), translations(language))


def test_every_sentence_has_its_indonesian_and_none_is_left_over() -> None:
    known = translated()
    assert set(written_down()) == set(known)
    for msgid, said in known.items():
        assert said, msgid
        english = msgid if isinstance(msgid, str) else " ".join(msgid)
        assert set(PLACE.findall(said)) == set(PLACE.findall(english)), msgid


def test_every_state_has_a_word() -> None:
    assert set(STATES) == set(State)


@pytest.mark.parametrize("fact", facts(), ids=str)
def test_every_fact_of_a_diagnosis_is_said_in_words(fact: Fact) -> None:
    said = {fact_words(reader(language), fact.example) for language in LANGUAGES}
    assert len(said) == 2
    assert fact.example not in said
    indonesian = fact_words(reader("id"), fact.example)
    assert not [part for part in fact.prose if part in indonesian]


@pytest.mark.parametrize("fact", sorted(EXACT))
def test_no_words_are_kept_for_a_fact_nobody_names(fact: str) -> None:
    assert any(re.fullmatch(each.pattern, fact) for each in facts())


@pytest.mark.parametrize("form", FORMS)
def test_no_form_is_kept_for_facts_nobody_names(form: str) -> None:
    assert any(re.fullmatch(form, each.example) for each in facts())


def test_what_labelled_errors_are_diagnosed_by_is_said_in_words() -> None:
    diagnoses = [case.diagnose() for case in read_cases()]
    named = {fact for each in diagnoses for fact in (*each.evidence_used, *each.contradictions)}
    for fact in named:
        said = {fact_words(reader(language), fact) for language in LANGUAGES}
        assert len(said) == 2, fact
        assert fact not in said


def test_evidence_for_a_cause_that_did_not_prevail_is_said_with_the_cause() -> None:
    fact = "sender.quality=RED speaks for sender.spam_signal"
    assert [fact_words(reader(language), fact) for language in LANGUAGES] == [
        "Meta menilai mutu nomor pengirim rendah (merah); "
        "ini mengarah ke “Nomor pengirim dianggap mengganggu”",
        "Meta rates the sender's quality as low (red); "
        "that points to “The sender is being treated as spam”",
    ]


def test_the_words_of_an_error_are_quoted() -> None:
    assert fact_words(reader("en"), 'details "format"') == "The error's own words say “format”"


def kinds() -> set[str]:
    """Every kind of event the product writes."""
    found = set()
    for path in Path(terkirim.delivery.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                place = {"move": 2, "note": 1, "add": 1}.get(node.func.attr)
                owner = getattr(node.func.value, "id", "")
                if place is not None and owner == "ledger" and len(node.args) > place:
                    kind = node.args[place]
                    found |= {kind.value} if isinstance(kind, ast.Constant) else set()
    return {str(kind) for kind in found} | {"sms_sent", "sms_waiting", "sms_failed", "read"}


@pytest.mark.parametrize("kind", sorted(kinds()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_event_is_told_in_words(kind: str, language: Language) -> None:
    [(_, [line])] = days(reader(language), [Station(0.0, kind, State.QUEUED, {})])
    assert line.title != kind.replace("_", " ")


def test_a_kind_from_a_newer_version_is_shown_as_it_is() -> None:
    station = Station(0.0, "teleported", State.QUEUED, {"cause": "what.ever"})
    [(_, [line])] = days(reader(), [station])
    assert line.title == "teleported"


def test_figures_are_written_as_the_reader_writes_them() -> None:
    assert (reader("id").number(1234567), reader("en").number(1234567)) == (
        "1.234.567",
        "1,234,567",
    )
    shares = [reader("en").percent(share) for share in (0, 0.0004, 0.004, 0.37, 0.9996, 1)]
    assert shares == ["0%", "< 0.1%", "0.4%", "37%", "99.9%", "100%"]
    assert reader("id").moment(1_790_000_000) == "21 Sep 2026 21.13 WIB"
    assert reader("en").moment(1_790_000_000) == "21 Sep 2026 21:13 WIB"
