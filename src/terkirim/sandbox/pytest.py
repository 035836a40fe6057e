"""Fixtures for other people's tests: `pytest_plugins = ["terkirim.sandbox.pytest"]`.

`whatsapp_sandbox` is a sandbox in virtual time for one test. Override `whatsapp_sandbox_seed` or
`whatsapp_sandbox_scenario` in your own conftest to choose another chance or another world.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from terkirim.sandbox.scenario import load_scenario
from terkirim.sandbox.testing import Hall, WhatsAppSandbox


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
def whatsapp_sandbox(
    _whatsapp_sandbox_hall: Hall,
    whatsapp_sandbox_seed: int,
    whatsapp_sandbox_scenario: Path | None,
) -> Iterator[WhatsAppSandbox]:
    """A stand-in for Meta's Cloud API, fresh for this test."""
    scenario = None
    if whatsapp_sandbox_scenario is not None:
        scenario = load_scenario(Path(whatsapp_sandbox_scenario))
    with _whatsapp_sandbox_hall.sandbox(whatsapp_sandbox_seed, scenario) as sandbox:
        yield sandbox
