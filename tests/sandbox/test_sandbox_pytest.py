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


def _run(project: Path) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(project)]
    done = subprocess.run(  # noqa: S603  our own command
        command, cwd=project, capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout + done.stderr


def test_the_project_of_the_page_passes_its_tests(tmp_path: Path) -> None:
    files = dict(_NAMED.findall((DOCS / PAGES[0]).read_text()))
    assert sorted(files) == ["bot.py", "conftest.py", "test_bot.py"]
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    said = _run(tmp_path)
    assert f"{files['test_bot.py'].count('def test_')} passed" in said, said
    (tmp_path / "bot.py").write_text(files["bot.py"].replace('"failed"', '"lost"'))
    assert "2 failed" in _run(tmp_path)


def test_seed_and_scenario_may_be_overridden(tmp_path: Path) -> None:
    overrides = _BLOCK.findall((DOCS / PAGES[0]).read_text())[-1]
    head = 'from pathlib import Path\nimport pytest\npytest_plugins = ["terkirim.sandbox.pytest"]\n'
    (tmp_path / "conftest.py").write_text(head + overrides)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/our-shop.toml").write_text('[world]\ntoken = "our-token"\n')
    (tmp_path / "test_ours.py").write_text(_OVERRIDES)
    said = _run(tmp_path)
    assert "2 passed" in said, said


@pytest.mark.parametrize("page", PAGES)
def test_both_pages_have_the_same_code(page: str) -> None:
    assert _BLOCK.findall((DOCS / page).read_text()) == _BLOCK.findall(
        (DOCS / PAGES[0]).read_text()
    )
