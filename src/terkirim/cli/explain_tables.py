"""How `terkirim explain` shows many codes: by family, or what a search found, best first."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Line

from terkirim.cli.explain_parts import MARKS, table
from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import Entry
from terkirim.knowledge.catalogue.labels import kinds_of
from terkirim.vocabulary.text import Language, Text

_CODE = Text(id="Kode", en="Code")
_GUIDE = Text(id="Menurut panduan populer", en="As popular guides read it")
_META_AND_REMEDY = Text(
    id="Menurut Meta → yang perlu dilakukan", en="As Meta documents it → what to do"
)
_MEANING = Text(id="Artinya", en="What it means")
_REMEDY = Text(id="Yang perlu dilakukan", en="What to do")
_FOUND = Text(id="Hasil pencarian, yang paling cocok di atas", en="Found, best match first")
_MORE = Text(
    id="Rincian satu kode: terkirim explain 131049. Semua kode: terkirim explain --all",
    en="One code in detail: terkirim explain 131049. Every code: terkirim explain --all",
)


def tables(entries: list[Entry], language: Language) -> Iterator[RenderableType]:
    """A table per family; where every code is read in two ways, both readings, marked."""
    both = all(entry.guide and entry.meta for entry in entries)
    for family, title in catalogue.FAMILIES.items():
        members = [entry for entry in entries if entry.family == family]
        if members:
            yield _filled(title[language], members, language, both=both)
    if both:
        yield from _legend(language)
    yield Line(_MORE[language], "dim")


def found_table(entries: list[Entry], language: Language) -> Iterator[RenderableType]:
    """One table in the order of a search."""
    yield _filled(_FOUND[language], entries, language, both=False)
    yield Line(_MORE[language], "dim")


def _filled(title: str, entries: list[Entry], language: Language, *, both: bool) -> Table:
    heads = (_GUIDE, _META_AND_REMEDY) if both else (_MEANING, _REMEDY)
    made = table(title, [_CODE[language], *(head[language] for head in heads)])
    for entry in entries:
        made.add_row(Line(str(entry.code), "bold"), *_cells(entry, language, both=both))
    return made


def _cells(entry: Entry, language: Language, *, both: bool) -> tuple[Line, Line]:
    title = (f"{entry.title[language]}\n", "bold")
    if not (both and entry.guide and entry.meta):
        kinds = "".join(
            f"{catalogue.KINDS[kind][language]}\n" for kind in kinds_of(entry) if kind != "error"
        )
        meaning = Line.assemble(title, (kinds, "yellow"), entry.cause[language])
        return meaning, Line(entry.remedy[language])
    mark, style = MARKS[entry.guide.verdict]
    guide = Line.assemble((f"{mark} ", style), entry.guide.reading[language])
    guide.append(f"\n→ {entry.guide.remedy[language]}", "italic")
    meta = Line.assemble(title, entry.meta[language])
    return guide, meta.append(f"\n→ {entry.remedy[language]}", "italic")


def _legend(language: Language) -> Iterator[Line]:
    for verdict, (mark, style) in MARKS.items():
        yield Line.assemble((f"{mark} ", style), (catalogue.VERDICTS[verdict][language], "dim"))
