"""What is told of one person. Instants are epoch seconds."""

from typing import Literal

import msgspec

from terkirim.delivery.contacts.fitness import Channel
from terkirim.store import Contact, Hold
from terkirim.vocabulary.text import Text

Category = Literal["marketing", "utility", "service"]
Answer = Literal["yes", "later", "no"]
CATEGORIES: tuple[Category, ...] = ("marketing", "utility", "service")


class Former(msgspec.Struct, frozen=True):
    """An address the person had (`kind`: phone or bsuid)."""

    kind: str
    value: str
    since: float
    until: float | None


class Agreed(msgspec.Struct, frozen=True):
    """What their consent to a purpose is, and the record that decides it; empty without one."""

    purpose: str
    consent: str
    source: str = ""
    at: float | None = None
    wording: str = ""


class Failed(msgspec.Struct, frozen=True):
    """A failure that speaks about them; see `store.fitness.Failure`."""

    message_id: str
    cause: str
    code: int | None
    failed_at: float
    watch_until: float
    verdict: str


class Pace(msgspec.Struct, frozen=True):
    """Until when marketing to them waits: they had enough for a day, or it is night there."""

    had_enough_until: float | None
    quiet_until: float | None


class Known(msgspec.Struct, frozen=True):
    """All that is known of a person. `window_until`: until when the window with the sender is
    open, None where it is closed; `channel`: what reaches them; `until_inactive`: how many failures
    make them inactive.
    """

    contact: Contact
    sender_id: str
    former: tuple[Former, ...]
    agreed: tuple[Agreed, ...]
    failures: tuple[Failed, ...]
    until_inactive: int
    channel: Channel
    window_until: float | None
    holds: tuple[Hold, ...]
    pace: Pace


class Obstacle(msgspec.Struct, frozen=True):
    """Why they are not written to, and what would change it; `until`: when it ends by itself."""

    why: Text
    change: Text
    final: bool
    until: float | None = None


class Verdict(msgspec.Struct, frozen=True):
    """Whether a message of a category is sent to them now; the first obstacle decides."""

    category: Category
    written_to: Answer
    obstacles: tuple[Obstacle, ...]


class Person(msgspec.Struct, frozen=True):
    """What is known of a person, and what follows for each kind of message."""

    known: Known
    verdicts: tuple[Verdict, ...]
