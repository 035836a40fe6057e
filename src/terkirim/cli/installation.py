"""Open the installation a command works on: its settings file, its database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from terkirim.assembly import Terkirim, assemble
from terkirim.settings import Settings, load_settings

_DEFAULT = Path("terkirim.toml")

ConfigOption = Annotated[
    Path | None, typer.Option("--config", "-c", help="Settings file; default: terkirim.toml.")
]


def settings_of(config: Path | None) -> Settings:
    """The settings named, or those of terkirim.toml and the environment. Raises BadSettings."""
    return load_settings(config or (_DEFAULT if _DEFAULT.is_file() else None))


@asynccontextmanager
async def installation(config: Path | None) -> AsyncIterator[Terkirim]:
    """The assembled product, for one command."""
    async with assemble(settings_of(config)) as terkirim:
        yield terkirim
