"""What Meta counts to hold its limits: messages a second, bursts to one person, people reached.

Every count is of a moving span of time that ends now; time never runs backwards in one world.
"""

from collections import OrderedDict, deque
from collections.abc import Sequence

import msgspec

HOUR_S, DAY_S = 3600.0, 24 * 3600.0
BURST_S = 6.0  # within which a burst to one person must happen


class Burst(msgspec.Struct):
    """Messages to one person in quick succession, and when the first of them went."""

    began: float
    number: int


class Tallies:
    """All counts of one world. Only what has been accepted counts."""

    def __init__(self) -> None:
        self._second: dict[str, deque[float]] = {}
        self._hour: dict[str, deque[float]] = {}
        self._bursts: dict[tuple[str, str], Burst] = {}
        self._reached: dict[str, OrderedDict[str, float]] = {}
        self._marketed: dict[str, list[float]] = {}

    def this_second(self, sender: str, now: float) -> int:
        """How many messages a sender has sent within the last second."""
        sent = self._second.get(sender)
        if sent is None:
            return 0
        while sent and sent[0] <= now - 1.0:
            sent.popleft()
        return len(sent)

    def add_to_second(self, sender: str, now: float) -> None:
        """One more message of a sender."""
        self._second.setdefault(sender, deque()).append(now)

    def this_hour(self, name: str, now: float) -> Sequence[float]:
        """When calls were made within the last hour: with the app, or to an account."""
        calls = self._hour.get(name, deque())
        while calls and calls[0] <= now - HOUR_S:
            calls.popleft()
        return calls

    def add_to_hour(self, name: str, now: float) -> None:
        """One more call."""
        self._hour.setdefault(name, deque()).append(now)

    def may_follow(self, pair: tuple[str, str], now: float, every_s: float, burst: int) -> bool:
        """Whether one more message may go to a person, at one every so many seconds.

        A burst borrows: it may be so long, and then there is silence until its messages would all
        have gone at the ordinary pace.
        """
        before = self._bursts.get(pair)
        if before is None or now >= before.began + before.number * every_s:
            return True
        return now < before.began + BURST_S and before.number < burst

    def add_to_burst(self, pair: tuple[str, str], now: float, every_s: float) -> None:
        """One more message to a person."""
        before = self._bursts.get(pair)
        if before is None or now >= before.began + before.number * every_s:
            self._bursts[pair] = Burst(now, 1)
        else:
            before.number += 1

    def has_reached(self, portfolio: str, person: str, now: float) -> bool:
        """Whether a business wrote to a person, outside windows, within the last day."""
        return person in self._of_the_day(portfolio, now)

    def people_reached(self, portfolio: str, now: float) -> int:
        """To how many people a business wrote, outside windows, within the last day."""
        return len(self._of_the_day(portfolio, now))

    def reach(self, portfolio: str, person: str, now: float) -> None:
        """A business writes to a person outside any window."""
        reached = self._reached.setdefault(portfolio, OrderedDict())
        reached[person] = now
        reached.move_to_end(person)

    def _of_the_day(self, portfolio: str, now: float) -> OrderedDict[str, float]:
        reached = self._reached.setdefault(portfolio, OrderedDict())
        while reached and next(iter(reached.values())) <= now - DAY_S:
            reached.popitem(last=False)
        return reached

    def marketing_to(self, person: str, now: float) -> int:
        """How many marketing messages a person got from all businesses within the last day."""
        return sum(at > now - DAY_S for at in self._marketed.get(person, ()))

    def add_marketing(self, person: str, now: float) -> None:
        """One more marketing message to a person."""
        recent = [at for at in self._marketed.get(person, ()) if at > now - DAY_S]
        self._marketed[person] = [*recent, now]
