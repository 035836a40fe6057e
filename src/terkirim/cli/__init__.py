"""The command line: one module per command."""

import typer

from terkirim.cli.contacts import contacts_app
from terkirim.cli.demo.command import demo
from terkirim.cli.explain import explain
from terkirim.cli.sandbox import sandbox

app = typer.Typer(
    name="terkirim",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Every WhatsApp message is delivered, or you know exactly why not.",
)
app.command()(demo)
app.command()(explain)
app.command()(sandbox)
app.add_typer(contacts_app, name="contacts")


def main() -> None:
    """The `terkirim` command."""
    app()
