"""Fixtures of the tests with many workers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from postgres import Postgres
from workers.pair import Pair, open_pair


@pytest.fixture
def shared(postgres: Postgres) -> str:
    """A database without rows on PostgreSQL."""
    return postgres.migrated()


@pytest.fixture
async def pair(tmp_path: Path, shared: str) -> AsyncIterator[Pair]:
    """Two workers on it."""
    async with open_pair(tmp_path, shared) as opened:
        yield opened


@pytest.fixture
async def narrow(tmp_path: Path, shared: str) -> AsyncIterator[Pair]:
    """Two workers with one request to Meta at a time."""
    async with open_pair(tmp_path, shared, requests_at_once=1) as opened:
        yield opened
