"""Simulated time for the product and the sandbox together: both stand still until all is done."""

import math
from collections.abc import Callable

from terkirim.cli.demo.control import SandboxControl
from terkirim.service import Service
from terkirim.vocabulary.clock import MINUTE, SimulatedClock

_STEP = MINUTE  # how finely time moves while nothing is queued


class Stage:
    """Runs product and sandbox through simulated time, over real HTTP."""

    def __init__(
        self,
        service: Service,
        clock: SimulatedClock,
        sandbox: SandboxControl,
        watch: Callable[[float], None],
    ) -> None:
        """`watch` is told the present after every step."""
        self._service = service
        self._sandbox = sandbox
        self._watch = watch
        self.clock = clock

    async def play(self, seconds: float) -> None:
        """Let that much simulated time pass; everything that falls due in it happens."""
        end = self.clock.now() + seconds
        while True:
            await self._service.until_idle()
            upcoming = await self._sandbox.advance_to(self.clock.now())
            await self._service.until_idle()
            now = self.clock.now()
            self._watch(now)
            if now >= end:
                return
            own = await self._service.next_due()
            await self._move(min(end, _next_step(now, own, upcoming)))

    async def _move(self, instant: float) -> None:
        await self.clock.advance_to(instant)
        await self._sandbox.advance_to(instant)


def _next_step(now: float, own: float, upcoming: float | None) -> float:
    """Our own instants exactly; the sandbox's many small ones gathered into steps."""
    others = max(upcoming, now + _STEP) if upcoming is not None else math.inf
    return min(max(own, now + 0.001), others)
