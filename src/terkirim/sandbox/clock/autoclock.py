"""Virtual time that moves by itself: so many times as fast as real time, or from event to event."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

from terkirim.sandbox.state import State

TICK_S = 0.02  # real time between two steps
IDLE_S = 0.05  # real time without a request after which the next event comes
Pace = float | Literal["jump"]


class Autoclock:
    """Moves the clock of a virtual sandbox by `advance`, in a task of its own, while started.

    A number is a speed. `jump`: whenever no request has come for a moment, time jumps to the next
    event; how many requests came before depends on the machine, so what hangs on the hour of a
    request is repeatable only as far as the client waits for its webhooks.
    """

    def __init__(self, state: State, advance: Callable[[float], Awaitable[int]]) -> None:
        self._state = state
        self._advance = advance
        self._task: asyncio.Task[None] | None = None
        self.pace: Pace | None = None

    def start(self, pace: Pace) -> None:
        """Let time move at that pace, from now on."""
        self.stop()
        self.pace = pace
        moving = self._jump() if pace == "jump" else self._run(float(pace))
        self._task = asyncio.get_running_loop().create_task(moving)

    def stop(self) -> None:
        """Let time stand still until someone moves it."""
        if self._task is not None:
            self._task.cancel()
        self._task = self.pace = None

    async def _run(self, speed: float) -> None:
        loop = asyncio.get_running_loop()
        before = loop.time()
        while True:
            await asyncio.sleep(TICK_S)
            before, passed = loop.time(), loop.time() - before
            await self._advance(self._state.now() + passed * speed)

    async def _jump(self) -> None:
        while True:
            requests = self._state.traffic.total
            await asyncio.sleep(IDLE_S)
            due = self._state.schedule.next_at()
            if due is not None and self._state.traffic.total == requests:
                await self._advance(due)
