"""The labelled set: cases written from the facts before the rules, and how many come out right."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, Literal

import msgspec

from terkirim import Diagnosis, diagnose

FOLDER = Path(__file__).parent / "labelled"
Kind = Literal["plain", "contradictory"]
KINDS: tuple[Kind, ...] = ("plain", "contradictory")
NEEDED: dict[Kind, float] = {"plain": 0.97, "contradictory": 0.90}


class Labelled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One case. `set` tells whether evidence and code agree; `why` is the reason for the label."""

    id: str
    set: Kind
    error: Any
    cause: str
    why: str
    surface: Literal["sync", "status_webhook", "message_webhook", "errors_webhook"] | None = None
    http_status: int | None = None
    provider: str | None = None
    evidence: dict[str, Any] = {}

    def diagnose(self) -> Diagnosis:
        """What the product says."""
        return diagnose(
            self.error,
            self.evidence,
            surface=self.surface,
            http_status=self.http_status,
            provider=self.provider,
        )


class Score(msgspec.Struct, frozen=True):
    """How many cases of a kind there are, and which came out wrong, with what was answered."""

    kind: Kind
    cases: int
    wrong: tuple[tuple[Labelled, str], ...]

    @property
    def share(self) -> float:
        """Right answers, 0-1."""
        return 1 - len(self.wrong) / self.cases

    def lines(self) -> list[str]:
        """The score as people read it: a line, and the confusions where there are any."""
        right = self.cases - len(self.wrong)
        confused = Counter((case.cause, said) for case, said in self.wrong)
        return [
            f"{self.kind}: {right} of {self.cases} right ({self.share:.1%})",
            *(f"  {label} taken for {said}: {n}" for (label, said), n in confused.most_common()),
        ]


def read_cases() -> list[Labelled]:
    """Every case of the folder."""
    lines = [
        line
        for file in sorted(FOLDER.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    return [msgspec.convert(json.loads(line), Labelled) for line in lines]


def measure() -> list[Score]:
    """The product's answers against the labels, a score a kind."""
    cases = read_cases()
    said = {case.id: str(case.diagnose().cause) for case in cases}
    return [
        Score(
            kind,
            sum(case.set == kind for case in cases),
            tuple(
                (case, said[case.id])
                for case in cases
                if case.set == kind and said[case.id] != case.cause
            ),
        )
        for kind in KINDS
    ]
