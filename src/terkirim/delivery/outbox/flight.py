"""Requests under way: so many at a time, what was claimed beyond that waiting right behind."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import NamedTuple

import structlog

from terkirim.cloudapi import Accepted
from terkirim.errors import Ambiguous, GraphError, Unreachable
from terkirim.store import Message

_log = structlog.get_logger(__name__)

Outcome = Accepted | GraphError | Ambiguous | Unreachable

_AHEAD_S = 0.3  # so much is claimed ahead: what is more urgent waits no longer than that
_LEAST_AHEAD, _MOST_AHEAD = 2, 16  # in either case, as often as requests fit into the air
_GATHER_S = 0.1  # answers that come so close together are written down together
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
        self._ahead = 2.0 * _LEAST_AHEAD * at_once
        self._looked_at = asyncio.get_running_loop().time()
        self._first = asyncio.Event()
        self._full = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether anything has been launched and not yet collected."""
        return bool(self._in_air or self._waiting or self._landed)

    def room(self) -> int:
        """How many more to launch: enough that the air stays full while a transaction is on."""
        return max(int(self._ahead) - self._in_air - len(self._waiting), 0)

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
        self._first.clear()
        self._look_at_pace(len(landed))
        return landed

    def _look_at_pace(self, landed: int) -> None:
        now = asyncio.get_running_loop().time()
        passed, self._looked_at = now - self._looked_at, now
        if passed > 0:
            wanted = (self._ahead + landed / passed * _AHEAD_S) / 2
            least, most = _LEAST_AHEAD * self._at_once, _MOST_AHEAD * self._at_once
            self._ahead = min(max(wanted, least), most)

    async def some(self, *, more: bool) -> None:
        """Wait until something has landed, and a moment longer for what comes just behind it.

        `more`: whether places must be filled again soon; if not, there is time to wait for most.
        """
        if not self.busy:
            return
        await self._first.wait()
        if not self._is_full():
            self._full.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_GATHER_S if more else _REST_S):
                    await self._full.wait()

    def _is_full(self) -> bool:
        """Whether as many have landed as are worth a transaction, or all."""
        return len(self._landed) >= self._ahead / 4 or not (self._in_air or self._waiting)

    async def _work(self) -> None:
        while self._waiting:
            message = self._waiting.popleft()
            self._in_air += 1
            try:
                outcome: Outcome = await self._send(message)
            except (GraphError, Ambiguous, Unreachable) as error:
                outcome = error
            except Exception:
                _log.exception("a request broke off for a reason of our own")
                outcome = Ambiguous()
            finally:
                self._in_air -= 1
            self._landed.append(Sent(message, outcome))
            self._first.set()
            if self._is_full():
                self._full.set()

    async def all(self) -> None:
        """Wait until everything that was launched has come back."""
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def abandon(self) -> None:
        """Cut off what is in the air: its fate is open and will be reconciled."""
        self._waiting.clear()
        for worker in list(self._workers):
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
