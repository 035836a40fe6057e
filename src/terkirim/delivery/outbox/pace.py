"""How fast a sender may send: a bucket of tokens in its clock's time."""

import math


class Pace:
    """Lets at most `per_second` messages a second out per sender (facts/platform.md, section c)."""

    def __init__(self, per_second: float) -> None:
        self._rate = per_second
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, sender_id: str, now: float, wanted: int) -> int:
        """How many of the wanted messages may leave now."""
        tokens, since = self._buckets.get(sender_id, (self._rate, now))
        tokens = min(self._rate, tokens + (now - since) * self._rate)
        allowed = min(wanted, math.floor(tokens + 1e-9))
        self._buckets[sender_id] = (tokens - allowed, now)
        return allowed

    def next_at(self, sender_id: str, now: float) -> float:
        """When a full second's worth may leave again."""
        tokens, since = self._buckets.get(sender_id, (self._rate, now))
        return max(now, since + (self._rate - tokens) / self._rate)
