"""The benchmarks there are."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import NamedTuple

from bench.options import Options
from bench.rows import Row

Run = Callable[[Options], Iterator[Row]]


class Benchmark(NamedTuple):
    """A benchmark: its name, which is its module's, and what it measures."""

    name: str
    about: str

    def run(self, options: Options) -> Iterator[Row]:
        """Measure; a row as soon as there is one."""
        measure: Run = import_module(f"bench.{self.name}").measure
        return measure(options)


BENCHMARKS = (
    Benchmark("diagnosis", "diagnoses and decisions a second, and the import"),
    Benchmark("sandbox", "sends a second the sandbox takes"),
    Benchmark("endpoint", "the ceiling of the endpoint and of the generator of load"),
    Benchmark("dispatch", "outbox to accepted, against bare aiohttp and pywa"),
    Benchmark("receiver", "webhooks on disk before 200, against bare Starlette and pywa"),
    Benchmark("statuses", "statuses applied to messages, against the receiving rate"),
    Benchmark("intake", "a campaign from file to outbox"),
    Benchmark("contacts_import", "contacts into the database, against a bare bulk insert"),
    Benchmark("clean", "a list cleaned file to file, against Polars reading and writing it"),
    Benchmark("growth", "dispatch with old messages in the database, against an empty one"),
    Benchmark("workers", "two workers against one, PostgreSQL"),
    Benchmark("numbers", "verdicts on 5,000,000 numbers, against phonenumbers in a loop"),
    Benchmark("senders", "the scheduler with 10,000 senders, simulated"),
)


def chosen(only: str | None) -> tuple[Benchmark, ...]:
    """All of them, or the one of that name. Raises KeyError."""
    if not only:
        return BENCHMARKS
    return ({one.name: one for one in BENCHMARKS}[only],)
