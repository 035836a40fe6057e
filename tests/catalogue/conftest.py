"""`terkirim explain`, called as from a terminal of eighty columns."""

from collections.abc import Callable

import pytest
import typer
from typer.testing import CliRunner, Result

from terkirim.cli.explain import explain

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Run the command with arguments, and environment variables by keyword."""
    app = typer.Typer(add_completion=False)
    app.command()(explain)

    def invoke(*arguments: str, **environment: str) -> Result:
        settings = {"COLUMNS": "80", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_US.UTF-8"}
        return CliRunner().invoke(app, arguments, env={**settings, **environment})

    return invoke
