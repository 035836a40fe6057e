"""How fast one sender may write to one person (131056; facts/platform.md, section c).

One message every six seconds. A burst of up to 45 within six seconds borrows from the future: then
there is silence until its messages would all have gone at the ordinary pace.
"""

from typing import Final

EVERY_S: Final = 6.0
BURST: Final = 45
_BACK_OFF = 4.0
_MOST_REFUSALS = 5  # 4^5 s is longer than the longest debt there can be
_LONGEST_DEBT_S = EVERY_S * BURST
_SWEEP_FROM = 1024


class _Pair:
    """What was sent to one person since they were last free, and how often Meta refused."""

    __slots__ = ("began", "blocked_until", "number", "refusals")

    def __init__(self, now: float) -> None:
        self.began = now
        self.number = 0
        self.refusals = 0
        self.blocked_until = 0.0

    @property
    def free_at(self) -> float:
        """When the debt is paid."""
        return max(self.began + self.number * EVERY_S, self.blocked_until)


class Pairs:
    """Everyone a sender wrote to in the last minutes, by contact id."""

    def __init__(self) -> None:
        self._pairs: dict[str, _Pair] = {}
        self._sweep_at = _SWEEP_FROM

    def __len__(self) -> int:
        return len(self._pairs)

    def free_at(self, contact_id: str, now: float) -> float:
        """When the next message may go to a person; `now` or earlier: at once."""
        pair = self._pairs.get(contact_id)
        if pair is None or pair.blocked_until > now:
            return now if pair is None else pair.free_at
        in_burst = now < pair.began + EVERY_S and pair.number < BURST
        return now if in_burst else pair.free_at

    def sent(self, contact_id: str, now: float) -> None:
        """A message leaves for that person."""
        pair = self._pairs.get(contact_id)
        if pair is None:
            self._sweep(now)
            pair = self._pairs[contact_id] = _Pair(now)
        elif pair.free_at <= now:
            pair.began, pair.number = now, 0
        pair.number += 1

    def took_back(self, contact_id: str) -> None:
        """It did not leave after all."""
        pair = self._pairs.get(contact_id)
        if pair is not None:
            pair.number = max(0, pair.number - 1)

    def refused(self, contact_id: str, now: float) -> None:
        """131056: leave that person alone for 4^n seconds, n counting refusals in a row."""
        pair = self._pairs.setdefault(contact_id, _Pair(now))
        if now > pair.blocked_until + _LONGEST_DEBT_S:
            pair.refusals = 0
        pair.blocked_until = max(pair.blocked_until, now + _BACK_OFF**pair.refusals)
        pair.refusals = min(pair.refusals + 1, _MOST_REFUSALS)

    def _sweep(self, now: float) -> None:
        """Forget who is free; seldom enough that it costs a message next to nothing."""
        if len(self._pairs) >= self._sweep_at:
            self._pairs = {
                contact_id: pair
                for contact_id, pair in self._pairs.items()
                if now <= pair.free_at + (_LONGEST_DEBT_S if pair.refusals else 0.0)
            }
            self._sweep_at = max(_SWEEP_FROM, 2 * len(self._pairs))
