"""The command line: one module per command, imported when it is called."""

import sys
from importlib import import_module

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

_COMMANDS = {
    "demo": "terkirim.cli.demo.command:demo",
    "explain": "terkirim.cli.explain:explain",
    "diagnose": "terkirim.cli.diagnose:diagnose",
    "policy": "terkirim.cli.policy:policy_app",
    "contacts": "terkirim.cli.contacts:contacts_app",
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


class Commands(TyperGroup):
    """Imports a command's module only when it is called: `explain` needs no database."""

    def list_commands(self, ctx: object) -> list[str]:
        """The commands, in the order of a newcomer's reading."""
        return list(_COMMANDS)

    def get_command(self, ctx: object, cmd_name: str) -> TyperGroup | TyperCommand | None:
        """One command, imported now; None for a name there is not."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), name)
        if isinstance(found, typer.Typer):
            group = get_group(found)
            group.name = cmd_name
            return group
        single = typer.Typer()
        single.command(cmd_name)(found)
        command = get_command(single)
        return command if isinstance(command, TyperCommand) else None


app = typer.Typer(
    name="terkirim", cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False
)


@app.callback()
def terkirim() -> None:
    """Every WhatsApp message is delivered, or you know exactly why not."""


def main() -> None:
    """The `terkirim` command. Logs go to stderr: stdout belongs to the answer."""
    import structlog

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    app()
