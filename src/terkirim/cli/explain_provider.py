"""How `terkirim explain --provider` shows what a provider's own code means."""

from collections.abc import Iterator
from textwrap import shorten
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.text import Text as Line

from terkirim.cli.explain_parts import (
    SOURCES,
    address,
    cause_block,
    heading,
    line,
    ruled,
    section,
    table,
)
from terkirim.errors import NotFound
from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import DetailsReading, Entry, Provider, ProviderCode
from terkirim.knowledge.catalogue.provider_bodies import provider_words_in
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.text import Language, Text

_SIX_DIGITS = 100_000
_MARKS_OF_META = ("(#", "fbtrace_id")
_UNKNOWN = Text(
    id="Penyedia {name} tidak dikenal. Yang dikenal: {known}",
    en="There is no provider {name}. Known are: {known}",
)
_NO_CODE = Text(
    id=(
        'Dalam "{words}" tidak ada kode {provider} yang dikenal. Semua kodenya: '
        "terkirim explain --provider {name}\nCatat: seluruh jawaban {provider} apa adanya, kode "
        "dan teksnya bersama-sama, status HTTP, waktu, dan id pesannya; bila ada kode Meta di "
        "dalamnya, jelaskan kode itu tanpa --provider. Laporkan ke dukungan {provider}, dan buka "
        "issue di repositori Terkirim supaya kodenya masuk katalog."
    ),
    en=(
        'There is no known {provider} code in "{words}". All of its codes: '
        "terkirim explain --provider {name}\nRecord: {provider}'s whole answer as it came, code "
        "and text together, the HTTP status, the time and the message's id; if a code of Meta is "
        "within it, explain that one without --provider. Report it to {provider}'s support, and "
        "open an issue in Terkirim's repository so that the code joins the catalogue."
    ),
)
_CARRIED = Text(
    id="Galat {provider} ini memuat kode Meta {code}:",
    en="This {provider} error holds Meta's {code}:",
)
_KNOW = Text(id="Yang perlu diketahui tentang angka {provider}", en="About {provider}'s numbers")
_COLLIDES = Text(
    id="! Hati-hati: di Meta, {code} berarti lain ({title}). Jangan mencarinya di sana.",
    en="! Beware: Meta's {code} means something else ({title}). Do not look it up there.",
)
_CAUSES = Text(id="Kemungkinan penyebab", en="Possible causes")
_MEANING = Text(id="Kode Meta yang maknanya sama", en="Codes of Meta that mean the same")
_OLD = Text(
    id="Angka lama Meta (On-Premises) menurut tabel resmi {provider}",
    en="Old numbers of Meta (On-Premises) by {provider}'s official table",
)
_WHEN = Text(id="Bila teks galatnya memuat", en="When the error's text says")
_BASIS = Text(id="Padanan: {basis} · ", en="Equivalence: {basis} · ")
_CONFIDENCE = Text(id="Dasar: {confidence}", en="Based on: {confidence}")
_BASES = {
    "official": Text(id="tabel resmi penyedia", en="the provider's official table"),
    "inferred": Text(id="disimpulkan dari makna teksnya", en="inferred from what the text means"),
}
_HEADS = (
    Text(id="Kode", en="Code"),
    Text(id="Artinya", en="What it means"),
    Text(id="Penyebab", en="Causes"),
)


def find_provider(name: str) -> tuple[str, Provider]:
    """A provider and its short name, however it was typed. Raises NotFound, listing those known."""
    wanted = "".join(filter(str.isalnum, name.casefold()))
    for known in catalogue.PROVIDERS:
        if wanted == known:
            return known, catalogue.provider(known)
    raise NotFound(_UNKNOWN.format(name=name, known=", ".join(sorted(catalogue.PROVIDERS))))


def find_code(name: str, provider: Provider, pasted: str) -> ProviderCode | None:
    """The provider's code in what was pasted; None where it only carries one of Meta's.

    Raises NotFound, saying what to record, where there is neither.
    """
    for word in provider_words_in(pasted):
        found = catalogue.provider_code(name, word)
        if found is not None:
            return found
    if carried(pasted):
        return None
    words = shorten(pasted, 60, placeholder="…")
    raise NotFound(_NO_CODE.format(words=words, name=name, provider=provider.name))


def carried(pasted: str) -> Entry | None:
    """The entry of Meta's own code within a provider's error: six digits, or marked as Meta's."""
    code = catalogue.code_in(pasted)
    if code is None or not (code >= _SIX_DIGITS or any(mark in pasted for mark in _MARKS_OF_META)):
        return None
    return catalogue.find(code)


