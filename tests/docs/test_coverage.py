"""`docs/sandbox/coverage.md` is what the sandbox emulates today."""

import subprocess
import sys
from pathlib import Path

import pytest

import meta_openapi

REPOSITORY = Path(__file__).parents[2]
KEPT = REPOSITORY / "docs/sandbox/coverage.md"
CALLS = REPOSITORY / "docs/sandbox/meta-v23-calls.txt"


def _made(file: Path) -> str:
    program = [sys.executable, str(REPOSITORY / "docs/coverage.py"), str(file)]
    subprocess.run(program, check=True)  # noqa: S603 - our own program
    return file.read_text("utf-8")


def test_the_coverage_is_current(tmp_path: Path) -> None:
    made = _made(tmp_path / "coverage.md")
    assert KEPT.read_text("utf-8") == made, "run `make docs` and commit docs/sandbox/coverage.md"


def test_it_tells_what_is_and_what_is_not_emulated(tmp_path: Path) -> None:
    emulated, missing = _made(tmp_path / "coverage.md").split("## Tidak ditiru")
    assert "| `/{Phone-Number-ID}/messages` | POST |" in emulated
    assert "| `/{TEMPLATE_ID}/unpause` * | POST |" in emulated
    assert "| `/{Phone-Number-ID}/calls` | POST |" in missing
    assert "`/{Phone-Number-ID}/messages`" not in missing


@pytest.mark.skipif(
    not meta_openapi.FILE.exists(), reason="Meta's OpenAPI description does not lie beside us"
)
def test_the_names_are_those_of_metas_description() -> None:
    described = meta_openapi.paths() - {meta_openapi.WEBHOOK}
    assert set(CALLS.read_text("utf-8").splitlines()) == {" ".join(call) for call in described}
