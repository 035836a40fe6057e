"""A case under diagnosis, and what may be said about it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from terkirim.knowledge.diagnosis.evidence import Evidence, Sensitivity
from terkirim.knowledge.diagnosis.report import ErrorReport
from terkirim.vocabulary.causes import Cause

DECISIVE = 6.0  # a state read that names the cause
STRONG = 3.0
FAIR = 1.5
SLIGHT = 0.5


class Case(NamedTuple):
    """One error with all that is known around it; `possible` are the causes its code can have."""

    error: ErrorReport
    evidence: Evidence
    sensitivity: Sensitivity
    possible: tuple[Cause, ...]


class Clue(NamedTuple):
    """`fact` speaks for `cause` (or against it, where the weight is negative)."""

    cause: Cause
    weight: float
    fact: str


class Conflict(NamedTuple):
    """`fact` does not fit the code: somebody's picture of the world is wrong."""

    fact: str


Witness = Callable[[Case], Iterator[Clue]]
Doubter = Callable[[Case], Iterator[Conflict]]


def category_of(case: Case) -> str:
    """The category at Meta, else the one the sender had in mind; upper case, empty if unknown."""
    evidence = case.evidence
    return (evidence.template.category or evidence.message.category or "").upper()
