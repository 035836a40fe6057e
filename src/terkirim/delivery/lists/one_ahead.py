"""Make the next portion ready while one is being written down."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

Portion = TypeVar("Portion")


async def one_ahead(portions: AsyncIterator[Portion]) -> AsyncGenerator[Portion, None]:
    """The same portions; the next is fetched while whoever asked is busy with one.

    Raises what fetching one raises, when its turn comes.
    """
    coming = asyncio.create_task(_next(portions))
    try:
        while found := await coming:
            coming = asyncio.create_task(_next(portions))
            yield found[0]
    finally:
        coming.cancel()


async def _next(portions: AsyncIterator[Portion]) -> tuple[Portion] | None:
    async for portion in portions:
        return (portion,)
    return None
