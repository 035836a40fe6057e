"""`docs/sandbox/coverage.md` is what the sandbox emulates today."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import meta_openapi
from sandbox_bench import open_bench
from terkirim.sandbox import ACCOUNT, LIVE_SENDER

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


PARTS = tomllib.loads((REPOSITORY / "docs/sandbox/missing-parts.toml").read_text("utf-8"))["parts"]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: str(part["en"])[:20])
async def test_a_part_said_to_be_missing_is_answered_as_said(part: dict[str, Any]) -> None:
    method, _, path = part["call"].partition(" ")
    path = path.format(**{"Phone-Number-ID": LIVE_SENDER, "WABA-ID": ACCOUNT})
    body = {"messaging_product": "whatsapp", **part.get("with", {})}
    async with open_bench() as bench:
        _, answer = await bench.call(method, path, None if method == "GET" else body)
    assert answer.get("error", {}).get("code", 0) == part["code"]
    assert f"| {part['id']} · {part['en']} |" in KEPT.read_text("utf-8")


@pytest.mark.skipif(
    not meta_openapi.FILE.exists(), reason="Meta's OpenAPI description does not lie beside us"
)
def test_the_names_are_those_of_metas_description() -> None:
    described = meta_openapi.paths() - {meta_openapi.WEBHOOK}
    assert set(CALLS.read_text("utf-8").splitlines()) == {" ".join(call) for call in described}
