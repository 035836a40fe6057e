"""`terkirim messages`: what happened to a message."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, installation
from terkirim.delivery.insights import readdressed
from terkirim.delivery.insights.model import Station, Timeline
from terkirim.knowledge import catalogue
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import as_datetime
from terkirim.vocabulary.text import Language, Text

_READDRESSED = Text(
    id="ke {to}, bukan lagi ke {old}, sejak {since}: {why}",
    en="to {to} instead of {old} since {since}: {why}",
)

messages_app = typer.Typer(no_args_is_help=True, help="Messages: what happened to each.")


@messages_app.callback()
def messages() -> None:
    """Messages: what happened to each."""


@messages_app.command("show")
def show(
    message_id: Annotated[str, typer.Argument(metavar="ID", help="Our id, or Meta's wamid.")],
    json_: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    lang: Annotated[Language | None, typer.Option(help="id or en.")] = None,
    config: ConfigOption = None,
) -> None:
    """Show the timeline of one message."""
    language = lang or language_of_environment()
    with report_bad_input(language):
        timeline = run(_timeline(message_id, config))
        if json_:
            typer.echo(msgspec.json.format(msgspec.json.encode(timeline), indent=2).decode())
        else:
            _print(timeline, language)


async def _timeline(message_id: str, config: Path | None) -> Timeline:
    async with installation(config) as terkirim:
        return await terkirim.insights.timeline(message_id)


def _print(timeline: Timeline, language: Language) -> None:
    message = timeline.message
    table = Table(title=f"{message.id}  {message.recipient}  {message.state}", expand=True)
    for header in ("UTC", "", ""):
        table.add_column(header)
    for station in timeline.stations:
        table.add_row(_moment(station.at), station.kind, _words(station, language))
    Console().print(table)


def _moment(at: float) -> str:
    return as_datetime(at).strftime("%Y-%m-%d %H:%M:%S")


def _words(station: Station, language: Language) -> str:
    data = station.data
    if station.kind == "readdressed":
        return _readdressed(data, language)
    if "cause" in data:
        words = catalogue.cause_words(Cause(data["cause"]))
        sure = f" ({data['confidence']:.0%})" if "confidence" in data else ""
        return f"{words.title[language]}{sure}"
    if "error" in data:
        return f"({data['error'].get('code')}) {data['error'].get('title', '')}"
    return ", ".join(f"{name}={value}" for name, value in data.items())


def _readdressed(data: Mapping[str, Any], language: Language) -> str:
    why, since = readdressed.reason(data)[language], _moment(data["since"])
    return _READDRESSED[language].format(to=data["to"], old=data["from"], since=since, why=why)
