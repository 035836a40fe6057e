"""What all tests of the sandbox begin with."""

from collections.abc import AsyncIterator

import pytest

from sandbox_bench import Bench, open_bench


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """A sandbox in virtual time, its client and the receiver of its webhooks."""
    async with open_bench() as opened:
        yield opened
