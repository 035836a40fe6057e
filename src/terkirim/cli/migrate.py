"""`terkirim migrate`: bring the database's schema up to date."""

from typing import Annotated

import typer

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, settings_of
from terkirim.store.places import bring_up_to_date
from terkirim.vocabulary.text import Text

_NEW = Text(id="Basis data baru: skema {after}.", en="A new database: schema {after}.")
_CURRENT = Text(id="Skema sudah yang terbaru: {after}.", en="The schema is up to date: {after}.")
_CHANGED = Text(
    id="Skema dimutakhirkan dari {before} ke {after}.",
    en="The schema was brought from {before} to {after}.",
)


def migrate(
    database: Annotated[
        str | None, typer.Option(help="SQLite file or postgresql://…; default: the settings'.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Bring the database's schema up to date, and say from which to which.

    Every start does the same; this is for doing it before one, such as in a deployment.
    """
    language = language_of_environment()
    with report_bad_input(language):
        found = run(bring_up_to_date(database or settings_of(config).database))
        text = _NEW if found.before is None else _CHANGED
        text = _CURRENT if found.before == found.after else text
        typer.echo(text.format(before=found.before or "", after=found.after or "")[language])
