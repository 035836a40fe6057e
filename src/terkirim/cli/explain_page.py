"""How `terkirim explain` looks on a terminal: one code's page, and tables of many."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as Line

from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import Entry, GuideReading
from terkirim.knowledge.catalogue.model import Verdict
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.text import Language, Text

_MARKS: dict[Verdict, tuple[str, str]] = {
    "right_direction": ("✓", "green"),
    "cause_right_action_wrong": ("±", "yellow"),
    "partly": ("~", "yellow"),
    "wrong": ("✗", "red"),
}
_CODE = Text(id="Kode", en="Code")
_CAUSE = Text(id="Sebab", en="Cause")
_IMPACT = Text(id="Akibat", en="Impact")
_REMEDY = Text(id="Yang perlu dilakukan", en="What to do")
_DEVELOPER = Text(id="Untuk pengembang", en="For developers")
_GUIDE = Text(id="Menurut panduan populer", en="As popular guides read it")
_META = Text(id="Menurut Meta", en="As Meta documents it")
_META_AND_REMEDY = Text(
    id="Menurut Meta → yang perlu dilakukan", en="As Meta documents it → what to do"
)
_MEANING = Text(id="Artinya", en="What it means")
_MEANS = Text(id="Kode untuk sebab itu: {codes}", en="Codes that carry that cause: {codes}")
_CAUSES = Text(id="Kemungkinan penyebab", en="Possible causes")
_TERKIRIM = "Terkirim: "
_PERSON = Text(id="Anda: ", en="You: ")
_SOURCES = Text(id="Sumber, dibaca {day}", en="Sources, read {day}")
_FACTS = Text(
    id="Coba lagi: {retry} · Cakupan: {scopes} · Muncul di: {surfaces} · Dasar: {basis}",
    en="Try again: {retry} · Concerns: {scopes} · Seen in: {surfaces} · Based on: {basis}",
)
_MORE = Text(
    id="Rincian satu kode: terkirim explain 131049. Semua kode: terkirim explain --all",
    en="One code in detail: terkirim explain 131049. Every code: terkirim explain --all",
)


def page(entry: Entry, language: Language) -> RenderableType:
    """Everything the catalogue says about one code, the two readings apart where there are two."""
    parts: list[RenderableType] = [
        Rule(Line(f"{entry.code}  {entry.title[language]}", "bold"), align="left"),
        _line(" · ".join(_origin(entry, language)), "dim"),
        *_section(_CAUSE[language], entry.cause[language]),
        *_section(_IMPACT[language], entry.impact[language]),
        *_section(_REMEDY[language], entry.remedy[language]),
        *_section(_DEVELOPER[language], entry.developer[language]),
        *_readings(entry, language),
        _heading(_CAUSES[language]),
        *(part for cause in entry.causes for part in _cause(cause, language)),
        _heading(_SOURCES[language].format(day=entry.read_on.isoformat())),
        *(_address(source) for source in entry.sources),
        Line(),
        _line(_facts(entry, language), "dim"),
    ]
    return Group(*parts)


def tables(entries: list[Entry], language: Language) -> Iterator[RenderableType]:
    """A table per family; where every code is read in two ways, both readings, marked."""
    both = all(entry.guide and entry.meta for entry in entries)
    for family, title in catalogue.FAMILIES.items():
        members = [entry for entry in entries if entry.family == family]
        if members:
            heads = (_GUIDE, _META_AND_REMEDY) if both else (_MEANING, _REMEDY)
            table = _table(title[language], [_CODE[language], *(head[language] for head in heads)])
            for entry in members:
                table.add_row(Line(str(entry.code), "bold"), *_cells(entry, language, both=both))
            yield table
    if both:
        yield from _legend(language)
    yield Line(_MORE[language], "dim")


def _table(title: str, heads: list[str]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_lines=True)
    table.add_column(heads[0], no_wrap=True)
    for head in heads[1:]:
        table.add_column(head, ratio=1)
    return table


def _cells(entry: Entry, language: Language, *, both: bool) -> tuple[Line, Line]:
    title = (f"{entry.title[language]}\n", "bold")
    if not (both and entry.guide and entry.meta):
        return Line.assemble(title, entry.cause[language]), Line(entry.remedy[language])
    mark, style = _MARKS[entry.guide.verdict]
    guide = Line.assemble((f"{mark} ", style), entry.guide.reading[language])
    guide.append(f"\n→ {entry.guide.remedy[language]}", "italic")
    meta = Line.assemble(title, entry.meta[language])
    return guide, meta.append(f"\n→ {entry.remedy[language]}", "italic")


def _legend(language: Language) -> Iterator[Line]:
    for verdict, (mark, style) in _MARKS.items():
        yield Line.assemble((f"{mark} ", style), (catalogue.VERDICTS[verdict][language], "dim"))


def _origin(entry: Entry, language: Language) -> list[str]:
    family = catalogue.FAMILIES[entry.family][language]
    return [family, entry.official_title] if entry.official_title else [family]


def _readings(entry: Entry, language: Language) -> Iterator[RenderableType]:
    if entry.guide:
        yield from _guide(entry.guide, language)
    if entry.meta:
        yield from _section(_META[language], entry.meta[language])


def _guide(guide: GuideReading, language: Language) -> Iterator[RenderableType]:
    yield from _section(_GUIDE[language], guide.reading[language])
    yield _line(f"→ {guide.remedy[language]}", "italic")
    mark, style = _MARKS[guide.verdict]
    yield _line(f"{mark} {catalogue.VERDICTS[guide.verdict][language]}", style)
    if guide.means:
        codes = ", ".join(map(str, guide.means))
        yield _line(_MEANS[language].format(codes=codes), "dim")


def _cause(cause: Cause, language: Language) -> Iterator[RenderableType]:
    words = catalogue.cause_words(cause)
    head = Line.assemble("• ", (words.title[language], "bold"), (f"  {cause.value}", "dim"))
    yield Padding(head, (0, 0, 0, 2))
    body = Line.assemble((_TERKIRIM, "cyan"), words.action[language])
    if words.person:
        body.append(f"\n{_PERSON[language]}", "magenta").append(words.person[language])
    yield Padding(body, (0, 0, 0, 4))
    if words.link:
        yield _address(words.link, 4)


def _address(url: str, indent: int = 2) -> Line:
    """A link on one line however narrow the terminal, so that it can be copied."""
    return Line(" " * indent + url, "dim", no_wrap=True, overflow="ignore")


def _facts(entry: Entry, language: Language) -> str:
    return _FACTS[language].format(
        retry=catalogue.RETRIES[entry.retry][language],
        scopes=", ".join(catalogue.SCOPES[scope][language] for scope in entry.scope),
        surfaces=", ".join(catalogue.SURFACES[surface][language] for surface in entry.surfaces),
        basis=catalogue.CONFIDENCES[entry.confidence][language],
    )


def _section(heading: str, text: str) -> Iterator[RenderableType]:
    yield _heading(heading)
    yield _line(text)


def _heading(text: str) -> Line:
    return Line(f"\n{text}", "bold cyan")


def _line(text: str, style: str = "") -> RenderableType:
    return Padding(Line(text, style), (0, 0, 0, 2))
