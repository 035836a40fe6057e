"""`terkirim contacts import`: write the people of a list into the database."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.markup import escape

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, installation
from terkirim.delivery.imports.model import Imported
from terkirim.delivery.imports.run import ContactImporter
from terkirim.delivery.lists.report_words import reason
from terkirim.delivery.lists.sift_apart import open_portions
from terkirim.vocabulary.text import Language, Text

_DONE = Text(
    id="{rows} baris: {new} kontak baru, {changed} diperbarui, {known} sudah ada, "
    "{left_out} tidak dimasukkan.",
    en="{rows} rows: {new} new contacts, {changed} changed, {known} known already, "
    "{left_out} left out.",
)
_CONSENTS = Text(
    id="Pernyataan persetujuan yang dicatat: {consents}; di antaranya {refused} orang menolak.",
    en="Statements of consent recorded: {consents}; people on the list who refused: {refused}.",
)


def import_command(
    source: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="The list: CSV, TSV, XLSX, Parquet or JSON lines."),
    ],
    country: Annotated[
        str | None, typer.Option(help="Whose numbers have no country code; default: region.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="The summary as one JSON object.")] = False,
    lang: Annotated[Language | None, typer.Option(help="id or en; default: as LANG says.")] = None,
    config: ConfigOption = None,
) -> None:
    """Write the people of a list down: name, language, time zone, other columns, consent.

    The same list again changes nothing. Cut off, it is completed by a second run.
    """
    language = lang or language_of_environment()
    with report_bad_input(language):
        done = run(_import(source, country, config))
        if json_:
            typer.echo(msgspec.json.encode(done).decode())
        else:
            _show(done, Console(highlight=False), language)


async def _import(source: Path, country: str | None, config: Path | None) -> Imported:
    async with installation(config) as terkirim:
        region = country or terkirim.settings.region
        importer = ContactImporter(terkirim.store, terkirim.identifiers, terkirim.clock)
        async with open_portions(source, region) as portions:
            return await importer.run(portions, source.name, region)


def _show(done: Imported, console: Console, language: Language) -> None:
    counts = msgspec.structs.asdict(done)
    console.print(_DONE.format(**counts)[language], soft_wrap=True)
    for code, count in done.reasons.items():
        console.print(f"  {count}  {reason(code)[language]}")
    if done.consents or done.refused:
        console.print(_CONSENTS.format(**counts)[language], soft_wrap=True)
    for note in done.notes:
        console.print(f"• {escape(note[language])}", soft_wrap=True)
