"""`terkirim campaign`: take a campaign in."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import typer

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, installation
from terkirim.cli.send import sender_of
from terkirim.delivery.campaigns.model import Intake
from terkirim.delivery.campaigns.read_file import read_campaign
from terkirim.delivery.lists.model import CleanList
from terkirim.delivery.lists.sift_apart import open_portions
from terkirim.errors import BadCampaign, BadInput, TerkirimError
from terkirim.vocabulary.text import Language, Text

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
        seen, intake = run(_take_in(file, contacts, config, language))
        counts = {
            "rows": seen.rows,
            "rejected": seen.rejected,
            "entered": intake.entered,
            "left_out": intake.left_out,
            "known": intake.known,
        }
        typer.echo(_DONE.format(**counts)[language])


class _Seen:
    """Passes the list on portion by portion, counts it, and says of each rejected row why."""

    def __init__(self, portions: AsyncIterator[CleanList], language: Language) -> None:
        self._portions = portions
        self._language = language
        self.rows = 0
        self.rejected = 0

    async def pass_on(self) -> AsyncIterator[CleanList]:
        """The list as it comes."""
        async for portion in self._portions:
            self.rows += portion.input_rows
            self.rejected += len(portion.rejected)
            for one in portion.rejected:
                typer.echo(f"{one.line}: {one.reason[self._language]}", err=True)
            yield portion


async def _take_in(
    file: Path, contacts: Path | None, config: Path | None, language: Language
) -> tuple[_Seen, Intake]:
    chosen = read_campaign(file)
    source = contacts or chosen.contacts
    if source is None:
        raise BadCampaign(
            Text(
                id="Daftar kontak belum disebut: isi contacts di berkas kampanye atau --contacts.",
                en="No contact list is named: set contacts in the campaign file or --contacts.",
            )
        )
    async with (
        installation(config) as terkirim,
        open_portions(source, terkirim.settings.region) as portions,
    ):
        seen = _Seen(portions, language)
        sender_id = sender_of(terkirim, chosen.sender)
        account_id = terkirim.settings.account_id
        try:
            return seen, await terkirim.campaigns.take_in(
                chosen, seen.pass_on(), account_id, sender_id
            )
        except BadInput:
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
