"""What is seen from outside during a run, and what there is to judge by at its end."""

from typing import Any, NamedTuple

import msgspec

from simulation.fate import Fate
from simulation.process import Process
from terkirim.delivery.insights.model import Timeline
from terkirim.sandbox.records.record import Record
from terkirim.store import Hold

_MOST_COMPLAINTS = 8
_LATELY_S = 30.0


class Told(NamedTuple):
    """A status the product said 200 to."""

    at: float
    wamid: str
    status: str


class Answered(NamedTuple):
    """An acceptance whose answer reached a living process."""

    at: float
    process: Process


class Witness:
    """Keeps what the network and the processes let be seen."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.told_in_vain: list[Told] = []
        self.answered: dict[str, Answered] = {}
        self.died: dict[Process, float] = {}
        self.faults: list[float] = []
        self.promised: dict[str, str] = {}
        self.unwanted: set[str] = set()
        self.complaints: list[str] = []

    def hears(self, at: float, body: bytes, *, promised: bool) -> None:
        """A webhook came; `promised`: it was answered with 200.

        Otherwise the product may have it on disk, or not: who dies there says nothing.
        """
        kept = self.told if promised else self.told_in_vain
        for entry in msgspec.json.decode(body).get("entry", ()):
            for change in entry.get("changes", ()):
                for status in _statuses(change):
                    kept.append(Told(at, status["id"], status["status"]))

    def gets(self, at: float, process: Process, body: bytes) -> None:
        """An answer of Meta's reached a process that lived to see it."""
        try:
            answer = msgspec.json.decode(body)
        except msgspec.DecodeError:
            return
        for message in answer.get("messages", ()):
            self.answered[message["id"]] = Answered(at, process)

    def complains(self, at: float, where: str, error: BaseException) -> bool:
        """An error nothing explains; answers whether it is enough."""
        if not self.faults or at - self.faults[-1] > _LATELY_S:
            self.complaints.append(f"{where}: {type(error).__name__}: {str(error)[:300]}")
        return len(self.complaints) >= _MOST_COMPLAINTS


def _statuses(change: dict[str, Any]) -> list[dict[str, Any]]:
    found = change.get("value", {}).get("statuses", ())
    return [one for one in found if "id" in one and "status" in one]


class Outcome(NamedTuple):
    """All that the invariants are about."""

    fate: Fate
    now: float
    record: Record
    seen: Witness
    timelines: list[Timeline]
    holds: dict[str, Hold]
    waiting_webhooks: int
    reconcile_s: float
    steps: int
