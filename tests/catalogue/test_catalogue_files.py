"""Every file of the catalogue is valid, complete in both languages, and what it says it is."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from terkirim.errors import BadInput
from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue.load import convert, read_file, read_folder
from terkirim.knowledge.catalogue.model import CauseWords, Entry
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import LANGUAGES, Text

FOLDER = Path(catalogue.__file__).parent / "codes"
FILES = sorted(FOLDER.iterdir())
GUIDE_FAMILIES = {
    131030: "data_and_recipients",
    131026: "data_and_recipients",
    130472: "data_and_recipients",
    131049: "policy",
    131051: "policy",
    131042: "administration_and_system",
    132001: "administration_and_system",
    131031: "administration_and_system",
    133010: "administration_and_system",
}
REFUSED_BEFORE_PROCESSING = {4, 80007, 80008, 130429, 131056, 131208}
ALSO_NEEDED = {131047, 131048, 131050, 132000, 130429, 131056, 190, 131000, 131016}


def texts_of(value: object) -> Iterator[Text]:
    """Every Text within a struct, however deep."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts_of(getattr(value, name))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_valid_and_named_by_its_code(file: Path) -> None:
    entry = read_file(file)

    assert file.name == f"{entry.code}.toml"
    assert entry.causes
    assert entry.scope
    assert entry.surfaces
    assert len(set(entry.causes)) == len(entry.causes)
    assert all(source.startswith("https://") for source in entry.sources)
    assert entry.sources


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_says_everything_in_two_different_languages(file: Path) -> None:
    for text in texts_of(read_file(file)):
        assert text.id.strip() == text.id != ""
        assert text.en.strip() == text.en != ""
        assert text.id != text.en
        assert text.id.endswith(".") == text.en.endswith("."), "both are a sentence, or neither"


def test_only_codes_refused_before_processing_are_safe_to_replay() -> None:
    safe = {entry.code for entry in catalogue.entries() if entry.safe_to_replay}

    assert safe == REFUSED_BEFORE_PROCESSING & {entry.code for entry in catalogue.entries()}


def test_the_guides_codes_carry_both_readings_in_the_guides_families() -> None:
    guides = {entry.code: entry for entry in catalogue.entries() if entry.guide}

    assert {code: entry.family for code, entry in guides.items()} == GUIDE_FAMILIES
    assert all(entry.meta for entry in guides.values())


def test_codes_the_issue_asks_for_are_there() -> None:
    assert {entry.code for entry in catalogue.entries()} >= ALSO_NEEDED | set(GUIDE_FAMILIES)


def test_a_code_that_means_the_guides_cause_is_itself_explained() -> None:
    for entry in catalogue.entries():
        for code in entry.guide.means if entry.guide else ():
            assert code != entry.code
            assert catalogue.find(code), f"{entry.code} points at {code}"


@pytest.mark.parametrize("cause", Cause, ids=str)
def test_every_cause_has_words(cause: Cause) -> None:
    words = catalogue.cause_words(cause)

    assert words.link is None or words.link.startswith("https://")
    assert words.link is None or words.person, "a link is there for a person to do something"
    for text in texts_of(words):
        assert text.id != text.en
        assert all(text[language].strip() for language in LANGUAGES)
    assert not words.title.en.endswith(".")
    assert words.action.id.endswith(".")


def test_every_fixed_value_has_a_label() -> None:
    assert set(catalogue.SCOPES) == set(Scope)
    for entry in catalogue.entries():
        assert entry.family in catalogue.FAMILIES
        assert entry.retry in catalogue.RETRIES
        assert entry.confidence in catalogue.CONFIDENCES
        assert set(entry.surfaces) <= set(catalogue.SURFACES)
        assert entry.guide is None or entry.guide.verdict in catalogue.VERDICTS


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('retry = "wait_hours"', 'retry = "wait_hours"\nhttp = 400', "unknown field `http`"),
        ('retry = "wait_hours"\n', "", "missing required field `retry`"),
        ('retry = "wait_hours"', 'retry = "sometimes"', "Invalid enum value 'sometimes'"),
        ("recipient.marketing_cap", "recipient.bored", "Invalid enum value 'recipient.bored'"),
        ('"recipient_marketing"', '"planet"', "Invalid enum value 'planet'"),
        ("[title]", '[title]\nfr = "Refusé"', "unknown language `fr` - title"),
        ("[impact]\nid = ", "[impact]\nid = '  '\nold = ", "unknown language `old` - impact"),
        ("[guide]", "[guide]\nauthor = 'x'", "unknown field `author`"),
        ("reading.en = ", "reading.fr = ", "missing required field `en`"),
        ("code = 131049", "code = 131048", "code = 131048"),
        ("[title]", "[title", "Expected ']'"),
    ],
)
def test_a_broken_file_is_refused_by_name(
    tmp_path: Path, before: str, after: str, fault: str
) -> None:
    broken = tmp_path / "131049.toml"
    whole = (FOLDER / "131049.toml").read_text("utf-8")
    assert before in whole
    broken.write_text(whole.replace(before, after, 1), "utf-8")

    with pytest.raises(BadInput) as refusal:
        read_file(broken)

    assert "131049.toml" in refusal.value.text.id
    assert fault in refusal.value.text.en


def test_a_text_empty_in_one_language_is_refused() -> None:
    words = {"title": {"id": " ", "en": "x"}, "explanation": {"id": "a", "en": "b"}}

    with pytest.raises(BadInput, match="empty `id` - title"):
        convert({**words, "action": {"id": "a", "en": "b"}}, CauseWords, "causes.toml")


def test_a_folder_is_read_in_order_of_code(tmp_path: Path) -> None:
    for code in (131049, 4, 190):
        shutil.copy(FOLDER / f"{code}.toml", tmp_path)
    (tmp_path / "README.md").write_text("not an entry")

    assert [entry.code for entry in read_folder(tmp_path)] == [4, 190, 131049]


def test_importing_the_catalogue_reads_no_file() -> None:
    program = (
        "import terkirim.knowledge.catalogue as c;"
        "from terkirim.knowledge.catalogue import load;"
        "assert load.read_all.cache_info().currsize == 0;"
        "c.find(131049);"
        "assert load.read_all.cache_info().currsize == 0, 'one code needs one file';"
        "assert load.read_code.cache_info().currsize == 1"
    )
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own program


def test_an_entry_is_the_same_one_by_one_and_all_together() -> None:
    for entry in catalogue.entries():
        assert catalogue.entry(entry.code) == entry
        assert isinstance(entry, Entry)
