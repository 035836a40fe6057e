"""`terkirim contacts`: who may be written to."""

import typer

from terkirim.cli.lazily import LazyGroup

_COMMANDS = {
    "clean": "terkirim.cli.contacts_clean:clean_command",
    "import": "terkirim.cli.contacts_import:import_command",
    "check": "terkirim.cli.contacts_check:check",
    "show": "terkirim.cli.contacts_show:show",
    "consent": "terkirim.cli.contacts_consent:consent",
    "proof": "terkirim.cli.contacts_consent:proof",
    "forget": "terkirim.cli.contacts_consent:forget",
}


class ContactCommands(LazyGroup):
    """Cleaning a list needs no database, and starts without it."""

    where = _COMMANDS


contacts_app = typer.Typer(
    cls=ContactCommands, no_args_is_help=True, help="Contact lists: clean them before sending."
)


@contacts_app.callback()
def contacts() -> None:
    """Contact lists: clean them before sending."""
