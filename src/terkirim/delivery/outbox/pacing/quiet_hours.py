"""Hours in which no marketing leaves, by the recipient's own clock."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from terkirim.vocabulary.clock import MINUTE

_ONE_DAY = timedelta(days=1)


class QuietHours:
    """From `start` until before `end`, local time, across midnight too; none where they are equal.

    What was kept back is spread over the `spread_minutes` after the end, whole minutes, a message
    always at the same one, so that a country's blast does not leave within the same second.
    """

    def __init__(self, start: time, end: time, spread_minutes: float) -> None:
        self._start = start
        self._end = end
        self._minutes = max(1, round(spread_minutes))

    def open_at(self, zones: Sequence[str], instant: float, key: str) -> float:
        """The instant itself where it is not quiet, else the next that is not, and spread."""
        opens = self._next_open(zones, instant)
        if opens == instant:
            return instant
        later = opens + crc32(key.encode()) % self._minutes * MINUTE
        return later if self._next_open(zones, later) == later else opens

    def _next_open(self, zones: Sequence[str], instant: float) -> float:
        """Quiet in one of the zones is quiet. Where day is never everywhere at once, the first zone
        decides: better than never.
        """
        opens = instant
        for _ in range(2 * len(zones) + 1):
            latest = max(self._end_of_quiet(zone, opens) for zone in zones)
            if latest == opens:
                return opens
            opens = latest
        return self._end_of_quiet(zones[0], instant)

    def _end_of_quiet(self, zone: str, instant: float) -> float:
        local = datetime.fromtimestamp(instant, ZoneInfo(zone))
        if not self._is_quiet(local.time()):
            return instant
        day = local.date() if local.time() < self._end else local.date() + _ONE_DAY
        # In an hour that comes twice, the end lies in the same one of the two.
        end = datetime.combine(day, self._end, tzinfo=local.tzinfo).replace(fold=local.fold)
        return max(instant, end.timestamp())

    def _is_quiet(self, at: time) -> bool:
        if self._start <= self._end:
            return self._start <= at < self._end
        return at >= self._start or at < self._end
