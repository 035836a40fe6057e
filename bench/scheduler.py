"""How 10,000 senders share their workers: the real pacer on simulated time, nothing sent.

Each worker leases a part of the senders, wakes every few milliseconds of simulated time, and
divides what it can send among those that have something due. Printed: what each blasting sender got
of its level, how long urgent messages waited, and the processor time the pacing took a message.
Told twice: with workers enough, and with too few. Run by `make bench`.
"""

import heapq
import itertools
import random
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from terkirim.delivery.outbox.pacing import (
    Candidate,
    MarketingCap,
    PacingRules,
    RampUp,
    ReachBudget,
    SenderPacer,
    share_out,
)
from terkirim.settings import PacingSettings

SENDERS = 10_000
SIMULATED_S = 5.0
WARM_UP_S = 1.0  # buckets begin full; shares are counted from here
ROUND_S = 0.05
FETCH = 400  # the most a worker reads of one sender in a round
LEVELS = ((0.05, 1000.0), (0.70, 80.0), (0.25, 20.0))
BLASTING = 0.2
URGENT_A_SECOND = 0.2  # of each sender: 2,000 a second in all
NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Jakarta")).timestamp()
RULES = msgspec.convert(PacingSettings().model_dump(), PacingRules)


class Sender:
    """One sender, its pacer, and what is due: urgent messages, and a blast that does not end."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.name = f"s-{number}"
        self.level = chance.choices([level for _, level in LEVELS], [share for share, _ in LEVELS])[
            0
        ]
        self.pacer = SenderPacer(self.level, RULES, NOON, RampUp((), None, NOON))
        self.blasting = chance.random() < BLASTING
        self.urgent: list[tuple[float, Candidate]] = []
        self.next_at = NOON
        self.sent = 0
        self._blast = self._marketing()
        self._unsent: list[Candidate] = []

    def due(self, room: int) -> list[Candidate]:
        """What a worker would read of the queue: the urgent first, then the blast."""
        if self.blasting:
            missing = room - len(self._unsent)
            self._unsent += itertools.islice(self._blast, max(0, missing))
        return [one for _, one in self.urgent[:room]] + self._unsent[:room]

    def done(self, gone: set[str], now: float) -> list[float]:
        """Forget what left; answers how long its urgent messages had waited."""
        waited = [now - since for since, one in self.urgent if one.id in gone]
        self.urgent = [(since, one) for since, one in self.urgent if one.id not in gone]
        self._unsent = [one for one in self._unsent if one.id not in gone]
        return waited

    def _marketing(self) -> Iterator[Candidate]:
        for number in itertools.count():
            name = f"{self.name}-{number}"
            yield Candidate(name, name, f"+62812{number % 10**7:07d}", "marketing")


class Outcome(NamedTuple):
    """What one simulated worker saw."""

    shares: list[tuple[float, float]]  # level, and the part of it a blasting sender got
    waits: list[float]
    admitted: int
    pacing_s: float


class Worker:
    """One worker, its senders, and the messages a second it can send."""

    def __init__(self, senders: Sequence[Sender], capacity: float, chance: random.Random) -> None:
        self._senders = senders
        self._capacity = int(capacity * ROUND_S)
        self._arrivals = [(NOON + self._gap(chance), number) for number in range(len(senders))]
        heapq.heapify(self._arrivals)
        self._chance = chance
        self._waits: list[float] = []
        self._admitted = 0
        self._pacing_s = 0.0

    def run(self) -> Outcome:
        """Live the simulated seconds."""
        rounds = int(SIMULATED_S / ROUND_S)
        warm = NOON + WARM_UP_S
        for number in range(rounds):
            now = NOON + number * ROUND_S
            self._arrive(now)
            if now <= warm < now + ROUND_S:
                for sender in self._senders:
                    sender.sent = 0
            self._round(now)
        lasted = SIMULATED_S - WARM_UP_S
        shares = [
            (sender.level, sender.sent / lasted / sender.level)
            for sender in self._senders
            if sender.blasting
        ]
        return Outcome(shares, self._waits, self._admitted, self._pacing_s)

    def _arrive(self, now: float) -> None:
        while self._arrivals[0][0] <= now:
            since, number = self._arrivals[0]
            heapq.heapreplace(self._arrivals, (since + self._gap(self._chance), number))
            kind = self._chance.choice(["authentication", "utility", "service"])
            name = f"u-{number}-{since}"
            self._senders[number].urgent.append((since, Candidate(name, name, "+6281", kind)))

    def _round(self, now: float) -> None:
        begun = time.process_time()
        urgent = {s.name: len(s.urgent) for s in self._senders if s.urgent}
        able = {
            sender.name: sender
            for sender in self._senders
            if sender.urgent or (sender.blasting and sender.next_at <= now)
        }
        rooms = {name: sender.pacer.room(now) for name, sender in able.items()}
        first = share_out({name: min(n, rooms[name]) for name, n in urgent.items()}, self._capacity)
        left = self._capacity - sum(first.values())
        more = {name: min(FETCH, room - first.get(name, 0)) for name, room in rooms.items()}
        second = share_out({n: m for n, m in more.items() if able[n].blasting}, left)
        self._pacing_s += time.process_time() - begun
        for name, sender in able.items():
            allotted = first.get(name, 0) + second.get(name, 0)
            if allotted:
                self._admit(sender, allotted, now)

    def _admit(self, sender: Sender, allotted: int, now: float) -> None:
        due = sender.due(allotted)[:allotted]
        begun = time.process_time()
        admission = sender.pacer.admit(due, now, ReachBudget(None, 0.0), MarketingCap(1, {}))
        self._pacing_s += time.process_time() - begun
        sender.next_at = admission.next_at
        sender.sent += len(admission.go)
        self._admitted += len(admission.go)
        self._waits += sender.done(set(admission.go), now)

    @staticmethod
    def _gap(chance: random.Random) -> float:
        return chance.expovariate(URGENT_A_SECOND)


def simulate(workers: int, capacity: float) -> list[Outcome]:
    """All workers, one after the other: they share nothing but the database, which is not here.

    Senders are dealt out by level, so that no worker has all the large ones.
    """
    chance = random.Random(5)
    senders = [Sender(number, chance) for number in range(SENDERS)]
    senders.sort(key=lambda sender: (sender.level, sender.blasting))
    return [Worker(senders[n::workers], capacity, chance).run() for n in range(workers)]


def tell(workers: int, capacity: float) -> None:
    """Simulate one situation and print it."""
    outcomes = simulate(workers, capacity)
    waits = sorted(wait for one in outcomes for wait in one.waits)
    admitted = sum(one.admitted for one in outcomes)
    print(
        f"\n{workers} workers of {capacity:,.0f}/s: {admitted / SIMULATED_S:,.0f} admitted a second"
    )
    for level, _ in sorted((level, share) for share, level in LEVELS):
        shares = sorted(got for one in outcomes for of, got in one.shares if of == level)
        print(
            f"  a blast at {level:>5,.0f}/s got of its level: median {median(shares):.2f},"
            f" one in a hundred less than {shares[len(shares) // 100]:.2f}, least {shares[0]:.2f}"
        )
    p50, p99 = median(waits), waits[len(waits) * 99 // 100]
    print(
        f"  an urgent message waited: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms,"
        f" longest {waits[-1] * 1000:.0f} ms ({len(waits):,} of them)"
    )
    cpu_s = sum(one.pacing_s for one in outcomes)
    print(f"  processor time of the pacing: {cpu_s / admitted * 1e6:.1f} µs a message")


def main() -> None:
    """Both situations."""
    print(f"{SENDERS:,} senders, {BLASTING:.0%} blasting, {SIMULATED_S:g} s of simulated time")
    tell(100, 4000.0)
    tell(20, 4000.0)


if __name__ == "__main__":
    main()
