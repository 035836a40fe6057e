"""The pages on segments say what is so."""

import re
from pathlib import Path

import pytest

from segments.people import person, terkirim, write
from terkirim.delivery.campaigns.from_segment import CAUSES
from terkirim.delivery.segments.model import FIELD_WORDS, FIELDS
from terkirim.delivery.segments.parse import parse
from terkirim.store import open_store

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [("segments.md", "en"), ("segments.id.md", "id")]


@pytest.mark.parametrize(("page", "language"), PAGES)
async def test_the_examples_are_read_and_the_error_is_drawn_as_written(
    page: str, language: str, tmp_path: Path
) -> None:
    text = (DOCS / page).read_text()
    [example] = re.findall(r"segments add \w+ '(.+)'", text)
    assert parse(example).named.keys() == {"kota"}
    [drawn] = re.findall(r"```text\n(.+?)```", text, re.DOTALL)
    wrong = drawn.splitlines()[1].strip()
    database = str(tmp_path / "terkirim.db")
    store = await open_store(database)
    await write(store, [person(1)])
    await store.close()
    told = await terkirim(database, "segments", "preview", wrong, language=language)
    assert told.stderr == drawn


@pytest.mark.parametrize("page", [page for page, _ in PAGES])
def test_every_field_of_the_table_is_ours(page: str) -> None:
    rows = re.findall(r"^\| ((?:`\w+` ?)+)\|", (DOCS / page).read_text(), re.MULTILINE)
    fields = re.findall(r"`(\w+)`", " ".join(rows))
    assert {FIELD_WORDS.get(field, field) for field in fields} == set(FIELDS)


@pytest.mark.parametrize("page", [page for page, _ in PAGES])
def test_the_causes_of_rows_are_those_the_campaign_writes(page: str) -> None:
    found = re.findall(r"\| `(recipient\.\w+)` \|", (DOCS / page).read_text())
    assert sorted(found) == sorted(CAUSES.values())
