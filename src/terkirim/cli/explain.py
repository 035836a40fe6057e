"""`terkirim explain`: what an error code means, in the reader's language."""

from collections.abc import Iterable
from textwrap import shorten
from typing import Annotated, Any, Literal

import msgspec
import typer
from rich.console import Console, RenderableType

from terkirim.cli.console import language_of_environment, report_bad_input
from terkirim.cli.explain_page import page
from terkirim.cli.explain_provider import (
    carried,
    carried_line,
    find_code,
    find_provider,
    provider_form,
    provider_page,
    provider_table,
)
from terkirim.cli.explain_tables import found_table, tables
from terkirim.errors import BadInput, NotFound
from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import Entry
from terkirim.knowledge.catalogue.ranges import WHAT_TO_RECORD, WHERE_TO_REPORT, range_of
from terkirim.vocabulary.text import Language, Text

FamilyName = Literal["data_and_recipients", "policy", "administration_and_system"]

_NO_CODE = Text(
    id='Tidak ada kode galat dalam "{words}". Untuk mencari kata: terkirim explain --search',
    en='There is no error code in "{words}". To look for words: terkirim explain --search',
)
_NOTHING = Text(
    id="Tidak ada kode yang cocok. Semua kode: terkirim explain --all",
    en="No code matches. Every code: terkirim explain --all",
)
_ONE_WAY = Text(
    id="{option} tidak dapat dipakai bersama {other}.", en="{option} does not go with {other}."
)


def explain(
    code: Annotated[
        list[str] | None,
        typer.Argument(help="A code such as 131049, or a whole error as it was received."),
    ] = None,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="id or en; by default as LC_ALL or LANG say.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Both languages, for machines.")] = False,
    search: Annotated[
        str | None, typer.Option("--search", help="Words to look for, in either language.")
    ] = None,
    family: Annotated[
        FamilyName | None,
        typer.Option(
            "--family",
            metavar="NAME",
            help="One family: data_and_recipients, policy or administration_and_system.",
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every code in the catalogue.")] = False,
    provider: Annotated[
        str | None,
        typer.Option(
            "--provider", metavar="NAME", help="Whose code it is: twilio, gupshup, ycloud …"
        ),
    ] = None,
) -> None:
    """Explain a WhatsApp error code: its cause, impact and remedy, and who reads it how.

    Without a code: the nine best-known codes in their three families, each in both readings.
    With --provider: what a provider's own code means, or all of that provider's codes.
    """
    language = lang or language_of_environment()
    pasted = " ".join(code or [])
    with report_bad_input(language):
        if provider is not None:
            _refuse_beside("--provider", {"--search": search, "--family": family, "--all": all_})
            form, parts = _of_provider(provider, pasted, language)
        elif code:
            _refuse_beside("CODE", {"--search": search, "--family": family, "--all": all_})
            found = _named(code)
            forms = [machine_form(entry) for entry in found]
            form = forms[0] if len(forms) == 1 else forms
            parts = [page(entry, language, pasted) for entry in found]
        else:
            found = _chosen(search, family, everything=all_)
            form = [machine_form(entry) for entry in found]
            parts = (tables if search is None else found_table)(found, language)
    _show(form, parts, as_json=json_)


def _show(form: object, parts: Iterable[RenderableType], *, as_json: bool) -> None:
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(form)).decode())
        return
    console = Console(highlight=False)
    for part in parts:
        console.print(part, crop=False)


def _refuse_beside(option: str, others: dict[str, object]) -> None:
    for other, value in others.items():
        if value:
            raise BadInput(_ONE_WAY.format(option=option, other=other))


def _of_provider(
    typed: str, pasted: str, language: Language
) -> tuple[object, Iterable[RenderableType]]:
    """A provider's codes, one of them, or the code of Meta that its error carries."""
    name, provider = find_provider(typed)
    if not pasted:
        forms = [provider_form(name, provider, each) for each in provider.codes]
        return forms, provider_table(provider, language)
    own = find_code(name, provider, pasted)
    of_meta = carried(pasted)
    parts = [provider_page(provider, own, language, pasted)] if own else []
    if of_meta:
        parts += [carried_line(provider, of_meta, language), page(of_meta, language, pasted)]
    form = provider_form(name, provider, own, pasted) if own else {"provider": name}
    return {**form, "carried": machine_form(of_meta) if of_meta else None}, parts


def _named(words: list[str]) -> list[Entry]:
    """The entries of codes given one by one, or of the code within a pasted error."""
    pasted = " ".join(words)
    texts = words if all(catalogue.code_in(word) is not None for word in words) else [pasted]
    codes = [code for text in texts if (code := catalogue.code_in(text)) is not None]
    codes = codes or [entry.code for entry in _titled(pasted)]
    if not codes:
        raise NotFound(_NO_CODE.format(words=shorten(pasted, 60, placeholder="…")))
    return [_known(code) for code in dict.fromkeys(codes)]


def _titled(pasted: str) -> list[Entry]:
    """The entries whose title at Meta was pasted alone."""
    wanted = pasted.strip().rstrip(".").casefold()
    return [
        entry
        for entry in catalogue.entries()
        if wanted and (entry.official_title or "").rstrip(".").casefold() == wanted
    ]


def _known(code: int) -> Entry:
    entry = catalogue.find(code)
    if entry is None:
        parts = (range_of(code), WHAT_TO_RECORD, WHERE_TO_REPORT)
        raise NotFound(
            Text(id="\n".join(part.id for part in parts), en="\n".join(part.en for part in parts))
        )
    return entry


def _chosen(search: str | None, family: str | None, *, everything: bool) -> list[Entry]:
    """The entries a search or family asks for; without either, the guide's, or all there are."""
    if search is not None:
        found = catalogue.search(search)
    elif everything or family is not None:
        found = list(catalogue.entries())
    else:
        found = [entry for entry in catalogue.entries() if entry.guide]
    found = [entry for entry in found if family in (None, entry.family)]
    if not found:
        raise NotFound(_NOTHING)
    return found


def machine_form(entry: Entry) -> dict[str, Any]:
    """An entry with its family's name and the words of its causes, all in both languages."""
    form: dict[str, Any] = msgspec.to_builtins(entry)
    form["family_title"] = msgspec.to_builtins(catalogue.FAMILIES[entry.family])
    form["cause_words"] = {
        cause.value: msgspec.to_builtins(catalogue.cause_words(cause)) for cause in entry.causes
    }
    return form
