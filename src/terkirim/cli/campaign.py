"""`terkirim campaign`: take a campaign in."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import typer

from terkirim.assembly import Terkirim
from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, installation
from terkirim.cli.send import sender_of
from terkirim.delivery.campaigns.model import CampaignFile, Intake, SegmentPeople
from terkirim.delivery.campaigns.read_file import read_campaign
from terkirim.delivery.lists.model import CleanList
from terkirim.delivery.lists.sift_apart import open_portions
from terkirim.delivery.segments.preview import DOUBTFUL, DOUBTS, REASONS
from terkirim.errors import BadCampaign, BadInput, TerkirimError
from terkirim.vocabulary.text import Language, Text

campaign_app = typer.Typer(no_args_is_help=True, help="Campaigns: one template to many contacts.")

_DONE = Text(
    id="{rows} baris: {rejected} ditolak, {entered} masuk antrean, {left_out} tidak dikirim "
    "(tanpa persetujuan), {known} sudah ada.",
    en="{rows} rows: {rejected} rejected, {entered} queued, {left_out} left out (no consent), "
    "{known} known already.",
)
_OF_SEGMENT = Text(
    id="{matched} kontak di segmen: {entered} masuk antrean, {left_out} tidak dikirim, "
    "{unaddressed} tanpa alamat, {known} sudah ada.",
    en="{matched} contacts in the segment: {entered} queued, {left_out} left out, "
    "{unaddressed} without an address, {known} known already.",
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
        for reason in (one for one in REASONS if one in intake.reasons):
            typer.echo(f"{REASONS[reason][language]}: {intake.reasons[reason]}", err=True)
        typer.echo(_said(seen, intake)[language])
        if intake.doubtful:
            why = DOUBTS["check_no_whatsapp"][language]
            typer.echo(DOUBTFUL.format(people=intake.doubtful, why=why)[language])


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
) -> tuple[_Seen | None, Intake]:
    chosen = read_campaign(file)
    source = contacts or chosen.contacts
    if source is None:
        return await _take_segment_in(chosen, config)
    async with (
        installation(config) as terkirim,
        open_portions(source, terkirim.settings.region) as portions,
    ):
        seen = _Seen(portions, language)
        return seen, await _enter(terkirim, chosen, seen.pass_on())


async def _take_segment_in(chosen: CampaignFile, config: Path | None) -> tuple[None, Intake]:
    if chosen.segment is None:
        raise BadCampaign(
            Text(
                id="Penerima belum disebut: isi contacts atau segment di berkas kampanye, atau "
                "pakai --contacts.",
                en="No people are named: set contacts or segment in the campaign file, or use "
                "--contacts.",
            )
        )
    async with installation(config) as terkirim:
        by_sms = chosen.sms is not None and terkirim.settings.sms_url is not None
        return None, await _enter(terkirim, chosen, SegmentPeople(chosen.segment, by_sms))


async def _enter(
    terkirim: Terkirim, chosen: CampaignFile, people: AsyncIterator[CleanList] | SegmentPeople
) -> Intake:
    sender_id = sender_of(terkirim, chosen.sender)
    try:
        return await terkirim.campaigns.take_in(
            chosen, people, terkirim.settings.account_id, sender_id
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


def _said(seen: _Seen | None, intake: Intake) -> Text:
    """What came of it, everybody accounted for."""
    counts = {"entered": intake.entered, "left_out": intake.left_out, "known": intake.known}
    if seen is not None:
        return _DONE.format(rows=seen.rows, rejected=seen.rejected, **counts)
    counts["unaddressed"] = intake.unaddressed
    return _OF_SEGMENT.format(matched=sum(counts.values()), **counts)
