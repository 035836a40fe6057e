"""The pieces that pages of `terkirim explain` are made of."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as Line

from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue.model import Verdict
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.text import Language, Text

MARKS: dict[Verdict, tuple[str, str]] = {
    "right_direction": ("✓", "green"),
    "cause_right_action_wrong": ("±", "yellow"),
    "partly": ("~", "yellow"),
    "wrong": ("✗", "red"),
}
SOURCES = Text(id="Sumber, dibaca {day}", en="Sources, read {day}")
_TERKIRIM = "Terkirim: "
_PERSON = Text(id="Anda: ", en="You: ")
_PROOF = Text(id="Cara memastikan: ", en="How to be sure: ")


def ruled(title: str) -> RenderableType:
    """A page's title, whole however long it is, and the line beneath it."""
    return Group(Line(title, "bold"), Rule(style="dim"))


def heading(text: str) -> Line:
    """What a section begins with."""
    return Line(f"\n{text}", "bold cyan")


def line(text: str | Line, style: str = "") -> RenderableType:
    """A sentence of a section."""
    return Padding(text if isinstance(text, Line) else Line(text, style), (0, 0, 0, 2))


def section(title: str, text: str) -> Iterator[RenderableType]:
    """A heading and its sentence."""
    yield heading(title)
    yield line(text)


def address(url: str, indent: int = 2) -> Line:
    """A link on one line however narrow the terminal, so that it can be copied."""
    return Line(" " * indent + url, "dim", no_wrap=True, overflow="ignore")


def cause_line(cause: Cause, language: Language) -> RenderableType:
    """A cause's title and public name."""
    title = catalogue.cause_words(cause).title[language]
    return Padding(Line.assemble("• ", (title, "bold"), (f"  {cause.value}", "dim")), (0, 0, 0, 2))


def cause_block(
    cause: Cause, language: Language, *, explained: bool = False, one_of_many: bool = False
) -> Iterator[RenderableType]:
    """A cause, what Terkirim does about it, what is left to a person.

    Where it is `one_of_many`, what would prove it or rule it out as well.
    """
    words = catalogue.cause_words(cause)
    yield cause_line(cause, language)
    if explained:
        yield Padding(Line(words.explanation[language]), (0, 0, 0, 4))
    body = Line.assemble((_TERKIRIM, "cyan"), words.action[language])
    if words.person:
        body.append(f"\n{_PERSON[language]}", "magenta").append(words.person[language])
    if one_of_many:
        body.append(f"\n{_PROOF[language]}", "green").append(words.proof[language])
    yield Padding(body, (0, 0, 0, 4))
    if words.link:
        yield address(words.link, 4)


def table(title: str, heads: list[str]) -> Table:
    """A table whose first column keeps its width."""
    made = Table(title=title, title_justify="left", title_style="bold", show_lines=True)
    made.add_column(heads[0], no_wrap=True)
    for head in heads[1:]:
        made.add_column(head, ratio=1)
    return made
