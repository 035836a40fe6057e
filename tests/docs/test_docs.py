"""What the documents claim about the repository is so."""

import doctest
import re
from pathlib import Path

import pytest
from typer.main import get_command

from terkirim.cli import Commands, app

REPOSITORY = Path(__file__).parents[2]
READMES = ["README.md", "README.id.md"]


def _commands() -> set[str]:
    group = get_command(app)
    assert isinstance(group, Commands)
    return set(group.list_commands(None))


def test_every_module_the_tour_names_exists() -> None:
    named = re.findall(r"`(src/terkirim/[^`]+)`", (REPOSITORY / "docs/tour.md").read_text())
    assert len(named) > 10
    assert [path for path in named if not (REPOSITORY / path).is_file()] == []


@pytest.mark.parametrize("name", READMES)
def test_a_readme_begins_with_the_two_commands_and_names_real_ones(name: str) -> None:
    text = (REPOSITORY / name).read_text()
    first_block = text.split("```")[1]
    assert re.findall(r"^make \w+", first_block, re.MULTILINE) == ["make demo", "make test"]
    assert text.index("```") < 200
    named = set(re.findall(r"`terkirim ([a-z]+)", text))
    assert named
    assert named <= _commands()
    assert not re.search(r"/wor[k]/|/roo[t]/|/home/", text)


@pytest.mark.parametrize("name", ["diagnosis.md", "diagnosis.id.md"])
def test_the_examples_of_the_library_answer_as_written(name: str) -> None:
    failed, tried = doctest.testfile(str(REPOSITORY / "docs" / name), module_relative=False)
    assert tried >= 5
    assert failed == 0
