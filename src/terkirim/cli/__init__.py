"""The command line: one module per command."""

import sys

import structlog
import typer

from terkirim.cli.campaign import campaign_app
from terkirim.cli.contacts import contacts_app
from terkirim.cli.demo.command import demo
from terkirim.cli.diagnose import diagnose
from terkirim.cli.explain import explain
from terkirim.cli.holds import holds_app
from terkirim.cli.keys import keys_app
from terkirim.cli.messages import messages_app
from terkirim.cli.policy import policy_app
from terkirim.cli.sandbox import sandbox
from terkirim.cli.send import send
from terkirim.cli.senders import senders_app
from terkirim.cli.serve import serve

app = typer.Typer(
    name="terkirim",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Every WhatsApp message is delivered, or you know exactly why not.",
)
for command in (demo, explain, diagnose, sandbox, serve, send):
    app.command()(command)
app.add_typer(contacts_app, name="contacts")
app.add_typer(campaign_app, name="campaign")
app.add_typer(messages_app, name="messages")
app.add_typer(holds_app, name="holds")
app.add_typer(policy_app, name="policy")
app.add_typer(senders_app, name="senders")
app.add_typer(keys_app, name="keys")


def main() -> None:
    """The `terkirim` command. Logs go to stderr: stdout belongs to the answer."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    app()
