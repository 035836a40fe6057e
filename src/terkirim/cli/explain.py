"""`terkirim explain`: what an error code means, in the reader's language."""

from textwrap import shorten
from typing import Annotated, Any, Literal

import msgspec
import typer
from rich.console import Console

from terkirim.cli.console import language_of_environment
from terkirim.cli.explain_page import page, tables
from terkirim.errors import BadInput, NotFound
from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import Entry
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
) -> None:
    """Explain a WhatsApp error code: its cause, impact and remedy, and who reads it how.

    Without a code: the nine best-known codes in their three families, each in both readings.
    """
    language = lang or language_of_environment()
    try:
        found = _named(code) if code else _chosen(search, family, everything=all_)
    except BadInput as error:
        typer.echo(error.text[language], err=True)
        raise typer.Exit(2) from error
    if json_:
        forms = [machine_form(entry) for entry in found]
        shown = forms[0] if code and len(forms) == 1 else forms
        typer.echo(msgspec.json.format(msgspec.json.encode(shown)).decode())
        return
    console = Console(highlight=False)
    for part in [page(entry, language) for entry in found] if code else tables(found, language):
        console.print(part, crop=False)


def _named(words: list[str]) -> list[Entry]:
    """The entries of codes given one by one, or of the code within a pasted error."""
    pasted = " ".join(words)
    texts = words if all(catalogue.code_in(word) is not None for word in words) else [pasted]
    codes = [catalogue.code_in(text) for text in texts]
    known = [catalogue.entry(code) for code in dict.fromkeys(codes) if code is not None]
    if not known:
        raise NotFound(_NO_CODE.format(words=shorten(pasted, 60, placeholder="…")))
    return known


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
