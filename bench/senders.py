"""How 10,000 senders share their workers: the simulation of `scheduler` in rows."""

from collections.abc import Iterator

from bench.options import Options
from bench.rows import Row
from bench.scheduler import SENDERS, SIMULATED_S, simulate

_CAPACITY = 4000.0
_WORKERS = (100, 20)  # enough, and too few


def measure(_options: Options) -> Iterator[Row]:
    """Both situations; the time is simulated, so one round says it all."""
    for workers in _WORKERS:
        outcomes = simulate(workers, _CAPACITY)
        waits = sorted(wait for one in outcomes for wait in one.waits)
        admitted = sum(one.admitted for one in outcomes)
        name = f"{SENDERS:,} senders, {workers} workers (simulated)"
        note = f"{SIMULATED_S:g} s of simulated time, {_CAPACITY:,.0f} a second a worker at most"
        yield Row(f"{name}: admitted", admitted / SIMULATED_S, "1/s", note=note)
        longest = waits[len(waits) * 99 // 100] * 1000
        yield Row(f"{name}: wait of urgent messages, p99", longest, "ms", note=f"of {len(waits):,}")
        cpu_us = sum(one.pacing_s for one in outcomes) / admitted * 1e6
        yield Row(f"{name}: processor time of the pacing a message", cpu_us, "us")
