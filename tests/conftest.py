"""Fixtures for all tests."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import uvicorn.server
from hypothesis import settings

from house import House, open_house
from migrated import migrated_file_now
from postgres import Postgres

# A landing must not hang on chance; the search for new examples goes on at every desk.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


class _SoonAwake:
    """asyncio, but who sleeps is awake twenty times as soon."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / 20)


@pytest.fixture(scope="session", autouse=True)
def servers_end_soon() -> Iterator[None]:
    """uvicorn looks each 0.1 s whether it is to end, then waits 0.1 s more: here 1,000 times."""
    with patch.object(uvicorn.server, "asyncio", _SoonAwake()):
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started when the first test asks for it.

    Databases stay behind by the hundred: looking through all of them each minute would take a
    good part of a core.
    """
    with tempfile.TemporaryDirectory(prefix="terkirim-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder), autovacuum_naptime="1d")
        yield server
        server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without rows, with the newest schema: the same tests hold on both kinds."""
    if request.param == "sqlite":
        return migrated_file_now(tmp_path / "terkirim.db")
    server: Postgres = request.getfixturevalue("postgres")
    return server.migrated()


@pytest.fixture(params=["sqlite", "postgresql"])
def untouched(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database no Terkirim has seen yet, of both kinds."""
    if request.param == "sqlite":
        return str(tmp_path / "terkirim.db")
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh()


@pytest.fixture
async def house(tmp_path: Path, database: str) -> AsyncIterator[House]:
    """Product and sandbox, ready, in simulated time, on each database."""
    async with open_house(tmp_path, database=database) as opened:
        yield opened


# Files that take minutes on one core. They begin first: what is short fills up beside them.
_LONG = ("simulation/test_simulation.py", "cli/test_demo.py", "kills/test_kills.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, all others as they stand."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(_LONG))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests measured: every `measured` property, whichever worker recorded it."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    lines = [
        str(value)
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
        if name == "measured"
    ]
    if lines:
        terminalreporter.section("measured")
        for line in lines:
            terminalreporter.write_line(line)
