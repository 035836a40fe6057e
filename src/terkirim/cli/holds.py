"""`terkirim holds`: what is held, and why; lift a hold by hand."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, installation
from terkirim.delivery.holds.lift import lift_by_hand
from terkirim.delivery.insights.model import HoldView
from terkirim.knowledge import catalogue
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import as_datetime

holds_app = typer.Typer(no_args_is_help=True, help="Holds: what is stopped, and until when.")


@holds_app.callback()
def holds() -> None:
    """Holds: what is stopped, and until when."""


@holds_app.command("list")
def list_command(
    json_: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    config: ConfigOption = None,
) -> None:
    """List the holds in force."""
    language = language_of_environment()
    with report_bad_input(language):
        views = run(_list(config))
        if json_:
            typer.echo(msgspec.json.format(msgspec.json.encode(views), indent=2).decode())
            return
        table = Table("id", "scope", "key", "cause", "messages", "until")
        for view in views:
            hold = view.hold
            until = as_datetime(hold.until).isoformat(" ", "minutes") if hold.until else hold.probe
            title = catalogue.cause_words(Cause(hold.cause)).title[language]
            table.add_row(hold.id, hold.scope, hold.key, title, str(view.held), until or "–")
        Console().print(table)


@holds_app.command("lift")
def lift_command(
    hold_id: Annotated[str, typer.Argument(metavar="ID")], config: ConfigOption = None
) -> None:
    """Lift a hold; a running `terkirim serve` sends what it held."""
    with report_bad_input(language_of_environment()):
        run(_lift(hold_id, config))


@holds_app.command("check")
def check_command(config: ConfigOption = None) -> None:
    """Have every probe look at once whether its cause is gone."""
    with report_bad_input(language_of_environment()):
        typer.echo(run(_check(config)))


async def _list(config: Path | None) -> tuple[HoldView, ...]:
    async with installation(config) as terkirim:
        return (await terkirim.insights.overview()).holds


async def _lift(hold_id: str, config: Path | None) -> None:
    async with installation(config) as terkirim:
        await lift_by_hand(terkirim.store, terkirim.clock, hold_id, "command line")


async def _check(config: Path | None) -> int:
    async with installation(config) as terkirim:
        return await terkirim.prober.hasten()
