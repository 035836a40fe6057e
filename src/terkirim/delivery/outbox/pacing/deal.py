"""How senders are dealt out among workers."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Deal(NamedTuple):
    """Of one's own senders, those to keep and those to leave, and how much level is missing."""

    keep: list[str]
    leave: list[str]
    missing: float


def deal(own: Iterable[str], levels: Mapping[str, float], workers: int) -> Deal:
    """A worker's even part of all senders by level (messages a second), not by count.

    `levels` names every sender with work. A worker takes until it has its part, and so may exceed
    it by one sender; that way none is left over. The fastest come first: what is small fills gaps.
    """
    part = sum(levels.values()) / workers
    has = 0.0
    keep, leave = [], []
    for sender_id in sorted(own, key=lambda one: (-levels[one], one)):
        if has < part:
            keep.append(sender_id)
            has += levels[sender_id]
        else:
            leave.append(sender_id)
    return Deal(keep, leave, max(part - has, 0.0))


def fill(free: Iterable[str], levels: Mapping[str, float], missing: float) -> list[str]:
    """Which free senders to take until nothing is missing."""
    taken = []
    for sender_id in sorted(free, key=lambda one: (-levels[one], one)):
        if missing <= 0:
            break
        taken.append(sender_id)
        missing -= levels[sender_id]
    return taken
