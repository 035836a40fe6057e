"""Requests under way: so many at a time, what was claimed beyond that waiting right behind."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

from terkirim.cloudapi import Accepted
from terkirim.errors import Ambiguous, GraphError, Unreachable
from terkirim.store import Message

Outcome = Accepted | GraphError | Ambiguous | Unreachable

_GATHER_S = 0.02  # answers that come so close together are written down together
_REST_S = 0.25  # and when nothing is left to launch


class Sent(NamedTuple):
    """A message that was tried, and how it went."""

    message: Message
    outcome: Outcome


class Flight:
    """Launches requests and collects their outcomes. Leaving it waits for what is in the air."""

    def __init__(self, send: Callable[[Message], Awaitable[Accepted]], at_once: int) -> None:
        self._send = send
        self._at_once = at_once
        self._waiting: deque[Message] = deque()
        self._landed: list[Sent] = []
        self._workers: set[asyncio.Task[None]] = set()
        self._in_air = 0
        self._news = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether anything has been launched and not yet collected."""
        return bool(self._in_air or self._waiting or self._landed)

    def room(self) -> int:
        """How many more to launch, so that no place is ever empty: twice what flies at a time."""
        return max(2 * self._at_once - self._in_air - len(self._waiting), 0)

    def launch(self, messages: Iterable[Message]) -> None:
        """Send these as places become free."""
        self._waiting.extend(messages)
        for _ in range(min(len(self._waiting), self._at_once - len(self._workers))):
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    def landed(self) -> list[Sent]:
        """What has come back since the last time."""
        landed, self._landed = self._landed, []
        self._news.clear()
        return landed

    async def some(self, *, more: bool) -> None:
        """Wait until something has landed, and a moment longer for what comes just behind it.

        `more`: whether places must be filled again soon; if not, there is time to wait for most.
        """
        if not self.busy:
            return
        await self._news.wait()
        enough = self._at_once // 2 if more else self._at_once
        deadline = asyncio.get_running_loop().time() + (_GATHER_S if more else _REST_S)
        while len(self._landed) < enough and (self._in_air or self._waiting):
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except TimeoutError:
                return

    async def _work(self) -> None:
        while self._waiting:
            message = self._waiting.popleft()
            self._in_air += 1
            try:
                outcome: Outcome = await self._send(message)
            except (GraphError, Ambiguous, Unreachable) as error:
                outcome = error
            finally:
                self._in_air -= 1
            self._landed.append(Sent(message, outcome))
            self._news.set()

    async def abandon(self) -> None:
        """Cut off what is in the air: its fate is open and will be reconciled."""
        self._waiting.clear()
        for worker in list(self._workers):
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
