"""How the statuses of a message are told: in order and once, or as a fault rule orders.

What happens and what is told of it are two things here. A lost, late or repeated webhook changes
nothing about the message; only a script says that something else happens.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple

import msgspec

from terkirim.sandbox.amounts import CodeNumber
from terkirim.sandbox.chance import Dice
from terkirim.sandbox.chaos.spread import Amount, Spread, draw

Status = Literal["sent", "delivered", "read", "played", "failed"]
Contradiction = Literal[
    "failed_after_delivered", "delivered_after_failed", "read_without_delivered", "two_failures"
]
REVERSED_GAP_S = 2.0  # longer than what travels in one request
_UNDELIVERABLE, _UNKNOWN = 131026, 131000


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One status of a script, so long after acceptance."""

    status: Status
    at_s: Amount
    code: CodeNumber | None = None
    details: str | None = None

    def __post_init__(self) -> None:
        if (self.status == "failed") != (self.code is not None):
            msg = "a failed step has a code, and no other step has one"
            raise ValueError(msg)


class Telling(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is ordered about statuses.

    `script`: these happen and no others. `contradict`: a ready-made script, with the code of the
    rule's `fail` where it has one. `lose`: these are never told, though they happen. `duplicate`:
    each is told so many times more. `delay_s`: each is told so much later than it happens, with the
    timestamp of when it happened. `only`: the statuses that the last two concern. `reverse`: the
    last is told first, and the first last.
    """

    script: Annotated[tuple[Step, ...], msgspec.Meta(max_length=20)] | None = None
    contradict: Contradiction | None = None
    lose: frozenset[Status] = frozenset()
    duplicate: Annotated[int, msgspec.Meta(ge=0, le=20)] = 0
    delay_s: Amount | None = None
    only: frozenset[Status] | None = None
    reverse: bool = False

    def __post_init__(self) -> None:
        if self.script is not None and self.contradict is not None:
            msg = "statuses have either a script or a contradiction"
            raise ValueError(msg)

    @property
    def is_scripted(self) -> bool:
        """Whether it says itself what happens."""
        return self.script is not None or self.contradict is not None

    def steps(self, code: int | None, details: str | None) -> tuple[Step, ...]:
        """What happens, when it is scripted."""
        if self.script is not None:
            return self.script
        return _contradiction(self.contradict, code or _UNDELIVERABLE, details)

    def concerns(self, status: str) -> bool:
        """Whether a status is told late or repeatedly."""
        return self.only is None or status in self.only


def _contradiction(kind: Contradiction | None, code: int, details: str | None) -> tuple[Step, ...]:
    sent = Step("sent", 0.5)
    soon, later = Spread(uniform=(2.0, 10.0)), Spread(uniform=(60.0, 600.0))
    failed = Step("failed", soon, code, details)
    if kind == "failed_after_delivered":
        return sent, Step("delivered", soon), Step("failed", later, code, details)
    if kind == "delivered_after_failed":
        return sent, failed, Step("delivered", later)
    if kind == "two_failures":
        other = _UNKNOWN if code != _UNKNOWN else _UNDELIVERABLE
        return sent, failed, Step("failed", later, other)
    return sent, Step("read", later)


class Moment(NamedTuple):
    """A status a message reaches at an instant; a failure with its code."""

    status: str
    at: float
    code: int | None = None
    details: str | None = None
    subcode: int | None = None


class Told(NamedTuple):
    """One entry of the schedule: a status that happens then, is told then, or both.

    `number` is the same for all that tell of one moment, `copy` counts the repetitions.
    """

    number: int
    moment: Moment
    due: float
    happens: bool = True
    tells: bool = True
    copy: int = 0


def scripted(steps: tuple[Step, ...], start: float, dice: Dice) -> list[Moment]:
    """The moments of a script."""
    return [
        Moment(step.status, start + draw(step.at_s, dice), step.code, step.details)
        for step in steps
    ]


def as_told(moments: list[Moment], telling: Telling | None, dice: Dice) -> list[Told]:
    """How moments come to be known."""
    if telling is None:
        return [Told(number, moment, moment.at) for number, moment in enumerate(moments)]
    dues = _dues(moments, telling, dice)
    pairs = enumerate(zip(moments, dues, strict=True))
    return [
        told
        for number, (moment, due) in pairs
        for told in _each(Told(number, moment, due), telling, dice)
    ]


def _dues(moments: list[Moment], telling: Telling, dice: Dice) -> list[float]:
    """When each is told first."""
    late = telling.delay_s
    dues = [
        one.at + draw(late, dice) if late is not None and telling.concerns(one.status) else one.at
        for one in moments
    ]
    if not telling.reverse:
        return dues
    last = max(dues, default=0.0)
    backwards = sorted(range(len(dues)), key=lambda place: dues[place], reverse=True)
    return [last + backwards.index(place) * REVERSED_GAP_S for place in range(len(dues))]


def _each(first: Told, telling: Telling, dice: Dice) -> Iterator[Told]:
    """A status as it happens, as it is told, and as it is told again."""
    happened = first._replace(due=first.moment.at, tells=False)
    if first.moment.status in telling.lose:
        yield happened
        return
    if first.due != first.moment.at:
        yield happened
        first = first._replace(happens=False)
    yield first
    due = first.due
    for copy in range(1, _copies(first.moment.status, telling) + 1):
        due += dice.between(1.0, 30.0)
        yield first._replace(due=due, happens=False, copy=copy)


def _copies(status: str, telling: Telling) -> int:
    return telling.duplicate if telling.concerns(status) else 0
