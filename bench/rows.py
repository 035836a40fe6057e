"""What a benchmark answers with: rows, and how rounds become a row. Pure."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

import msgspec

LEAST_ROUNDS = 3
_STARVED = 0.6  # of a core: less, and a bare loop waited for its turn, not for answers


class Row(msgspec.Struct, frozen=True):
    """One line of bench.json.

    `ratio` is value / baseline, both medians of the same run. `goal` is for the ratio where there
    is one, else for the value. `holds` is None where nothing was promised or nothing measured.
    """

    name: str
    value: float | None
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    goal: float | None = None
    holds: bool | None = None
    note: str = ""


class Lap(NamedTuple):
    """One round of one contestant: how much it did, in how many seconds, of how much processor."""

    done: float
    took_s: float
    cpu_s: float

    @property
    def rate(self) -> float:
        """A second."""
        return self.done / self.took_s

    @property
    def of_one_core(self) -> float:
        """A second of the processor: what the rate would be had it a core for itself."""
        return self.done / self.cpu_s if self.cpu_s else 0.0

    @property
    def busy(self) -> float:
        """How much of a core it had."""
        return self.cpu_s / self.took_s


Laps = Mapping[str, Sequence[Lap]]


def interleaved(contestants: Mapping[str, Callable[[], Lap]], rounds: int) -> dict[str, list[Lap]]:
    """Let each run once a round, in turn, so that a disturbance meets them all."""
    laps: dict[str, list[Lap]] = {name: [] for name in contestants}
    for _ in range(max(rounds, LEAST_ROUNDS)):
        for name, run in contestants.items():
            laps[name].append(run())
    return laps


def rate(name: str, laps: Sequence[Lap], unit: str, note: str = "") -> Row:
    """A rate compared with nothing."""
    return Row(name, median(lap.rate for lap in laps), unit, note=_with(note, _core(laps)))


def compared(
    name: str, ours: Sequence[Lap], theirs: Sequence[Lap], goal: float | None, note: str = ""
) -> Row:
    """A rate a second as a share of another's in the same run; holds when it is the goal or more.

    The note says the same of processor time. Where the other had no core for itself, because
    neighbours used the machine, its rate says little: then both shares must reach the goal.
    """
    value, baseline = median(lap.rate for lap in ours), median(lap.rate for lap in theirs)
    ratio, by_cpu = value / baseline, _of_one_core(ours) / (_of_one_core(theirs) or 1.0)
    words = f"{_core(ours)}, by processor time {by_cpu:.2f}"
    judged = ratio
    if median(lap.busy for lap in theirs) < _STARVED:
        words += "; others used the machine, so both shares count"
        judged = min(ratio, by_cpu)
    holds = None if goal is None else judged >= goal
    return Row(name, value, "1/s", baseline, ratio, goal, holds, _with(note, words))


def at_most(name: str, value: float, unit: str, goal: float, note: str = "") -> Row:
    """A value that must not exceed its goal."""
    return Row(name, value, unit, goal=goal, holds=value <= goal, note=note)


def not_measured(name: str, why: str, goal: float | None = None) -> Row:
    """A row that says why there is no figure."""
    return Row(name, None, "", goal=goal, note=why)


def _of_one_core(laps: Sequence[Lap]) -> float:
    return median(lap.of_one_core for lap in laps)


def _core(laps: Sequence[Lap]) -> str:
    return f"{_of_one_core(laps):,.0f}/s of one core"


def _with(note: str, words: str) -> str:
    return f"{note}; {words}" if note else words
