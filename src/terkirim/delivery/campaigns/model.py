"""What a campaign file says, and what came of taking it in."""

from pathlib import Path

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


class Intake(msgspec.Struct, frozen=True):
    """What came of taking a campaign in: messages entered, left out, and entered before."""

    campaign_id: str
    entered: int
    left_out: int
    known: int
    notes: tuple[Text, ...] = ()
