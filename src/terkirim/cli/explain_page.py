"""How `terkirim explain` shows one code: its page, short for a code of the past."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text as Line

from terkirim.cli.explain_parts import (
    MARKS,
    SOURCES,
    address,
    cause_block,
    cause_line,
    heading,
    line,
    ruled,
    section,
)
from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import DetailsReading, Entry, GuideReading, Misreading
from terkirim.knowledge.catalogue.labels import kinds_of
from terkirim.knowledge.catalogue.recognise import readings_in
from terkirim.vocabulary.text import Language, Text

_CAUSE = Text(id="Sebab", en="Cause")
_IMPACT = Text(id="Akibat", en="Impact")
_REMEDY = Text(id="Yang perlu dilakukan", en="What to do")
_DEVELOPER = Text(id="Untuk pengembang", en="For developers")
_GUIDE = Text(id="Menurut panduan populer", en="As popular guides read it")
_MISREAD = Text(id="Kadang dibaca keliru", en="Sometimes misread")
_META = Text(id="Menurut Meta", en="As Meta documents it")
_MEANS = Text(id="Kode untuk sebab itu: {codes}", en="Codes that carry that cause: {codes}")
_CAUSES = Text(id="Kemungkinan penyebab", en="Possible causes")
_WHEN = Text(id="Bila teks galatnya memuat", en="When the error's text says")
_YOURS = Text(id="Menurut teks galat Anda", en="What your error's text tells")
_SUBCODE_OF = Text(id="Subkode dari {codes}", en="A subcode of {codes}")
_SUCCESSOR = Text(id="Kode penggantinya: {code}", en="The code that took its place: {code}")
_OR = Text(id="atau", en="or")
_FACTS = Text(
    id="Coba lagi: {retry} · Cakupan: {scopes} · Muncul di: {surfaces} · Dasar: {basis}",
    en="Try again: {retry} · Concerns: {scopes} · Seen in: {surfaces} · Based on: {basis}",
)


def page(entry: Entry, language: Language, pasted: str = "") -> RenderableType:
    """Everything the catalogue says about one code, the two readings apart where there are two.

    What the words of a `pasted` error tell stands first.
    """
    parts = [
        ruled(f"{entry.code}  {entry.title[language]}"),
        *_head(entry, language),
        *_yours(readings_in(pasted, entry), language),
        *(_short(entry, language) if entry.kind == "legacy" else _whole(entry, language)),
        heading(SOURCES[language].format(day=entry.read_on.isoformat())),
        *(address(source) for source in entry.sources),
        Line(),
        line(_facts(entry, language), "dim"),
    ]
    return Group(*parts)


def _head(entry: Entry, language: Language) -> Iterator[RenderableType]:
    """What kind of code it is, and how it stands to others."""
    if entry.parents:
        codes = ", ".join(_named(code, language) for code in entry.parents)
        yield line(f"! {_SUBCODE_OF[language].format(codes=codes)}", "bold yellow")
    elif entry.kind != "error":
        kinds = [catalogue.KINDS[kind][language] for kind in kinds_of(entry)]
        joined = f" · {_OR[language]} ".join(kinds)
        yield line(f"! {joined[0].upper()}{joined[1:]}", "bold yellow")
    if entry.successor is not None:
        code = _named(entry.successor, language)
        yield line(_SUCCESSOR[language].format(code=code), "yellow")
    family = catalogue.FAMILIES[entry.family][language]
    yield line(" · ".join(filter(None, [family, entry.official_title])), "dim")


def _whole(entry: Entry, language: Language) -> Iterator[RenderableType]:
    yield from section(_CAUSE[language], entry.cause[language])
    yield from section(_IMPACT[language], entry.impact[language])
    yield from section(_REMEDY[language], entry.remedy[language])
    yield from section(_DEVELOPER[language], entry.developer[language])
    if entry.guide:
        yield from _guide(entry.guide, language)
    if entry.meta:
        yield from section(_META[language], entry.meta[language])
    if entry.misread:
        yield heading(_MISREAD[language])
    yield from (line(_misreading(each, language)) for each in entry.misread)
    yield from _details(entry, language)
    yield heading(_CAUSES[language])
    for cause in entry.causes:
        yield from cause_block(cause, language, one_of_many=len(entry.causes) > 1)


def _short(entry: Entry, language: Language) -> Iterator[RenderableType]:
    yield from section(_CAUSE[language], entry.cause[language])
    yield from section(_REMEDY[language], entry.remedy[language])
    yield from section(_DEVELOPER[language], entry.developer[language])
    yield from _details(entry, language)
    yield heading(_CAUSES[language])
    yield from (cause_line(cause, language) for cause in entry.causes)


def _yours(readings: tuple[DetailsReading, ...], language: Language) -> Iterator[RenderableType]:
    if readings:
        yield heading(_YOURS[language])
        yield from (line(f"→ {reading.reading[language]}", "bold") for reading in readings)


def _details(entry: Entry, language: Language) -> Iterator[RenderableType]:
    if entry.details:
        yield heading(_WHEN[language])
    between = f" {_OR[language]} "
    for reading in entry.details:
        quoted = between.join(f"“{match}”" for match in reading.match)
        told = Line.assemble(f"{quoted}\n  → ", reading.reading[language])
        yield line(told.append(f"  {reading.cause.value}", "dim"))


def _guide(guide: GuideReading, language: Language) -> Iterator[RenderableType]:
    yield from section(_GUIDE[language], guide.reading[language])
    yield line(f"→ {guide.remedy[language]}", "italic")
    mark, style = MARKS[guide.verdict]
    yield line(f"{mark} {catalogue.VERDICTS[guide.verdict][language]}", style)
    if guide.means:
        codes = ", ".join(map(str, guide.means))
        yield line(_MEANS[language].format(codes=codes), "dim")


def _misreading(misread: Misreading, language: Language) -> str:
    told = f"✗ {misread.by[language]}: {misread.reading[language]}"
    if not misread.means:
        return told
    codes = ", ".join(map(str, misread.means))
    return f"{told} {_MEANS[language].format(codes=codes)}"


def _named(code: int, language: Language) -> str:
    entry = catalogue.find(code)
    return f"{code} ({entry.title[language]})" if entry else str(code)


def _facts(entry: Entry, language: Language) -> str:
    return _FACTS[language].format(
        retry=catalogue.RETRIES[entry.retry][language],
        scopes=", ".join(catalogue.SCOPES[scope][language] for scope in entry.scope),
        surfaces=", ".join(catalogue.SURFACES[surface][language] for surface in entry.surfaces),
        basis=catalogue.CONFIDENCES[entry.confidence][language],
    )
