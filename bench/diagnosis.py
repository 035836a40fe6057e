"""How many diagnoses and decisions a second one core makes, and how long the import takes.

Compared in the same run with a bare loop (a look-up by code, as a table of hints does) and with
pywa, which turns the same errors into exception classes. Run by `make bench`.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from pywa.errors import WhatsAppError

from terkirim import ErrorReport, Evidence, diagnose, read_error
from terkirim.knowledge.diagnosis import read_evidence
from terkirim.knowledge.policy import Decision, History, MessageFacts, Policy, decide

LABELLED = Path(__file__).parents[1] / "tests" / "diagnosis" / "labelled"
ROUNDS = 7
FACTS = MessageFacts(free_form=False, marketing=True, has_sms=True)


def read_cases() -> list[tuple[Any, ErrorReport, Evidence]]:
    """The labelled set: every family of codes, plain and contradictory."""
    files = sorted(LABELLED.glob("*.jsonl"))
    cases = [json.loads(line) for file in files for line in file.read_bytes().splitlines()]
    return [
        (
            case["error"],
            read_error(
                case["error"],
                case.get("surface"),
                case.get("http_status"),
                case.get("provider"),
            ),
            read_evidence(case.get("evidence")),
        )
        for case in cases
    ]


def per_second(work: Callable[[], list[Any]]) -> float:
    """How often the work's item is done; of processor time, so that neighbours on a shared
    machine count little; the median of rounds."""
    rates = []
    work()
    for _ in range(ROUNDS):
        begun = time.process_time()
        done = work()
        rates.append(len(done) / (time.process_time() - begun))
    return median(rates)


def import_seconds(module: str) -> float:
    """From nothing to imported, in a fresh process, less an empty one; median of several."""
    took = []
    for _ in range(ROUNDS):
        times = []
        for program in ("pass", f"import {module}"):
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own
            times.append(time.perf_counter() - begun)
        took.append(times[1] - times[0])
    return median(took)


def measure(cases: Sequence[tuple[Any, ErrorReport, Evidence]]) -> Iterator[tuple[str, float]]:
    """Each work with its rate, ours first."""
    policy, history = Policy(), History()
    hints = {report.code: "hint" for _, report, _ in cases}
    wire = [body["error"] for body, _, _ in cases if _is_metas(body)]
    many = list(cases) * 10

    def answer(error: ErrorReport, evidence: Evidence) -> Decision:
        return decide(diagnose(error, evidence), FACTS, history, policy, 0.0)

    works: list[tuple[str, Callable[[], list[Any]]]] = [
        ("diagnose + decide", lambda: [answer(error, known) for _, error, known in many]),
        ("diagnose, from the raw body", lambda: [diagnose(body, known) for body, _, known in many]),
        ("pywa: exception class only", lambda: [WhatsAppError.from_dict(b) for b in wire * 20]),
        ("bare look-up of a hint", lambda: [hints.get(r.code) for _, r, _ in many * 10]),
    ]
    for name, work in works:
        yield name, per_second(work)


def main() -> None:
    """Measure and print."""
    cases = read_cases()
    print(f"{len(cases)} labelled cases; a second of one core, median of {ROUNDS} rounds")
    first = 0.0
    for name, rate in measure(cases):
        first = first or rate
        print(f"{name:<28} {rate:12,.0f} a second   {rate / first:8.2f} of the first")
    for module in ("terkirim", "pywa"):
        print(f"import {module:<9} {import_seconds(module) * 1000:6.0f} ms")


def _is_metas(body: Any) -> bool:
    error = body.get("error") if isinstance(body, dict) else None
    return isinstance(error, dict) and isinstance(error.get("code"), int) and "message" in error


if __name__ == "__main__":
    main()
