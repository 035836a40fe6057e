"""`terkirim segments`: contacts chosen by what is known of them."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, installation
from terkirim.delivery.segments import keep
from terkirim.delivery.segments.preview import DOUBTFUL, DOUBTS, REASONS, Preview, preview
from terkirim.store.segments import Segment, Sift
from terkirim.vocabulary.clock import as_datetime
from terkirim.vocabulary.text import Language, Text

segments_app = typer.Typer(
    no_args_is_help=True, help="Segments: contacts chosen by what is known of them."
)

_KEPT = Text(id="Segmen {name} disimpan.", en="Segment {name} is kept.")
_REPLACED = Text(id="Segmen {name} diganti.", en="Segment {name} is replaced.")
_MATCHED = Text(
    id="{matched} kontak cocok; {now} bisa dikirimi sekarang.",
    en="{matched} contacts match; {now} can be written to now.",
)
_WHY = Text(id="Selebihnya", en="The others")
_PEOPLE = Text(id="Kontak", en="Contacts")
_EXAMPLES = Text(id="Contoh", en="Examples")

LangOption = Annotated[Language | None, typer.Option(help="id or en; default: as LANG says.")]
Category = Literal["marketing", "utility", "authentication"]


@segments_app.callback()
def segments() -> None:
    """Segments: contacts chosen by what is known of them."""


@segments_app.command("add")
def add_command(
    name: Annotated[str, typer.Argument(help="What campaigns call it.")],
    expression: Annotated[str, typer.Argument(help="Whom it means.")],
    lang: LangOption = None,
    config: ConfigOption = None,
) -> None:
    """Keep an expression as a segment, in place of one of the same name.

    An example: consent = yes and kota in ("Bandung", "Cimahi") and last_seen < 90d
    """
    language = lang or language_of_environment()
    with report_bad_input(language):
        replaced = run(_add(name, expression, config))
        typer.echo((_REPLACED if replaced else _KEPT).format(name=name)[language])


@segments_app.command("list")
def list_command(
    json_: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    config: ConfigOption = None,
) -> None:
    """List the segments."""
    with report_bad_input(language_of_environment()):
        found = run(_every(config))
        if json_:
            typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
            return
        for one in found:
            since = as_datetime(one.created_at).date()
            typer.echo(f"{one.name}\t{since}\t{one.expression}")


@segments_app.command("remove")
def remove_command(name: str, lang: LangOption = None, config: ConfigOption = None) -> None:
    """Forget a segment; its contacts stay."""
    with report_bad_input(lang or language_of_environment()):
        run(_remove(name, config))


@segments_app.command("preview")
def preview_command(
    wanted: Annotated[str, typer.Argument(metavar="NAME|EXPRESSION")],
    category: Annotated[Category, typer.Option(help="Of what would be sent.")] = "marketing",
    sms: Annotated[bool, typer.Option(help="An SMS goes where WhatsApp fails.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    lang: LangOption = None,
    config: ConfigOption = None,
) -> None:
    """Count whom a segment means, who of them can be written to now, and why not the others."""
    language = lang or language_of_environment()
    with report_bad_input(language):
        found = run(_preview(wanted, category, sms, config))
        if json_:
            typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        else:
            _show(found, language)


async def _add(name: str, expression: str, config: Path | None) -> bool:
    async with installation(config) as terkirim:
        return await keep.keep(terkirim.store, terkirim.clock, name, expression)


async def _every(config: Path | None) -> list[Segment]:
    async with installation(config) as terkirim:
        return await keep.every(terkirim.store)


async def _remove(name: str, config: Path | None) -> None:
    async with installation(config) as terkirim:
        await keep.forget(terkirim.store, name)


async def _preview(wanted: str, category: str, sms: bool, config: Path | None) -> Preview:
    async with installation(config) as terkirim:
        a_day = terkirim.settings.pacing.marketing_per_contact
        sift = Sift(terkirim.clock.now(), category, sms, a_day)
        async with terkirim.store.read() as db:
            return await preview(db, await keep.read(db, wanted), sift)


def _show(found: Preview, language: Language) -> None:
    console = Console(highlight=False)
    console.print(_MATCHED.format(matched=found.matched, now=found.now)[language])
    if found.examples:
        console.print(f"{_EXAMPLES[language]}: {escape(', '.join(found.examples))}")
    for one in found.doubtful:
        why = DOUBTS[one.reason][language]
        console.print(DOUBTFUL.format(people=one.people, why=why)[language])
    others = (*found.excluded, *found.waiting)
    if not others:
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(_WHY[language])
    table.add_column(_PEOPLE[language], justify="right")
    table.add_column(_EXAMPLES[language], overflow="fold")
    for one in others:
        examples = escape(", ".join(one.examples))
        table.add_row(REASONS[one.reason][language], str(one.people), examples)
    console.print(table)
