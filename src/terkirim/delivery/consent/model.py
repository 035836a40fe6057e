"""What was said about being written to, and by whom."""

from enum import StrEnum
from typing import Literal, NamedTuple

import msgspec

Purpose = Literal["marketing", "utility"]
Standing = Literal["yes", "no", "unknown"]
PURPOSES: tuple[Purpose, ...] = ("marketing", "utility")


class Source(StrEnum):
    """Where a consent comes from. In the table a detail may follow: `list: pelanggan.csv`."""

    KEYWORD = "keyword"
    BUTTON = "button"
    PREFERENCE = "preference"
    REFUSED = "131050"
    FORGOTTEN = "forgotten"
    LIST = "list"
    OWNER = "owner"
    HAND = "hand"

    def of(self, detail: str) -> str:
        """This source with its detail, as it is written down."""
        return f"{self.value}: {detail}" if detail else self.value


# What the person did themselves and WhatsApp told us of, or asked of us by being forgotten.
OWN_WORD = frozenset(
    (Source.KEYWORD, Source.BUTTON, Source.PREFERENCE, Source.REFUSED, Source.FORGOTTEN)
)


class Consent(msgspec.Struct, frozen=True, gc=False):
    """A yes (`given`) or a no to one purpose.

    `source` is a Source, or what its `of` answers; `at` when it was said, epoch seconds, None where
    that is not known: then it counts from when it is written down. `wording` is what was agreed to
    or what the person wrote, `proof` what shows it: a message id, a webhook, a document.
    """

    purpose: Purpose
    given: bool
    source: str
    at: float | None = None
    wording: str = ""
    proof: str = ""

    @property
    def is_bare_yes(self) -> bool:
        """Whether it says no more than yes: undated, without words or proof."""
        return self.given and self.at is None and not self.wording and not self.proof


class Said(NamedTuple):
    """A consent and whose it is."""

    contact_id: str
    consent: Consent


class Change(NamedTuple):
    """What a contact's consent to a purpose has become."""

    contact_id: str
    purpose: Purpose
    standing: Standing
