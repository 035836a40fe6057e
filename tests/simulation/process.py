"""A process of the product that can be killed at any of its steps.

A step is every point at which something becomes so outside the process, or is about to: before and
after a statement, a commit, a request and an answer. Between two steps a process only thinks, so to
kill it at every step is to kill it at every await that matters.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from random import Random
from typing import Any

from starlette.types import ASGIApp

PROCESS: ContextVar["Process | None"] = ContextVar("PROCESS", default=None)


MOST_STEPS = 60_000  # more than any run needs: a process that does so many runs in circles
_OTHERS_FIRST = 0.5


class Process:
    """What runs together and dies together. `dies_at`: the number of the step it does not survive.

    A dead process does no step any more: its tasks stand where they were, as memory does when the
    power is gone. `reap` then takes them away, which changes nothing, for the disk and the network
    no longer listen to them.
    """

    def __init__(self, chance: Random, dies_at: int | None, on_death: Callable[[], None]) -> None:
        self._chance = chance
        self._dies_at = dies_at
        self._on_death = on_death
        self._tasks: dict[asyncio.Task[Any], None] = {}  # in the order they were made
        self.steps = 0
        self.dead = False
        self.started = False
        self.ended = asyncio.Event()
        self.app: ASGIApp | None = None
        self.context: Context = copy_context()
        self.context.run(PROCESS.set, self)

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Do something as a part of this process."""
        return asyncio.get_running_loop().create_task(work, context=self.context.copy())

    def adopt(self, task: asyncio.Task[Any]) -> None:
        """A task of this process was made."""
        self._tasks[task] = None
        task.add_done_callback(self._forget)

    async def step(self) -> None:
        """Live on, or not; others may come first."""
        if self.stride():
            await self.pause()

    def stride(self) -> bool:
        """A step of one that may not need to wait; answers whether it must `pause`."""
        self.steps += 1
        if self.steps in (self._dies_at, MOST_STEPS):
            self.die()
        return self.dead or self._chance.random() < _OTHERS_FIRST

    async def pause(self) -> None:
        """Let others come first, or go no further."""
        if not self.dead:
            await asyncio.sleep(0)
        await self.still()

    async def still(self) -> None:
        """Go no further in a process that is dead."""
        if self.dead:
            await asyncio.get_running_loop().create_future()

    def die(self) -> None:
        """Nothing this process does has any effect from now on."""
        if not self.dead:
            self.dead = True
            self._on_death()
            self.ended.set()

    def spare(self) -> None:
        """It dies no more: it is only asked now."""
        self._dies_at = None

    async def reap(self) -> None:
        """Take away what a dead process was doing."""
        while left := list(self._tasks):
            for task in left:
                task.cancel()
            await asyncio.wait(left)
            for task in left:
                self._forget(task)

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._tasks.pop(task, None)


def adopting(
    loop: asyncio.AbstractEventLoop, work: Any, context: Context | None = None
) -> asyncio.Task[Any]:
    """A task factory: a task belongs to the process that makes it."""
    own = context if context is not None else copy_context()
    task = asyncio.Task(work, loop=loop, context=own)
    process = own.get(PROCESS)
    if process is not None:
        process.adopt(task)
    return task