def provider_page(
    provider: Provider, code: ProviderCode, language: Language, pasted: str
) -> RenderableType:
    """A provider's code in Terkirim's words, and the codes of Meta it stands for."""
    collision = _collision(code)
    parts: list[RenderableType] = [ruled(f"{provider.name} {code.code}  {code.title[language]}")]
    if collision:
        title = collision.title[language]
        warning = _COLLIDES[language].format(code=code.code, title=title)
        parts.append(line(warning, "bold yellow"))
    parts += _told(code, language, pasted)
    parts.append(heading(_CAUSES[language]))
    causes = _causes_of(code, pasted)
    for cause in causes:
        parts += cause_block(cause, language, explained=True, one_of_many=len(causes) > 1)
    parts += _codes(_MEANING[language], code.meta, language)
    parts += _codes(_OLD[language].format(provider=provider.name), code.legacy, language)
    parts += section(_KNOW[language].format(provider=provider.name), provider.note[language])
    parts.append(heading(SOURCES[language].format(day=provider.read_on.isoformat())))
    parts += (address(source) for source in provider.sources)
    return Group(*parts, Line(), line(_footing(code, language), "dim"))


def carried_line(provider: Provider, entry: Entry, language: Language) -> RenderableType:
    """What stands above the page of Meta's own code, found in a provider's error."""
    return Line(_CARRIED[language].format(provider=provider.name, code=entry.code), "dim")


def provider_table(provider: Provider, language: Language) -> Iterator[RenderableType]:
    """Every known code of a provider."""
    made = table(provider.name, [head[language] for head in _HEADS])
    for code in provider.codes:
        causes = "\n".join(catalogue.cause_words(cause).title[language] for cause in code.causes)
        made.add_row(Line(code.code, "bold"), code.title[language], causes)
    yield made
    yield line(provider.note[language], "dim")


def provider_form(
    name: str, provider: Provider, code: ProviderCode, pasted: str = ""
) -> dict[str, Any]:
    """A provider's code with the words of its causes, in both languages."""
    collision, causes = _collision(code), _causes_of(code, pasted)
    return {
        "provider": name,
        "provider_name": provider.name,
        "note": msgspec.to_builtins(provider.note),
        **msgspec.to_builtins(code),
        "causes": [cause.value for cause in causes],
        "other_meaning_at_meta": msgspec.to_builtins(collision.title) if collision else None,
        "cause_words": {
            cause.value: msgspec.to_builtins(catalogue.cause_words(cause)) for cause in causes
        },
    }


def _collision(code: ProviderCode) -> Entry | None:
    """The entry of Meta's code of the same number, where it is not what this one stands for."""
    number = int(code.code) if code.code.isdecimal() and len(code.code) < 8 else None
    if number is None or number in (*code.meta, *code.legacy):
        return None
    return catalogue.find(number)


def _told(code: ProviderCode, language: Language, pasted: str) -> Iterator[RenderableType]:
    """What words in the error's text tell; those of the pasted error in bold."""
    said = _said(code, pasted)
    if code.details:
        yield heading(_WHEN[language])
    for details in code.details:
        quoted = " / ".join(f"“{match}”" for match in details.match)
        told = Line(f"{quoted}\n  → {details.reading[language]}", "bold" if details in said else "")
        yield line(told.append(f"  {details.cause.value}", "dim"))


def _said(code: ProviderCode, pasted: str) -> list[DetailsReading]:
    """The readings whose words stand in the pasted error."""
    folded = pasted.casefold()
    return [each for each in code.details if any(word.casefold() in folded for word in each.match)]


def _causes_of(code: ProviderCode, pasted: str) -> list[Cause]:
    """The causes in order of likelihood, those that the pasted text names first."""
    return list(dict.fromkeys([*(each.cause for each in _said(code, pasted)), *code.causes]))


def _codes(title: str, codes: tuple[int, ...], language: Language) -> Iterator[RenderableType]:
    if codes:
        yield heading(title)
    for code in codes:
        entry = catalogue.find(code)
        yield line(f"{code}  {entry.title[language]}" if entry else str(code))


def _footing(code: ProviderCode, language: Language) -> str:
    confidence = catalogue.CONFIDENCES[code.confidence][language]
    told = _CONFIDENCE[language].format(confidence=confidence)
    if not (code.meta or code.legacy):
        return told
    return _BASIS[language].format(basis=_BASES[code.basis][language]) + told
