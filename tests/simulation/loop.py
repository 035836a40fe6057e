"""An event loop in which only simulated time passes, and nothing but its own order decides.

It has no sockets, no threads and no real waiting: when nothing is ready, the present moves to the
next timer. What asyncio calls in order therefore happens in the same order every time.
"""

import asyncio
import math
import selectors
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple

Ts = TypeVarTuple("Ts")
Result = TypeVar("Result")
_CLOCK = 1e-6  # how finely the loop tells instants of this century apart


class Stuck(Exception):
    """Everything waits and no timer is set: nothing would ever happen again."""


class _Selector(selectors.BaseSelector):
    """Waits for nothing; what asyncio takes for waiting is the passing of time."""

    def __init__(self, pass_time: Callable[[], None]) -> None:
        self._pass_time = pass_time

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise Stuck
        if timeout > 0:
            self._pass_time()
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> Any:
        raise NotImplementedError("a simulated loop has no sockets")

    def unregister(self, fileobj: Any) -> Any:
        raise NotImplementedError("a simulated loop has no sockets")

    def get_map(self) -> Mapping[Any, Any]:
        return {}


class SimulatedLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop; its time begins at `start` (epoch seconds)."""

    def __init__(self, start: float) -> None:
        self._present = start
        self._scheduled: list[asyncio.TimerHandle]
        super().__init__(_Selector(self._pass_time))
        self._clock_resolution = _CLOCK
        self.set_exception_handler(lambda _loop, _context: None)  # the dead leave tasks behind

    def time(self) -> float:
        return self._present

    def _pass_time(self) -> None:
        """Move to the next timer exactly: a sum of differences would miss it by a rounding."""
        self._present = max(self._present, self._scheduled[0].when())

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*Ts], Result], *args: *Ts
    ) -> asyncio.Future[Result]:
        """What wants a thread is done at once."""
        future: asyncio.Future[Result] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def _make_self_pipe(self) -> None:
        """No thread wakes this loop."""

    def _close_self_pipe(self) -> None:
        """There is none."""

    def _write_to_self(self) -> None:
        """Nobody sleeps here."""


class LoopClock:
    """The loop's time as the product's and the sandbox's clock."""

    def __init__(self, loop: SimulatedLoop) -> None:
        self._loop = loop

    def now(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def until(instant: float) -> None:
    """Wait for an instant, which may be never."""
    if math.isinf(instant):
        await asyncio.get_running_loop().create_future()
    await asyncio.sleep(max(instant - asyncio.get_running_loop().time(), 0.0))
