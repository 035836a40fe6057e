"""Other people's projects: what the page promises is copied out of it and run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from story import REPOSITORY

DOCS = REPOSITORY / "docs/sandbox"
PAGES = ("testing-your-bot.md", "testing-your-bot.id.md")
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
_NAMED = re.compile(r"```python\n# (\w+\.py)\n(.*?)```", re.DOTALL)
_OVERRIDES = """
def test_the_seed_and_the_scenario_are_ours(whatsapp_sandbox):
    assert whatsapp_sandbox.look("")["seed"] == 7
    assert whatsapp_sandbox.token == "our-token"
    assert whatsapp_sandbox.base_url.startswith("http://127.0.0.1:")


def test_the_beginning_and_the_batch_are_ours(whatsapp_sandbox):
    assert whatsapp_sandbox.now == 1802059200  # 8 February 2027, 04.00 UTC
    assert whatsapp_sandbox.look("")["world"]["habits"] == {"batch": 1}
    whatsapp_sandbox.play('[[webhook_habits]]\\norder = "reversed"')
    assert whatsapp_sandbox.look("")["world"]["habits"] == {"batch": 1, "order": "reversed"}
    whatsapp_sandbox.play("start = 2027-01-01T00:00:00Z")
    assert whatsapp_sandbox.now == 1798761600
    assert whatsapp_sandbox.look("")["world"]["habits"] == {"batch": 1}


def test_again(whatsapp_sandbox):
    assert whatsapp_sandbox.sent == []
    assert whatsapp_sandbox.webhooks == []
    try:
        whatsapp_sandbox.order("people", phone="abc")
    except ValueError as refused:
        assert "abc" in str(refused)
    else:
        raise AssertionError
"""


_DEFAULTS = """
import pytest


@pytest.mark.parametrize("run", [1, 2])
def test_every_test_begins_alike(whatsapp_sandbox, run):
    assert whatsapp_sandbox.now == 1793584800  # Monday, 2 November 2026, 02.00 UTC
    for person in ("+6281200000001", "+6281200000002"):
        sender = whatsapp_sandbox.phone_number_id
        whatsapp_sandbox.order("inbound", sender=sender, from_=person, text="Halo")
    whatsapp_sandbox.advance(1)
    assert len(whatsapp_sandbox.webhooks) == 1
"""


def _run(project: Path) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(project)]
    done = subprocess.run(  # noqa: S603  our own command
        command, cwd=project, capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout + done.stderr


def test_the_project_of_the_page_passes_its_tests(tmp_path: Path) -> None:
    files = dict(_NAMED.findall((DOCS / PAGES[0]).read_text()))
    assert sorted(files) == ["bot.py", "conftest.py", "test_bot.py", "test_pywa.py"]
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    said = _run(tmp_path)
    assert f"{''.join(files.values()).count('def test_')} passed" in said, said
    (tmp_path / "bot.py").write_text(files["bot.py"].replace('"failed"', '"lost"'))
    (tmp_path / "test_pywa.py").write_text(files["test_pywa.py"].replace("return 1", "return 2"))
    assert "3 failed" in _run(tmp_path)


def test_without_overrides_every_test_begins_alike(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["terkirim.sandbox.pytest"]\n')
    (tmp_path / "test_ours.py").write_text(_DEFAULTS)
    said = _run(tmp_path)
    assert "2 passed" in said, said


def test_seed_and_scenario_may_be_overridden(tmp_path: Path) -> None:
    overrides = _BLOCK.findall((DOCS / PAGES[0]).read_text())[-1]
    head = (
        "from datetime import datetime, timezone\nfrom pathlib import Path\nimport pytest\n"
        'pytest_plugins = ["terkirim.sandbox.pytest"]\n'
    )
    (tmp_path / "conftest.py").write_text(head + overrides)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/our-shop.toml").write_text('[world]\ntoken = "our-token"\n')
    (tmp_path / "test_ours.py").write_text(_OVERRIDES)
    said = _run(tmp_path)
    assert "3 passed" in said, said


@pytest.mark.parametrize("page", PAGES)
def test_both_pages_have_the_same_code(page: str) -> None:
    assert _BLOCK.findall((DOCS / page).read_text()) == _BLOCK.findall(
        (DOCS / PAGES[0]).read_text()
    )
