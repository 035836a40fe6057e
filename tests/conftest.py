"""Fixtures for all tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Product and sandbox, ready, in simulated time."""
    async with open_house(tmp_path) as opened:
        yield opened
