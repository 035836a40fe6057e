"""What will happen, in order of time; ties fall by name, so arrival order leaves no trace."""

import heapq
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


class Schedule:
    """A queue ordered by (due instant, key)."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, str, int, Happening]] = []
        self._pushed = 0

    def push(self, happening: Happening) -> None:
        """Let something happen at its due instant."""
        self._pushed += 1
        heapq.heappush(self._heap, (happening.due, happening.key, self._pushed, happening))

    def next_at(self) -> float | None:
        """The next due instant."""
        return self._heap[0][0] if self._heap else None

    def take_until(self, instant: float) -> list[Happening]:
        """Take everything due up to an instant, in order."""
        taken = []
        while self._heap and self._heap[0][0] <= instant:
            taken.append(heapq.heappop(self._heap)[3])
        return taken

    def pending(self, act: str) -> list[Happening]:
        """The deeds of that name still to be done, in order."""
        return [one[3] for one in sorted(self._heap, key=lambda one: one[:3]) if one[3].act == act]

    def drop(self, act: str) -> int:
        """Let the deeds of that name not be done; answers how many there were."""
        before = len(self._heap)
        self._heap = [one for one in self._heap if one[3].act != act]
        heapq.heapify(self._heap)
        return before - len(self._heap)

    def __len__(self) -> int:
        return len(self._heap)
