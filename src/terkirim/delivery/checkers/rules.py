"""Which numbers are asked about, how fast, how long a busy checker is waited for. Pure."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Final

from terkirim.channels.checkers.model import Miss, Reply
from terkirim.delivery.checkers.model import Plan, Terms
from terkirim.store.checks import Check

TRIES: Final = 3  # times a number is sent while the checker never took it
AGAIN: Final[Collection[Miss]] = ("never_left", "busy")  # nothing was asked, so nothing is paid
_FRUITLESS: Final = 5  # goes in a row without one answer: whatever is wrong, it does not pass
_PAUSE_S: Final = 5.0  # where a busy checker does not say for how long
_LONGEST_PAUSE_S: Final = 300.0


def plan_of(source: str, phones: Sequence[str], known: Mapping[str, Check], terms: Terms) -> Plan:
    """What is left to ask, each number once, as far as the money goes."""
    unknown = [phone for phone in dict.fromkeys(phones) if phone not in known]
    room = _affordable(terms.price, terms.most, len(unknown))
    asked = tuple(unknown[:room])
    return Plan(source, known, asked, tuple(unknown[room:]), _cost(terms, len(asked)), terms)


def without_whatsapp(newest_first: Iterable[Check], now: float) -> float | None:
    """How long ago a number was said to have no WhatsApp, in seconds; None where that was taken
    back since, or never said. A line that is on or off says nothing of WhatsApp.
    """
    of_whatsapp = (one for one in newest_first if one.verdict in ("has_whatsapp", "no_whatsapp"))
    last = next(of_whatsapp, None)
    if last is None or last.verdict == "has_whatsapp":
        return None
    return max(0.0, now - last.checked_at)


def _affordable(price: Decimal, most: Decimal | None, wanted: int) -> int:
    return wanted if most is None or price == 0 else min(wanted, int(most // price))


def _cost(terms: Terms, count: int) -> Decimal:
    return terms.price * count


def goes(phones: Sequence[str], per_second: float, most_at_once: int) -> Iterator[Sequence[str]]:
    """The numbers in portions: no more at once than a second allows."""
    size = max(1, min(most_at_once, math.floor(per_second)))
    for start in range(0, len(phones), size):
        yield phones[start : start + size]


class Pace:
    """Tokens, so many a second: a portion leaves when those before it have been earned."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._free_at = -math.inf

    def wait(self, now: float) -> float:
        """For how long the next portion has to wait."""
        return max(0.0, self._free_at - now)

    def take(self, count: int, now: float) -> None:
        """So many numbers leave now."""
        self._free_at = max(now, self._free_at) + count / self._per_second

    def pause(self, seconds: float, now: float) -> None:
        """Nothing leaves for that long."""
        self._free_at = max(self._free_at, now + seconds)


def pause_after(reply: Reply, now: float) -> float | None:
    """How long to wait before asking again, in seconds; None where that is longer than a run waits.

    The header counts seconds or names an instant (RFC 9110, section 10.2.3).
    """
    said = (reply.retry_after or "").strip()
    if not said:
        return _PAUSE_S
    seconds = float(said) if said.isascii() and said.isdecimal() else _until(said, now)
    return max(seconds, 0.0) if seconds <= _LONGEST_PAUSE_S else None


def _until(date: str, now: float) -> float:
    try:
        at = parsedate_to_datetime(date)
    except ValueError:
        return _PAUSE_S
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now


class Patience:
    """Whether it is worth going on."""

    def __init__(self) -> None:
        self._fruitless = 0
        self.over = False

    def note(self, reply: Reply) -> None:
        """One more answer, or none."""
        self._fruitless = 0 if reply.findings else self._fruitless + 1
        refused = "refused" in reply.missed.values()
        self.over = self.over or refused or self._fruitless >= _FRUITLESS

    def end(self) -> None:
        """It is not, whatever was answered."""
        self.over = True
