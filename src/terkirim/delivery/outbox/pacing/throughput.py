"""How fast one sender may send: a bucket of tokens under a strict count of the last second.

The bucket keeps the flow even, so that an urgent message never waits long for the next token. The
count keeps Meta's promise: never more than the level in any second, whatever the bucket saved up.
The rate follows what Meta says: halved by each wave of 130429, rising again in even steps.
"""

import math
from collections import deque
from typing import Final

BURST_S: Final = 0.25  # what a bucket saves up: a worker may be late by that and lose nothing
_DECREASE = 0.5
_ONE_WAVE_S = 2.0  # refusals of requests that left together are one signal
_RECOVERY_S = 60.0  # from nothing to the full level
_LOWEST_SHARE = 0.05
_SECOND = 1.0
# Epoch seconds are exact to a quarter of a microsecond: 0.00025 tokens at 1,000 a second.
_CRUMB = 1e-3


class Throughput:
    """The tokens of one sender, in its owner's memory. `level`: messages a second."""

    def __init__(self, level: float, now: float) -> None:
        self._level = level
        self._rate = level
        self._at = now
        self._tokens = self.capacity
        self._slowed_at = -math.inf
        self._recent: deque[tuple[float, int]] = deque()
        self._in_second = 0

    @property
    def level(self) -> float:
        """The most a second."""
        return self._level

    @property
    def capacity(self) -> float:
        """How many tokens can be saved up at the present rate."""
        return max(1.0, self._rate * BURST_S)

    def rate(self, now: float) -> float:
        """Messages a second at present."""
        self._advance(now)
        return self._rate

    def set_level(self, level: float, now: float) -> None:
        """Another level, as Meta tells it; a rate that was slowed down goes on recovering."""
        if level == self._level:
            return
        self._advance(now)
        self._rate = level if self._rate == self._level else min(self._rate, level)
        self._level = level
        self._tokens = min(self._tokens, self.capacity)

    def room(self, now: float) -> int:
        """How many messages may leave now."""
        self._advance(now)
        return max(0, min(math.floor(self._tokens + _CRUMB), self._free_in_second()))

    def take(self, count: int, now: float) -> None:
        """So many leave now, or came in: both count. More than there is room for is owed."""
        if count > 0:
            self._advance(now)
            self._tokens = max(self._tokens - count, -self._level)
            self._recent.append((self._at, count))
            self._in_second += count

    def give_back(self, count: int, now: float) -> None:
        """So many that were taken did not leave. The last second's count keeps them: it forgets
        soon, and must not be wrong the other way.
        """
        self._advance(now)
        self._tokens = min(self._tokens + count, self.capacity)

    def slow(self, now: float) -> None:
        """130429: halve the rate, once a wave, and let what was saved up go."""
        self._advance(now)
        self._tokens = min(self._tokens, 0.0)
        if now - self._slowed_at >= _ONE_WAVE_S:
            self._slowed_at = now
            self._rate = max(self._rate * _DECREASE, self._level * _LOWEST_SHARE)

    def ready_at(self, count: int, now: float) -> float:
        """When so many may leave; at most what ever can at once."""
        self._advance(now)
        wanted = max(1, min(count, math.floor(self.capacity)))
        tokens_at = self._at + max(0.0, wanted - self._tokens) / self._rate
        missing = wanted - self._free_in_second()
        for left_at, left in self._recent:
            if missing <= 0:
                break
            missing -= left
            tokens_at = max(tokens_at, left_at + _SECOND)
        return tokens_at

    def _free_in_second(self) -> int:
        return max(1, math.floor(self._level)) - self._in_second

    def _advance(self, now: float) -> None:
        elapsed = now - self._at
        if elapsed <= 0:
            return
        self._at = now
        climb = self._level / _RECOVERY_S
        rising = min(elapsed, (self._level - self._rate) / climb)
        grown = (self._rate + climb * rising / 2) * rising + self._level * (elapsed - rising)
        self._rate = self._level if rising < elapsed else self._rate + climb * rising
        self._tokens = min(self._tokens + grown, self.capacity)
        while self._recent and self._recent[0][0] + _SECOND <= now:
            self._in_second -= self._recent.popleft()[1]
