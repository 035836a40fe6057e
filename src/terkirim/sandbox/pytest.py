"""Fixtures for other people's tests: `pytest_plugins = ["terkirim.sandbox.pytest"]`.

`whatsapp_sandbox` is a sandbox in virtual time for one test. Override `whatsapp_sandbox_seed`,
`whatsapp_sandbox_scenario`, `whatsapp_sandbox_start` or `whatsapp_sandbox_batch`, in a conftest, a
module or a class, to choose another chance, world, beginning or size of webhooks.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from terkirim.sandbox.scenario import load_scenario
from terkirim.sandbox.testing import START, Beginning, Hall, WhatsAppSandbox


@pytest.fixture(scope="session")
def _whatsapp_sandbox_hall() -> Iterator[Hall]:
    """One served sandbox for the whole run; every test begins it anew."""
    with Hall() as hall:
        yield hall


@pytest.fixture
def whatsapp_sandbox_seed() -> int:
    """What decides everything left to chance."""
    return 1


@pytest.fixture
def whatsapp_sandbox_scenario() -> Path | None:
    """The scenario to play; None is the known world."""
    return None


@pytest.fixture
def whatsapp_sandbox_start() -> datetime:
    """The virtual present in which every test begins, unless its scenario has a `start`."""
    return START


@pytest.fixture
def whatsapp_sandbox_batch() -> int | None:
    """The most events in one webhook, 1 to 1,000; None: Meta's thousand, or as the scenario says.

    1 is for clients that read only the first event of a request: pywa, whatsapp-api-js.
    """
    return None


@pytest.fixture
def _whatsapp_sandbox_beginning(
    whatsapp_sandbox_seed: int,
    whatsapp_sandbox_scenario: Path | None,
    whatsapp_sandbox_start: datetime,
    whatsapp_sandbox_batch: int | None,
) -> Beginning:
    file = whatsapp_sandbox_scenario
    scenario = None if file is None else load_scenario(Path(file))
    start = whatsapp_sandbox_start.timestamp()
    return Beginning(whatsapp_sandbox_seed, start, scenario, whatsapp_sandbox_batch)


@pytest.fixture
def whatsapp_sandbox(
    _whatsapp_sandbox_hall: Hall, _whatsapp_sandbox_beginning: Beginning
) -> Iterator[WhatsAppSandbox]:
    """A stand-in for Meta's Cloud API, fresh for this test."""
    with _whatsapp_sandbox_hall.sandbox(_whatsapp_sandbox_beginning) as sandbox:
        yield sandbox
