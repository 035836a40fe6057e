"""Third proof of a code: the diagnosis reaches each of its causes, as its own file says how."""

import pytest

from terkirim import Cause, Entry, diagnose
from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import Example
from terkirim.knowledge.diagnosis import SURFACES, Surface

REACHED = [(entry, example) for entry in catalogue.entries() for example in entry.examples]


def surface_of(entry: Entry, wished: str | None = None) -> Surface | None:
    """The surface asked for, or the entry's first, where callers can name it."""
    named = wished or entry.surfaces[0]
    return next((surface for surface in SURFACES if surface == named), None)


def body_of(entry: Entry, details: str = "", carrier: int | None = None) -> dict[str, object]:
    """The error as Meta sends it: a subcode travels under the code that carries it."""
    code = carrier or (entry.parents[0] if entry.parents else entry.code)
    error: dict[str, object] = {"code": code, "message": catalogue.entry(code).official_title or ""}
    if code != entry.code:
        error["error_subcode"] = entry.code
    if details:
        error["error_data"] = {"details": details}
    return {"error": error}


@pytest.mark.parametrize("entry", catalogue.entries(), ids=lambda entry: str(entry.code))
def test_a_bare_error_has_the_likeliest_cause(entry: Entry) -> None:
    found = diagnose(body_of(entry), surface=surface_of(entry))
    assert found.cause == entry.causes[0]
    assert found.contradictions == ()


@pytest.mark.parametrize(
    ("entry", "example"), REACHED, ids=lambda value: str(getattr(value, "code", "") or "")
)
def test_an_example_reaches_its_cause(entry: Entry, example: Example) -> None:
    found = diagnose(
        body_of(entry, example.details, example.code),
        example.evidence,
        surface=surface_of(entry, example.surface),
    )
    assert found.cause == example.cause, found
    assert found.evidence_used, "an example shows evidence at work"


@pytest.mark.parametrize("entry", catalogue.entries(), ids=lambda entry: str(entry.code))
def test_every_cause_but_the_first_has_an_example(entry: Entry) -> None:
    shown: set[Cause] = {example.cause for example in entry.examples}
    assert set(entry.causes[1:]) <= shown
    assert shown <= set(entry.causes)


@pytest.mark.parametrize("entry", catalogue.entries(), ids=lambda entry: str(entry.code))
def test_words_the_catalogue_knows_tell_their_cause(entry: Entry) -> None:
    for reading in entry.details:
        for match in reading.match:
            found = diagnose(body_of(entry, f"… {match} …"), surface=surface_of(entry))
            assert found.cause == reading.cause, match
