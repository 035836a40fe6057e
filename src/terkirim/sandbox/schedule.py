"""What will happen, in order of time; ties fall by name, so arrival order leaves no trace."""

import copy
import heapq
from collections.abc import Iterator
from itertools import chain
from typing import Literal

import msgspec


class Happening(msgspec.Struct, gc=False):
    """Something that will be so at an instant and is then told by webhook.

    `list_name` says where `part` goes in the webhook's `value`; None: `part` is the value itself.
    `subject` is the message id (statuses) or the person (messages); `status` and `code` repeat
    what a status says. `act` names what is done then (`deeds`), with `part` as its order; a deed
    has no `field` of its own, so nothing is told but what it tells itself. `happens` and `tells`
    are apart where a fault rule has a status told late, repeatedly or never.
    """

    due: float
    key: str
    account: str
    field: str
    part: dict[str, object]
    sender: str | None = None
    list_name: Literal["statuses", "messages", "user_preferences"] | None = None
    contact: dict[str, object] | None = None
    subject: str = ""
    status: str = ""
    code: int | None = None
    first_due: float = 0.0
    attempts: int = 0
    act: str = ""
    happens: bool = True
    tells: bool = True
    held_back: bool = False


Entry = tuple[float, str, int, Happening]


class Schedule:
    """A queue ordered by (due instant, key).

    Only what is due by the second that is reached is kept in order. The rest waits in a list for
    each second to come, so that the many who read hours later slow nothing down.
    """

    def __init__(self) -> None:
        self._soon: list[Entry] = []
        self._second = 0
        self._later: dict[int, list[Entry]] = {}
        self._seconds: list[int] = []
        self._pushed = 0

    def push(self, happening: Happening) -> None:
        """Let something happen at its due instant."""
        self._pushed += 1
        self._put((happening.due, happening.key, self._pushed, happening))

    def _put(self, entry: Entry) -> None:
        second = int(entry[0])
        if second <= self._second:
            heapq.heappush(self._soon, entry)
        elif second in self._later:
            self._later[second].append(entry)
        else:
            self._later[second] = [entry]
            heapq.heappush(self._seconds, second)

    def next_at(self) -> float | None:
        """The next due instant."""
        if not self._soon and self._seconds:
            self._second = heapq.heappop(self._seconds)
            self._soon = self._later.pop(self._second)
            heapq.heapify(self._soon)
        return self._soon[0][0] if self._soon else None

    def take_until(self, instant: float) -> list[Happening]:
        """Take everything due up to an instant, in order."""
        taken = []
        while (first := self.next_at()) is not None and first <= instant:
            taken.append(heapq.heappop(self._soon)[3])
        return taken

    def pending(self, act: str) -> list[Happening]:
        """The deeds of that name still to be done, in order."""
        found = [one for one in self._all() if one[3].act == act]
        return [one[3] for one in sorted(found, key=lambda one: one[:3])]

    def drop(self, act: str) -> int:
        """Let the deeds of that name not be done; answers how many there were."""
        kept = [one for one in self._all() if one[3].act != act]
        before = len(self)
        self._soon, self._later, self._seconds = [], {}, []
        for entry in kept:
            self._put(entry)
        return before - len(kept)

    def __deepcopy__(self, _memo: dict[int, object]) -> "Schedule":
        """A schedule that goes its own way. Webhooks that repeat each other share a part."""
        twin, parts = Schedule(), dict[int, dict[str, object]]()
        twin._pushed = self._pushed
        for due, key, pushed, happening in self._all():
            later, part = copy.copy(happening), happening.part
            later.part = parts.get(id(part)) or parts.setdefault(id(part), part.copy())
            twin._put((due, key, pushed, later))
        return twin

    def _all(self) -> Iterator[Entry]:
        return chain(self._soon, *self._later.values())

    def __len__(self) -> int:
        return len(self._soon) + sum(map(len, self._later.values()))
