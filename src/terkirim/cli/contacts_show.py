"""`terkirim contacts show`: one person, and why they are or are not written to."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.contacts_show_page import print_person
from terkirim.cli.installation import ConfigOption, installation
from terkirim.delivery.insights.person.look_up import Asking, look_up
from terkirim.delivery.insights.person.model import Person
from terkirim.delivery.outbox.pacing import PacingRules
from terkirim.store import registry
from terkirim.vocabulary.text import Language


def show(
    address: Annotated[
        str, typer.Argument(help="A number in any spelling, a user id, or a contact's id.")
    ],
    sender: Annotated[str | None, typer.Option(help="Who would write: phone_number_id.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    lang: Annotated[Language | None, typer.Option(help="id or en; default: as LANG says.")] = None,
    config: ConfigOption = None,
) -> None:
    """Show one person, and for each kind of message whether it is sent to them now, and why."""
    language = lang or language_of_environment()
    with report_bad_input(language):
        person, zone = run(_look_up(address, sender, config))
        if json_:
            typer.echo(msgspec.json.format(msgspec.json.encode(person), indent=2).decode())
        else:
            print_person(person, language, zone)


async def _look_up(address: str, sender: str | None, config: Path | None) -> tuple[Person, str]:
    async with installation(config) as terkirim:
        settings = terkirim.settings
        async with terkirim.store.read() as db:
            known = sorted(await registry.sender_ids(db))
            asking = Asking(
                now=terkirim.clock.now(),
                account_id=settings.account_id,
                sender_id=sender or settings.sender or (known or [""])[0],
                region=settings.region,
                pacing=msgspec.convert(settings.pacing.model_dump(), PacingRules),
                until_inactive=settings.the_policy().failures_until_inactive,
            )
            return await look_up(db, address, asking), settings.timezone
