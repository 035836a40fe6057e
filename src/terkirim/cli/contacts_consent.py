"""`terkirim contacts consent`, `proof` and `forget`: what one person agreed to, and their leave."""

from datetime import tzinfo
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.contacts_proof_page import print_proof, source_in_words
from terkirim.cli.installation import ConfigOption, installation
from terkirim.cli.send import usable_address
from terkirim.delivery.consent.model import Consent, Purpose, Source
from terkirim.delivery.consent.of_list import read_moment
from terkirim.delivery.consent.prove import Proof, proof_of
from terkirim.delivery.holds.record_consent import Outcome, record_by_hand
from terkirim.delivery.outbox.forget_person import Forgotten, forget_person
from terkirim.errors import BadInput
from terkirim.vocabulary.text import Language, Text

AddressArgument = Annotated[
    str, typer.Argument(metavar="WHO", help="A number in any spelling, or a user id.")
]
LanguageOption = Annotated[Language | None, typer.Option(help="id or en; default: as LANG says.")]
_RECORDED = {
    ("yes", True): Text(id="Dicatat: setuju.", en="Recorded: agreed."),
    ("no", False): Text(id="Dicatat: menolak.", en="Recorded: refused."),
    ("no", True): Text(
        id="Dicatat, tetapi penolakan lebih kuat ({source}); hanya orang itu sendiri yang dapat "
        "mencabutnya, misalnya dengan menulis MULAI.",
        en="Recorded, but a refusal stands ({source}); only the person can take it back, for "
        "instance by writing START.",
    ),
    ("yes", False): Text(
        id="Dicatat, tetapi persetujuan yang lebih baru berlaku ({source}).",
        en="Recorded, but a later yes counts ({source}).",
    ),
}
_BAD_MOMENT = Text(
    id="“{at}” bukan tanggal; tulis misalnya 2026-11-23 atau 23/11/2026 14:30.",
    en="“{at}” is no date; write for instance 2026-11-23 or 23/11/2026 14:30.",
)
_SURE = Text(
    id="Lupakan {who} untuk selamanya? Nama, nomor, isi pesan, dan bukti persetujuannya dihapus",
    en="Forget {who} for good? Name, number, messages' contents and proof of consent are deleted",
)
_FORGOTTEN = Text(
    id="{who} dilupakan: isi {messages} pesan dihapus, {called_off} pesan yang menunggu "
    "dibatalkan, {webhooks} webhook dibersihkan. Nomor ini tetap tidak akan dikirimi promosi. "
    "Cadangan basis data, berkas daftar Anda dan catatan Meta tidak ikut terhapus.",
    en="{who} is forgotten: the contents of {messages} messages deleted, {called_off} that "
    "waited called off, {webhooks} webhooks cleaned. No marketing will go to this number. Backups "
    "of the database, your own list files and what Meta keeps are not reached.",
)


def consent(
    who: AddressArgument,
    given: Annotated[bool, typer.Option("--yes/--no", help="Agreed, or refused.")],
    source: Annotated[str, typer.Option(help="Where it was said: a form, the counter, a call.")],
    purpose: Annotated[Purpose, typer.Option(help="marketing or utility.")] = "marketing",
    wording: Annotated[str, typer.Option(help="What was agreed to, word for word.")] = "",
    proof: Annotated[str, typer.Option(help="What shows it: a form's number, a file.")] = "",
    at: Annotated[str | None, typer.Option(help="When; default: now.")] = None,
    lang: LanguageOption = None,
    config: ConfigOption = None,
) -> None:
    """Record by hand that a person agreed or refused."""
    language = lang or language_of_environment()
    said = Consent(purpose, given, Source.HAND.of(source), wording=wording, proof=proof)
    with report_bad_input(language):
        outcome = run(_record(config, who, said, at))
        deciding = outcome.decided_by
        shown = source_in_words(deciding.source)[language] if deciding is not None else ""
        stands = "yes" if outcome.standing == "yes" else "no"
        typer.echo(_RECORDED[stands, given].format(source=shown)[language])


async def _record(config: Path | None, who: str, said: Consent, at: str | None) -> Outcome:
    async with installation(config) as terkirim:
        address = usable_address(who, terkirim.settings.region)
        moment = _moment(at, ZoneInfo(terkirim.settings.timezone)) if at is not None else None
        dated = msgspec.structs.replace(said, at=moment)
        return await record_by_hand(
            terkirim.store, terkirim.identifiers, terkirim.clock, address, dated
        )


def _moment(at: str, zone: tzinfo) -> float:
    found = read_moment(at.strip(), zone)
    if found is None:
        raise BadInput(_BAD_MOMENT.format(at=at))
    return found


def proof(
    who: AddressArgument,
    json_: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    lang: LanguageOption = None,
    config: ConfigOption = None,
) -> None:
    """Show everything recorded about a person's consent: when, where, in which words."""
    language = lang or language_of_environment()
    with report_bad_input(language):
        found, zone = run(_prove(config, who))
        if json_:
            typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        else:
            print_proof(found, language, zone)


async def _prove(config: Path | None, who: str) -> tuple[Proof, str]:
    async with installation(config) as terkirim:
        settings = terkirim.settings
        address = usable_address(who, settings.region)
        return await proof_of(terkirim.store, address), settings.timezone


def forget(
    who: AddressArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    lang: LanguageOption = None,
    config: ConfigOption = None,
) -> None:
    """Delete what is known of a person; that they want nothing more is kept, as a keyed hash."""
    language = lang or language_of_environment()
    with report_bad_input(language):
        if not yes:
            typer.confirm(_SURE.format(who=who)[language], abort=True)
        gone = run(_forget(config, who))
        typer.echo(_FORGOTTEN.format(who=who, **gone._asdict())[language])


async def _forget(config: Path | None, who: str) -> Forgotten:
    async with installation(config) as terkirim:
        address = usable_address(who, terkirim.settings.region)
        return await forget_person(terkirim.store, terkirim.clock, address)
