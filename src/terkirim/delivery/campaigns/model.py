"""What a campaign file says, and what came of taking it in."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from terkirim.vocabulary.text import Text


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One template parameter: a column of the contact list, and what to use where it is empty."""

    column: str
    default: str = ""


class Reopening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The template that reopens a closed window; `{name}` stands for the contact's name."""

    template: str
    language: str = "id"
    parameters: tuple[str, ...] = ()


class CampaignFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A campaign file. Its people are those of a list (`contacts`) or of a `segment`; `sms` may
    hold `{1}`, `{2}` … for the parameters; `life_days` ends it.
    """

    name: str
    template: str
    contacts: Path | None = None
    segment: str | None = None
    sender: str | None = None
    language: str = "id"
    parameters: tuple[Parameter, ...] = ()
    sms: str | None = None
    reopening: Reopening | None = None
    life_days: float | None = None
    opted_in_without_column: bool = False


class SegmentPeople(msgspec.Struct, frozen=True):
    """Everyone in a segment when it is read. `by_sms`: whom WhatsApp does not reach gets an SMS."""

    segment: str
    by_sms: bool = False


class Tally(NamedTuple):
    """How many messages were entered, left out with a cause, and there before."""

    entered: int = 0
    left_out: int = 0
    known: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(mine + its for mine, its in zip(self, other, strict=True)))


class Intake(msgspec.Struct, frozen=True):
    """What came of taking a campaign in: messages entered, left out with a cause, and entered
    before; with `unaddressed`, who has no address at all, that is everybody.

    `reasons`: of a segment, how many people were left out or unaddressed for which reason;
    `doubtful`: of those entered, how many have no WhatsApp as checkers said last.
    """

    campaign_id: str
    entered: int
    left_out: int
    known: int
    notes: tuple[Text, ...] = ()
    unaddressed: int = 0
    reasons: Mapping[str, int] = {}
    doubtful: int = 0
