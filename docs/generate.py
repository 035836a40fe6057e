"""Write `docs/reference/` from the catalogue: `python docs/generate.py [FOLDER]`."""

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import Entry, ProviderCode
from terkirim.knowledge.catalogue.labels import kinds_of
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.text import LANGUAGES

HERE = Path(__file__).parent
MARKS = {"right_direction": "✓", "cause_right_action_wrong": "±", "partly": "~", "wrong": "✗"}
APART = ("subcode", "health", "flow", "legacy")
_QUOTED = re.compile(r"(`[^`]*`)")
_SPECIAL = re.compile(r"([\\*<\[\]|]|(?<!\w)_|_(?!\w))")
_BLANK_LINES = re.compile(r"\n{3,}")


def generate(folder: Path) -> None:
    """Write every page into `folder`, and remove what no longer belongs there."""
    pages = dict(_pages(catalogue.entries()))
    for name, text in pages.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_BLANK_LINES.sub("\n\n", text).strip() + "\n", "utf-8")
    for file in folder.rglob("*.md"):
        if file.relative_to(folder).as_posix() not in pages:
            file.unlink()


def _pages(entries: tuple[Entry, ...]) -> Iterator[tuple[str, str]]:
    """The name within the folder, and the text, of every page."""
    templates = _environment(entries)
    yield "codes/README.md", templates.get_template("index.md.jinja").render(listed=entries)
    code = templates.get_template("code.md.jinja")
    for entry in entries:
        yield f"codes/{entry.code}.md", code.render(entry=entry)
    yield "causes.md", templates.get_template("causes.md.jinja").render()
    providers = {name: catalogue.provider(name) for name in catalogue.PROVIDERS}
    template = templates.get_template("providers.md.jinja")
    yield "providers.md", template.render(providers=providers)


def _environment(entries: tuple[Entry, ...]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"md": markdown, "capital": capital}
    environment.globals |= {
        "catalogue": catalogue,
        "causes": list(Cause),
        "entries": {entry.code: entry for entry in entries},
        "kinds_of": kinds_of,
        "languages": LANGUAGES,
        "marks": MARKS,
        "apart": APART,
        "subcodes_of": lambda code: [each.code for each in entries if code in each.parents],
        "succeeded_by": lambda code: [each.code for each in entries if each.successor == code],
        "codes_of": lambda cause: [each for each in entries if cause in each.causes],
        "provided_as": provided_as,
        "same_number": same_number,
        "providers_of": providers_of,
    }
    return environment


def markdown(text: str) -> str:
    """A text of the catalogue with nothing in it that Markdown would take for its own signs."""
    parts = _QUOTED.split(text)
    return "".join(part if part[:1] == "`" else _SPECIAL.sub(r"\\\1", part) for part in parts)


def capital(text: str) -> str:
    """A text with a capital letter first, and the rest as it was."""
    return text[:1].upper() + text[1:]


@cache
def provided() -> tuple[tuple[str, ProviderCode], ...]:
    """Every provider's code with its full name, such as `Twilio 63016`."""
    return tuple(
        (f"{provider.name} {code.code}", code)
        for provider in map(catalogue.provider, catalogue.PROVIDERS)
        for code in provider.codes
    )


def provided_as(number: int) -> list[str]:
    """The providers' codes that stand for one of Meta's."""
    return [name for name, code in provided() if number in (*code.meta, *code.legacy)]


def same_number(number: int) -> list[str]:
    """The providers' codes of the same number that mean something else."""
    alike = [name for name, code in provided() if code.code == str(number)]
    return [name for name in alike if name not in provided_as(number)]


def providers_of(cause: Cause) -> list[str]:
    """The providers' codes that have a cause."""
    return [name for name, code in provided() if cause in code.causes]


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "reference")
