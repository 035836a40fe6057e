"""The example lists are what their script makes, and look like lists in life."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from terkirim.delivery.lists.clean import clean

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("name", ["contacts.csv", "contacts-semicolon.csv"])
def test_the_files_are_what_the_script_makes(tmp_path: Path, name: str) -> None:
    script = EXAMPLES / "make_contacts.py"
    subprocess.run([sys.executable, script, tmp_path], check=True)  # noqa: S603 -- our own script
    assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes()


def test_the_example_has_every_trouble_of_a_real_list() -> None:
    result = clean(EXAMPLES / "contacts.csv")
    assert result.input_rows >= 2_000
    assert 0.85 <= len(result.accepted) / result.input_rows <= 0.9
    reasons = Counter(one.code for one in result.rejected)
    assert set(reasons) >= {"empty", "not_a_number", "too_short", "too_long", "invalid", "landline"}
    assert set(reasons) >= {"rounded_by_excel", "duplicate", "no_consent"}
    assert len({one.region for one in result.accepted}) >= 6
    assert {one.consent for one in result.accepted} == {"yes", "unknown"}
    assert set(result.accepted[0].columns) == {"no_pesanan", "kota"}
    names = "".join(one.name or "" for one in result.accepted)
    assert all(character in names for character in ",\"'🌸")


def test_the_small_example_has_another_shape() -> None:
    result = clean(EXAMPLES / "contacts-semicolon.csv")
    assert result.input_rows == 40
    assert result.has_consent_column
    assert result.accepted[0].columns == {}
    assert len(result.rejected) >= 4
