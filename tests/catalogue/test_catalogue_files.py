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
from terkirim.vocabulary.text import LANGUAGES, Language, Text

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
# Every code that Meta's documentation, client libraries and traffic named by mid-October 2026.
DOCUMENTED = """
    0-4 10 33 100 104 190 200 299 368 400 402 408 410 421 427 429-430 432-433 470-472 480
    500-501 613 1000-1002 1004-1006 1008-1011 1013-1015 1021-1023 1025-1026 2000-2003 2005
    2007 2012 80007-80008 130403 130429 130470 130472 130497 130501 131000 131005
    131008-131009 131016 131020-131021 131026-131027 131030-131031 131035-131037
    131041-131042 131044-131045 131047-131053 131055-131057 131059-131065 131070
    131201-131204 131207-131215 132000-132001 132005 132007-132008 132012 132015-132016
    132018 132068-132069 133000 133004-133006 133008-133010 133015-133016 134011
    134100-134103 135000 136024-136025 137000 138000-138007 138009 138011-138015
    138017-138025 138038 139000-139004 139006 139100-139103 141002 141006 141010 141014
    147001-147005 200002 200005-200007 1752041 2388001 2388012 2388019 2388023-2388024
    2388039-2388040 2388047 2388072-2388073 2388091 2388093 2388103 2388109 2388293
    2388299 2494010 2494055 2494071 2494100 2494164-2494168 2494176-2494177 2494179
    2494191 2593079 2593085 2593107-2593109 4233041
"""


def documented() -> set[int]:
    ends = [part.partition("-") for part in DOCUMENTED.split()]
    return {code for first, _, last in ends for code in range(int(first), int(last or first) + 1)}


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


def test_every_documented_code_is_there() -> None:
    assert len(documented()) == 224
    assert documented() - {entry.code for entry in catalogue.entries()} == set()


def test_a_code_that_means_the_guides_cause_is_itself_explained() -> None:
    for entry in catalogue.entries():
        for code in entry.guide.means if entry.guide else ():
            assert code != entry.code
            assert catalogue.find(code), f"{entry.code} points at {code}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_details_can_be_found_in_an_errors_text(file: Path) -> None:
    entry = read_file(file)
    matches = [match for reading in entry.details for match in reading.match]

    assert all(reading.match for reading in entry.details)
    assert all(match == match.strip() and len(match) >= 4 for match in matches)
    assert all(match.lower() == match.casefold() for match in matches)
    folded = [match.casefold() for match in matches]
    assert len(set(folded)) == len(folded), "one text would have two readings"
    assert {reading.cause for reading in entry.details} <= set(entry.causes)
    assert not any(reading.reading.en.endswith(".") for reading in entry.details)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_cause_but_the_first_has_an_example(file: Path) -> None:
    entry = read_file(file)
    shown = {example.cause for example in entry.examples}

    assert shown <= set(entry.causes)
    assert set(entry.causes[1:]) - shown == set()
    for example in entry.examples:
        assert example.surface in catalogue.SURFACES
        assert example.code is None or example.code in entry.parents


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_code_that_points_at_another_points_at_one_that_is_there(file: Path) -> None:
    entry = read_file(file)
    parents = [catalogue.find(code) for code in entry.parents]
    successor = catalogue.find(entry.successor) if entry.successor is not None else None

    assert (entry.kind == "subcode") == bool(parents)
    assert all(parent and parent.kind == "error" for parent in parents)
    assert entry.successor is None or entry.kind == "legacy"
    assert entry.successor is None or (successor and successor.kind == "error")


@pytest.mark.parametrize("part", ["cause", "impact"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_codes_share_a_text(part: str, language: Language) -> None:
    codes: dict[str, list[int]] = {}
    for entry in catalogue.entries():
        codes.setdefault(getattr(entry, part)[language], []).append(entry.code)

    assert {text: shared for text, shared in codes.items() if len(shared) > 1} == {}


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
        assert entry.kind in catalogue.KINDS
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
    parts = ("title", "explanation", "action", "proof")
    words = {part: {"id": "a", "en": "b"} for part in parts}

    with pytest.raises(BadInput, match="empty `id` - title"):
        convert({**words, "title": {"id": " ", "en": "x"}}, CauseWords, "causes.toml")


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
