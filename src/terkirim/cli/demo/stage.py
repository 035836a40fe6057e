"""Simulated time for the product and the sandbox together: both stand still until all is done."""

import math
from collections.abc import Callable

from terkirim.cli.demo.control import SandboxControl
from terkirim.service import Service
from terkirim.vocabulary.clock import MINUTE, SimulatedClock

_STEP = 2 * MINUTE  # how finely time moves while only the sandbox has something to tell


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
            now = self.clock.now()
            await self._sandbox.advance_to(now)
            own = await self._service.until_idle()
            self._watch(now)
            if now >= end:
                return
            upcoming = await self._sandbox.next_event_at()
            others = max(upcoming, now + _STEP) if upcoming is not None else math.inf
            await self.clock.advance_to(min(end, max(own, now + 0.001), others))
