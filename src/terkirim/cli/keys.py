"""`terkirim keys`: API keys for the gateway and the API."""

from pathlib import Path
from typing import Annotated

import typer

from terkirim.cli.console import language_of_environment, report_bad_input, run
from terkirim.cli.installation import ConfigOption, installation
from terkirim.delivery.access.keys import create_key

keys_app = typer.Typer(no_args_is_help=True, help="API keys for the gateway and the API.")


@keys_app.callback()
def keys() -> None:
    """API keys for the gateway and the API."""


@keys_app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Which application will use it.")],
    config: ConfigOption = None,
) -> None:
    """Make a key and print it once; only its hash is kept."""
    with report_bad_input(language_of_environment()):
        typer.echo(run(_create(name, config)))


async def _create(name: str, config: Path | None) -> str:
    async with installation(config) as terkirim:
        return await create_key(terkirim.store, terkirim.clock, name)
