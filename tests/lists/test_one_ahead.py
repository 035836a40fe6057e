"""The next portion is made ready while one is being used; nothing else changes."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from terkirim.delivery.lists.one_ahead import one_ahead


async def _portions(made: list[int], *, broken_at: int = 99) -> AsyncIterator[int]:
    for number in range(4):
        if number == broken_at:
            raise ValueError("torn")
        made.append(number)
        yield number


async def test_the_next_is_made_while_one_is_used() -> None:
    made: list[int] = []
    seen = []
    async for number in one_ahead(_portions(made)):
        await asyncio.sleep(0)
        seen.append((number, list(made)))
    assert seen == [(0, [0, 1]), (1, [0, 1, 2]), (2, [0, 1, 2, 3]), (3, [0, 1, 2, 3])]


async def test_what_goes_wrong_is_told_after_what_came_before() -> None:
    portions = one_ahead(_portions([], broken_at=2))
    assert [await anext(portions), await anext(portions)] == [0, 1]
    with pytest.raises(ValueError, match="torn"):
        await anext(portions)


async def test_nothing_is_fetched_any_more_when_the_user_stops() -> None:
    made: list[int] = []
    portions = one_ahead(_portions(made))
    assert await anext(portions) == 0
    await portions.aclose()
    assert made == [0]
