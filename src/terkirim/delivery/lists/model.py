"""What cleaning a contact list yields: contacts, refused rows, and what the owner should know."""

from typing import Literal

import msgspec

from terkirim.vocabulary.phone import NotAPhone
from terkirim.vocabulary.text import Text

Consent = Literal["yes", "no", "unknown"]
Role = Literal["phone", "name", "consent", "refusal"]
ReasonCode = NotAPhone | Literal["duplicate", "no_consent", "unreadable"]


class Contact(msgspec.Struct, frozen=True, gc=False):
    """A row that can be written to.

    `line` is the physical line of the file the row begins on (the first line is 1). `columns` are
    the other cells by normalised header (`No Pesanan` → `no_pesanan`), for template parameters;
    name, phone and consent are not among them (`rules.value_of` finds all).
    """

    line: int
    e164: str
    region: str
    name: str | None
    consent: Consent
    columns: dict[str, str]


class Rejected(msgspec.Struct, frozen=True, gc=False):
    """A row that is left out: its line, its phone cell as it was (shortened), and why."""

    line: int
    raw: str
    code: ReasonCode
    reason: Text


class CleanList(msgspec.Struct, frozen=True):
    """A contact file after cleaning: `len(accepted) + len(rejected) == input_rows`, always.

    A line without any content in any cell is no row. Both tuples are in the order of the file.
    """

    accepted: tuple[Contact, ...]
    rejected: tuple[Rejected, ...]
    input_rows: int
    has_consent_column: bool
    notes: tuple[Text, ...]


class Row(msgspec.Struct, frozen=True, gc=False):
    """One record of a file: its first physical line, its cells, or why it cannot be read."""

    line: int
    cells: list[str]
    problem: Text | None = None


class Columns(msgspec.Struct, frozen=True):
    """Which column is which, by position; `names` are the normalised headers of all columns."""

    names: tuple[str, ...]
    roles: dict[Role, int]
    notes: tuple[Text, ...] = ()
