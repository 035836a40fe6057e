"""`terkirim contacts show`: one person, and why they are or are not written to."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.contacts_show_page import print_person
from terkirim.cli.installation import ConfigOption, installation
from terkirim.delivery.insights.person.look_up import look_up
from terkirim.delivery.insights.person.model import Person
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
        async with terkirim.store.read() as db:
            person = await look_up(db, address, terkirim.asking(sender))
        return person, terkirim.settings.timezone
