"""`docs/reference/` is what the catalogue makes of it today, and its links lead somewhere."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from terkirim.knowledge import catalogue
from terkirim.vocabulary.causes import Cause

REPOSITORY = Path(__file__).parents[2]
KEPT = REPOSITORY / "docs/reference"
COMMAND = "run `make docs` and commit docs/reference"
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def generate(folder: Path) -> Path:
    program = [sys.executable, str(REPOSITORY / "docs/generate.py"), str(folder)]
    subprocess.run(program, check=True)  # noqa: S603 - our own program
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("reference"))


def pages(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text("utf-8")
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def differences(kept: dict[str, str], made: dict[str, str]) -> list[str]:
    """What is wrong with the kept pages, in words."""
    stale = [f"stale: {name}" for name in kept.keys() & made.keys() if kept[name] != made[name]]
    missing = [f"missing: {name}" for name in made.keys() - kept.keys()]
    surplus = [f"surplus: {name}" for name in kept.keys() - made.keys()]
    return sorted([*stale, *missing, *surplus])


def test_the_reference_is_current(made: Path) -> None:
    assert differences(pages(KEPT), pages(made)) == [], COMMAND


def _append(folder: Path) -> None:
    page = folder / "codes/190.md"
    page.write_text(page.read_text("utf-8") + "by hand\n", "utf-8")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_append, ["stale: codes/190.md"]),
        (lambda folder: (folder / "codes/190.md").unlink(), ["missing: codes/190.md"]),
        (lambda folder: (folder / "codes/7.md").touch(), ["surplus: codes/7.md"]),
    ],
)
def test_a_stale_missing_or_surplus_page_is_told_and_mended(
    made: Path, tmp_path: Path, harm: Callable[[Path], object], told: list[str]
) -> None:
    folder = generate(tmp_path)
    harm(folder)

    assert differences(pages(folder), pages(made)) == told
    assert differences(pages(generate(folder)), pages(made)) == []


def test_every_code_has_a_page_in_both_languages_and_stands_in_the_index(made: Path) -> None:
    index = (made / "codes/README.md").read_text("utf-8")

    for entry in catalogue.entries():
        page = (made / f"codes/{entry.code}.md").read_text("utf-8")
        assert f"[{entry.code}]({entry.code}.md)" in index
        assert page.index("## Bahasa Indonesia") < page.index("## English")
        heading = page.splitlines()[2]
        assert heading.startswith(f"# {entry.code} · ")
        for cause in entry.causes:
            assert page.count(f"(../causes.md#{cause})") >= 2


def test_the_two_readings_are_marked_apart(made: Path) -> None:
    page = (made / "codes/131051.md").read_text("utf-8")
    english = page[page.index("## English") :]

    guide = english.index("### As popular guides read it")
    verdict = english.index("✗ Meta documents this cause under another code")
    assert guide < verdict < english.index("### As Meta documents it")
    assert "[131047](131047.md)" in english[guide:]


def test_other_kinds_stand_apart_from_the_families(made: Path) -> None:
    index = (made / "codes/README.md").read_text("utf-8")
    families = index[: index.index('<a id="kind-subcode">')]
    legacy = index[index.index('<a id="kind-legacy">') : index.index('<a id="by-cause">')]
    flow = index[index.index('<a id="kind-flow">') : index.index('<a id="kind-legacy">')]

    for entry in catalogue.entries():
        assert (f"({entry.code}.md)" in families) == (entry.kind == "error")
        assert (f"({entry.code}.md)" in legacy) == (entry.kind == "legacy" or entry.code == 432)
        assert (f"({entry.code}.md)" in flow) == (entry.code in {421, 427, 432})


def test_every_cause_is_told_with_its_codes(made: Path) -> None:
    causes = (made / "causes.md").read_text("utf-8")
    sections = dict(re.findall(r'<a id="([a-z_.]+)"></a>\n(.*?)(?=<a id|\Z)', causes, re.DOTALL))

    assert list(sections) == [str(cause) for cause in Cause]
    for entry in catalogue.entries():
        for cause in entry.causes:
            assert f"[{entry.code}](codes/{entry.code}.md)" in sections[cause]


def test_every_code_of_a_provider_is_listed(made: Path) -> None:
    providers = (made / "providers.md").read_text("utf-8")

    for name in catalogue.PROVIDERS:
        section = providers[providers.index(f'<a id="{name}">') :]
        assert all(f"| `{code.code}` |" in section for code in catalogue.provider(name).codes)


def test_every_link_within_the_reference_leads_somewhere(made: Path) -> None:
    texts = pages(made)
    anchors = {
        name: {*re.findall(r'<a id="([^"]+)"', text), "bahasa-indonesia", "english"}
        for name, text in texts.items()
    }

    dead = [
        f"{name}: {link}"
        for name, text in texts.items()
        for link in _LINK.findall(text)
        if not link.startswith("https://")
        for path, _, anchor in [link.partition("#")]
        for target in [(made / name).parent.joinpath(path).resolve() if path else made / name]
        for known in [anchors.get(_name(target, made), set())]
        if not target.is_file() or (anchor and anchor not in known)
    ]
    assert dead == []


def _name(file: Path, folder: Path) -> str:
    return file.relative_to(folder.resolve()).as_posix() if file.is_file() else ""
