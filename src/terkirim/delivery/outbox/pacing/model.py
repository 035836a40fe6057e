"""What is asked of the pace, what it answers, and the rules an owner may set."""

from datetime import time
from enum import StrEnum

import msgspec

MARKETING = "marketing"
_TURNS = {"authentication": 0, "service": 0, "utility": 1, MARKETING: 2}
_OTHER_TURN = 1  # a category Meta may add is taken for urgent, but does not overtake an OTP


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A message that is due. `recipient`: E.164 or a business-scoped user id; `category`: Meta's,
    lower case; `priority`: 0 is the most urgent of its category; `window_open`: whether the
    person's customer service window with this sender is open, None where unknown; `timezone`: the
    contact's own, where known (IANA name).
    """

    id: str
    contact_id: str
    recipient: str
    category: str
    priority: int = 5
    is_template: bool = True
    window_open: bool | None = None
    expires_at: float | None = None
    timezone: str | None = None

    @property
    def marketing(self) -> bool:
        """Whether it waits for everything else."""
        return self.category == MARKETING

    @property
    def turn(self) -> tuple[int, int]:
        """Its place in the queue: category before priority, whatever an owner's priorities are."""
        return _TURNS.get(self.category, _OTHER_TURN), self.priority

    @property
    def opens_conversation(self) -> bool:
        """Whether it counts among the people a business writes to outside windows."""
        return self.is_template and self.window_open is not True


class Postponement(StrEnum):
    """Why a message must wait, though its sender has room."""

    PAIR = "pair"
    QUIET_HOURS = "quiet_hours"
    FREQUENCY = "frequency"
    RAMP_UP = "ramp_up"
    REACH = "reach"


class Postponed(msgspec.Struct, frozen=True):
    """From when on a message may be asked about again (epoch seconds), and why."""

    until: float
    reason: Postponement


class Admission(msgspec.Struct, frozen=True):
    """What becomes of each candidate, by message id; each is in exactly one place.

    `go` is in the order to send; `waiting` have nothing against them but the sender's pace, which
    has room again at `next_at`; `expired` are past their life and must never leave.
    """

    go: list[str]
    postponed: dict[str, Postponed]
    waiting: list[str]
    expired: list[str]
    next_at: float


class RampStep(msgspec.Struct, frozen=True):
    """One of a new sender's first days: marketing messages that day, messages a second."""

    a_day: int
    per_second: float


class PacingRules(msgspec.Struct, frozen=True):
    """The owner's rules; names, meanings and defaults are those of the setting `pacing`."""

    urgent_share: float
    urgent_minutes: float
    reach_reserve: float
    marketing_per_contact: int
    quiet_from: time
    quiet_until: time
    quiet_spread_minutes: float
    timezones: dict[str, str]
    ramp: tuple[RampStep, ...]
