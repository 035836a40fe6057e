"""`terkirim senders`: read them from Meta, bring one into service."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, installation
from terkirim.delivery.senders.verify import verify
from terkirim.errors import BadInput, GraphError, TerkirimError
from terkirim.knowledge import catalogue
from terkirim.knowledge.diagnosis import read_error
from terkirim.store import Sender
from terkirim.vocabulary.text import Text

senders_app = typer.Typer(no_args_is_help=True, help="Senders: your business numbers.")


@senders_app.callback()
def senders() -> None:
    """Senders: your business numbers."""


@senders_app.command("sync")
def sync_command(config: ConfigOption = None) -> None:
    """Read senders and templates from Meta and list the senders."""
    with report_bad_input(language_of_environment()):
        _print(run(_sync(config)))


@senders_app.command("verify")
def verify_command(
    sender_id: Annotated[str, typer.Argument(metavar="SENDER", help="phone_number_id")],
    pin: Annotated[
        str, typer.Option(prompt="PIN (6 digits)", hide_input=True, help="Two-step PIN.")
    ],
    method: Annotated[Literal["SMS", "VOICE"], typer.Option(help="How the code comes.")] = "SMS",
    config: ConfigOption = None,
) -> None:
    """Request a code, verify it, register the number; then its hold lifts by itself."""
    with report_bad_input(language_of_environment()):
        _print([run(_verify(sender_id, method, pin, config))])


async def _sync(config: Path | None) -> list[Sender]:
    async with installation(config) as terkirim:
        try:
            await terkirim.templates.all()
            return await terkirim.senders.all()
        except TerkirimError as error:
            raise _refused(error) from error


async def _verify(sender_id: str, method: str, pin: str, config: Path | None) -> Sender:
    async def ask() -> str:
        return str(typer.prompt("OTP"))

    async with installation(config) as terkirim:
        try:
            sender = await verify(terkirim.api, terkirim.senders, sender_id, method, pin, ask)
        except TerkirimError as error:
            raise _refused(error) from error
        await terkirim.prober.hasten()
        return sender


def _refused(error: TerkirimError) -> BadInput:
    if not isinstance(error, GraphError):
        return BadInput(
            Text(id=f"Meta tidak menjawab: {error}", en=f"Meta does not answer: {error}")
        )
    report = read_error(error.body)
    entry = catalogue.find(report.code) if report.code is not None else None
    said = f"({report.code}) {report.title}"
    if entry is None:
        return BadInput(Text(id=f"Meta menolak: {said}", en=f"Meta refused: {said}"))
    return BadInput(
        Text(
            id=f"Meta menolak: {said}. {entry.remedy.id}",
            en=f"Meta refused: {said}. {entry.remedy.en}",
        )
    )


def _print(found: list[Sender]) -> None:
    table = Table("id", "number", "name", "mode", "status", "verified", "platform", "quality")
    for one in found:
        table.add_row(
            one.id,
            one.display_number,
            one.name,
            one.account_mode,
            one.status,
            one.code_verification_status,
            one.platform_type,
            one.quality,
        )
    Console().print(table)
