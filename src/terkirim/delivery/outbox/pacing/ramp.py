"""A new sender begins slowly: so much marketing, so fast, on each of its first days.

Meta asks for no ramp-up; its own limits (people in 24 h, portfolio pacing) are the floor. The ramp
keeps a number without history from earning blocks and reports faster than anyone can look.
"""

import math
from collections.abc import Sequence

from terkirim.delivery.outbox.pacing.model import RampStep
from terkirim.vocabulary.clock import DAY


class RampUp:
    """One sender's first days. `began_at`: its first day (Meta's `last_onboarded_time`), None for a
    sender that is not new; `sent_today`: marketing messages since its present day began.
    """

    def __init__(
        self, steps: Sequence[RampStep], began_at: float | None, now: float, sent_today: int = 0
    ) -> None:
        self._steps = steps if began_at is not None else ()
        self._began_at = began_at or 0.0
        self._day = self.day(now)
        self._sent = sent_today

    def day(self, now: float) -> int:
        """The present day of the sender's life, from 0."""
        return max(0, math.floor((now - self._began_at) / DAY))

    def day_began_at(self, now: float) -> float:
        """From when on today's marketing is counted."""
        return self._began_at + self.day(now) * DAY

    def per_second(self, now: float) -> float:
        """The most messages a second today; without bound once the ramp is behind."""
        step = self._step(now)
        return math.inf if step is None else step.per_second

    def full_until(self, now: float) -> float | None:
        """When marketing may go on, if today's is used up; else None."""
        step = self._step(now)
        if step is None or self._sent_on(now) < step.a_day:
            return None
        return self.day_began_at(now) + DAY

    def count(self, number: int, now: float) -> None:
        """So many marketing messages leave, or, below nought, did not leave after all."""
        self._sent = max(0, self._sent_on(now) + number)

    def _step(self, now: float) -> RampStep | None:
        day = self.day(now)
        return self._steps[day] if day < len(self._steps) else None

    def _sent_on(self, now: float) -> int:
        day = self.day(now)
        if day != self._day:
            self._day, self._sent = day, 0
        return self._sent
