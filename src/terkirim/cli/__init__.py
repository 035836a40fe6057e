"""The command line: one module per command, imported when it is called."""

import typer

from terkirim.cli.lazily import LazyGroup
from terkirim.collector import calm_the_collector

_COMMANDS = {
    "demo": "terkirim.cli.demo.command:demo",
    "explain": "terkirim.cli.explain:explain",
    "diagnose": "terkirim.cli.diagnose:diagnose",
    "policy": "terkirim.cli.policy:policy_app",
    "contacts": "terkirim.cli.contacts:contacts_app",
    "segments": "terkirim.cli.segments:segments_app",
    "campaign": "terkirim.cli.campaign:campaign_app",
    "send": "terkirim.cli.send:send",
    "messages": "terkirim.cli.messages:messages_app",
    "holds": "terkirim.cli.holds:holds_app",
    "senders": "terkirim.cli.senders:senders_app",
    "keys": "terkirim.cli.keys:keys_app",
    "serve": "terkirim.cli.serve:serve",
    "migrate": "terkirim.cli.migrate:migrate",
    "move": "terkirim.cli.move:move",
    "sandbox": "terkirim.cli.sandbox:sandbox",
}


class Commands(LazyGroup):
    """The commands of `terkirim`."""

    where = _COMMANDS


app = typer.Typer(
    name="terkirim", cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False
)


@app.callback()
def terkirim() -> None:
    """Every WhatsApp message is delivered, or you know exactly why not."""


def main() -> None:
    """The `terkirim` command."""
    calm_the_collector()
    app()
