"""`terkirim campaign`: take a campaign in."""

from pathlib import Path
from typing import Annotated

import typer

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, installation
from terkirim.cli.send import sender_of
from terkirim.delivery.campaigns.model import Intake
from terkirim.delivery.campaigns.read_file import read_campaign
from terkirim.delivery.contacts.clean import clean
from terkirim.delivery.contacts.model import CleanList
from terkirim.errors import BadCampaign, TerkirimError
from terkirim.vocabulary.text import Text

campaign_app = typer.Typer(no_args_is_help=True, help="Campaigns: one template to many contacts.")

_DONE = Text(
    id="{rows} baris: {rejected} ditolak, {entered} masuk antrean, {left_out} tidak dikirim "
    "(tanpa persetujuan), {known} sudah ada.",
    en="{rows} rows: {rejected} rejected, {entered} queued, {left_out} left out (no consent), "
    "{known} known already.",
)


@campaign_app.callback()
def campaign() -> None:
    """Campaigns: one template to many contacts."""


@campaign_app.command("run")
def run_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The campaign file (TOML).")],
    contacts: Annotated[Path | None, typer.Option(help="Another contact list.")] = None,
    config: ConfigOption = None,
) -> None:
    """Check a campaign and put it in the outbox; a running `terkirim serve` sends it.

    Running the same campaign again adds only who was not in it yet.
    """
    language = language_of_environment()
    with report_bad_input(language):
        cleaned, intake = run(_take_in(file, contacts, config))
        counts = {
            "rows": cleaned.input_rows,
            "rejected": len(cleaned.rejected),
            "entered": intake.entered,
            "left_out": intake.left_out,
            "known": intake.known,
        }
        typer.echo(_DONE.format(**counts)[language])
        for one in cleaned.rejected:
            typer.echo(f"{one.line}: {one.reason[language]}", err=True)


async def _take_in(
    file: Path, contacts: Path | None, config: Path | None
) -> tuple[CleanList, Intake]:
    chosen = read_campaign(file)
    source = contacts or chosen.contacts
    if source is None:
        raise BadCampaign(
            Text(
                id="Daftar kontak belum disebut: isi contacts di berkas kampanye atau --contacts.",
                en="No contact list is named: set contacts in the campaign file or --contacts.",
            )
        )
    async with installation(config) as terkirim:
        cleaned = clean(source, terkirim.settings.region)
        sender_id = sender_of(terkirim, chosen.sender)
        account_id = terkirim.settings.account_id
        try:
            return cleaned, await terkirim.campaigns.take_in(chosen, cleaned, account_id, sender_id)
        except BadCampaign:
            raise
        except TerkirimError as error:
            raise BadCampaign(
                Text(
                    id="Daftar template tidak dapat dibaca dari Meta; kampanye belum diperiksa "
                    f"dan tidak dikirim ({error}).",
                    en="The templates cannot be read from Meta; the campaign was not checked and "
                    f"nothing was sent ({error}).",
                )
            ) from error
