"""Time as a parameter: every instant is a float of seconds since 1970-01-01 UTC.

Everything knows the clock, and little of it waits: asyncio is imported by who does.
"""

import time
from datetime import UTC, datetime
from typing import Protocol

MINUTE = 60.0
HOUR = 3600.0
DAY = 86400.0


class Clock(Protocol):
    """Where the present comes from. Nothing else in Terkirim asks the machine for it."""

    def now(self) -> float:
        """The present, in seconds since the epoch."""

    async def sleep(self, seconds: float) -> None:
        """Let that much of this clock's time pass."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        import asyncio

        await asyncio.sleep(seconds)


class SimulatedClock:
    """Time that stands still until someone moves it; days pass in no time at all."""

    def __init__(self, start: float) -> None:
        import asyncio

        self._now = start
        self._moved = asyncio.Condition()

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        wake_at = self._now + seconds
        async with self._moved:
            await self._moved.wait_for(lambda: self._now >= wake_at)

    async def advance_to(self, instant: float) -> None:
        """Move the present forward to `instant`; an instant already past changes nothing."""
        async with self._moved:
            self._now = max(self._now, instant)
            self._moved.notify_all()


def as_datetime(instant: float) -> datetime:
    """An instant as an aware UTC datetime, for showing to people."""
    return datetime.fromtimestamp(instant, UTC)
