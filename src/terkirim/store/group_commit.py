"""Group commit: callers that come together share one transaction.

Each is answered only after the commit. While one transaction is on its way to the disk the next
gathers, so nobody waits for a timer, and the busier it is the larger the groups grow.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError

from terkirim.store.engine import Connection, Store
from terkirim.vocabulary.clock import Clock

Item = TypeVar("Item")
Answer = TypeVar("Answer")

Apply = Callable[[Connection, Sequence[Item]], Awaitable[Sequence[Answer]]]

_MOST = 500  # items a transaction
_WAITING = 5_000  # items that may wait; who comes then waits outside
_PATIENCE = 30.0  # seconds a database that does not answer is tried again
_AGAIN_AFTER = 0.25
# The server is starting, stopping or full; a deadlock; somebody was quicker (SQLSTATE).
_PASSING = ("57P01", "57P02", "57P03", "53300", "40P01", "40001")


class GroupCommit(Generic[Item, Answer]):
    """Hands items to `apply` in groups, each group in one transaction of `Store.write_rows`.

    `apply` answers for every item, in order. It may be called again with an item it has seen, when
    a commit broke off: what it writes must be the same then, or nothing.
    """

    def __init__(self, store: Store, apply: Apply[Item, Answer], clock: Clock) -> None:
        self._store = store
        self._apply = apply
        self._clock = clock
        self._queue: asyncio.Queue[tuple[Item, asyncio.Future[Answer]]] = asyncio.Queue(_WAITING)
        self._working: asyncio.Task[None] | None = None

    async def hand_in(self, item: Item) -> Answer:
        """Put one item in; the answer comes when it is on disk.

        Raises what `apply` raised for this item alone, or DBAPIError or OSError when the database
        has not answered for half a minute.
        """
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        await self._queue.put((item, answer))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        try:
            while not self._queue.empty():
                many = min(self._queue.qsize(), _MOST)
                await self._settle([self._queue.get_nowait() for _ in range(many)])
        finally:
            self._working = None

    async def _settle(self, group: Sequence[tuple[Item, asyncio.Future[Answer]]]) -> None:
        """Answer everybody. A group that fails is halved until only the bad ones fail."""
        try:
            answers = await self._written([item for item, _ in group])
        except Exception as error:
            if len(group) > 1:
                half = len(group) // 2
                await self._settle(group[:half])
                await self._settle(group[half:])
            elif not group[0][1].done():
                group[0][1].set_exception(error)
        else:
            for (_, future), answer in zip(group, answers, strict=True):
                if not future.done():
                    future.set_result(answer)

    async def _written(self, items: Sequence[Item]) -> Sequence[Answer]:
        until = self._clock.now() + _PATIENCE
        tried = 0
        while True:
            tried += 1
            try:
                async with self._store.write_rows() as db:
                    return await self._apply(db, items)
            except Exception as error:
                if not _may_pass(error, tried) or self._clock.now() >= until:
                    raise
                await self._clock.sleep(_AGAIN_AFTER * min(tried, 8))


def _may_pass(error: Exception, tried: int) -> bool:
    """Whether the same may succeed in a moment."""
    if isinstance(error, IntegrityError):
        return tried == 1  # another process wrote the same first: now it can be seen
    if isinstance(error, OSError) or getattr(error, "connection_invalidated", False):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None) in _PASSING or "database is locked" in str(cause)
