"""How many diagnoses and decisions a second one core makes, and how long the import takes.

Compared in the same run with a bare loop (a look-up by code, as a table of hints does) and with
pywa, which turns the same errors into exception classes.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from pywa.errors import WhatsAppError

from bench.options import Options
from bench.rows import Lap, Row, compared, interleaved
from terkirim import ErrorReport, Evidence, diagnose, read_error
from terkirim.knowledge.diagnosis import read_evidence
from terkirim.knowledge.policy import Decision, History, MessageFacts, Policy, decide

LABELLED = Path(__file__).parents[1] / "tests" / "diagnosis" / "labelled"
ROUNDS = 7
BARE, PYWA = "bare look-up of a hint", "pywa's exception class"
Case = tuple[Any, ErrorReport, Evidence]
FACTS = MessageFacts(free_form=False, marketing=True, has_sms=True)


def read_cases() -> list[Case]:
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


def import_seconds(module: str) -> float:
    """From nothing to imported, in a fresh process, less an empty one."""
    times = []
    for program in ("pass", f"import {module}"):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own
        times.append(time.perf_counter() - begun)
    return times[1] - times[0]


def works(cases: Sequence[Case]) -> dict[str, Callable[[], list[Any]]]:
    """What is compared, the bare look-up first."""
    policy, history = Policy(), History()
    hints = {report.code: "hint" for _, report, _ in cases}
    wire = [body["error"] for body, _, _ in cases if _is_metas(body)]
    many = list(cases) * 10

    def answer(error: ErrorReport, evidence: Evidence) -> Decision:
        return decide(diagnose(error, evidence), FACTS, history, policy, 0.0)

    return {
        BARE: lambda: [hints.get(r.code) for _, r, _ in many * 10],
        "diagnose + decide": lambda: [answer(error, known) for _, error, known in many],
        "diagnose, from the raw body": lambda: [diagnose(body, known) for body, _, known in many],
        PYWA: lambda: [WhatsAppError.from_dict(b) for b in wire * 20],
    }


def measure(options: Options) -> Iterator[Row]:
    """Each work in turn; then the imports."""
    cases = read_cases()
    compared_works = {name: partial(_lap, work) for name, work in works(cases).items()}
    laps = interleaved(compared_works, max(options.rounds, ROUNDS))
    note = f"{len(cases)} labelled cases"
    for name in ("diagnose + decide", "diagnose, from the raw body"):
        yield compared(f"{name} / {PYWA}", laps[name], laps[PYWA], None, note)
    yield compared(f"diagnose + decide / {BARE}", laps["diagnose + decide"], laps[BARE], None)
    took = {
        module: [import_seconds(module) * 1000 for _ in range(ROUNDS)]
        for module in ("terkirim", "pywa")
    }
    ours, theirs = (median(times) for times in took.values())
    yield Row("import terkirim / import pywa", ours, "ms", theirs, ours / theirs)


def _lap(work: Callable[[], list[Any]]) -> Lap:
    """Of processor time, so that neighbours on a shared machine count little."""
    began = time.process_time()
    done = len(work())
    used = time.process_time() - began
    return Lap(done, used, used)


def _is_metas(body: Any) -> bool:
    error = body.get("error") if isinstance(body, dict) else None
    return isinstance(error, dict) and isinstance(error.get("code"), int) and "message" in error
