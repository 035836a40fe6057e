"""What cleaning a contact list yields: contacts, refused rows, and what the owner should know."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from terkirim.vocabulary.phone import NotAPhone
from terkirim.vocabulary.text import Text

Consent = Literal["yes", "no", "unknown"]
Role = Literal["phone", "name", "consent", "refusal", "language", "time_zone"]
ReasonCode = NotAPhone | Literal["duplicate", "no_consent", "unreadable"]


class Contact(msgspec.Struct, frozen=True, gc=False):
    """A row that can be written to.

    `line` is the physical line of the file the row begins on (the first line is 1; the row of a
    workbook). `columns` are the other cells by normalised header (`No Pesanan` → `no_pesanan`),
    for template parameters; name, phone, consent, language and time zone are not among them
    (`rules.value_of` finds all). `language` is a code as Meta writes it (`id`, `en_US`),
    `time_zone` an IANA name; None where the cell says neither.
    """

    line: int
    e164: str
    region: str
    name: str | None
    consent: Consent
    columns: dict[str, str]
    language: str | None = None
    time_zone: str | None = None


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
    """Which column is which, by position.

    `names` are the normalised headers of all columns, `headers` the headers as they were.
    """

    names: tuple[str, ...]
    roles: dict[Role, int]
    notes: tuple[Text, ...] = ()
    headers: tuple[str, ...] = ()


class Choice(msgspec.Struct, frozen=True):
    """How the owner wants a list read.

    `country` is the ISO code of numbers without a country code; `columns` are headers the owner
    names for a role, where what is found by itself would be another.
    """

    country: str = "ID"
    columns: Mapping[Role, str] = {}


class Example(msgspec.Struct, frozen=True):
    """A rejected row as the report shows it."""

    line: int
    raw: str
    reason: Text


class ListReport(msgspec.Struct, frozen=True):
    """What became of a list: `accepted + rejected == input_rows`, always.

    `reasons` counts the rejected rows by reason, most first; `examples` are the first of each.
    The other counts are of accepted rows: `operators` has "" where none is known. `line_types`
    counts all rows in which the plan knows a number.
    """

    input_rows: int
    accepted: int
    rejected: int
    reasons: dict[str, int]
    operators: dict[str, int]
    line_types: dict[str, int]
    regions: dict[str, int]
    consent: dict[str, int]
    has_consent_column: bool
    examples: dict[str, tuple[Example, ...]]
    notes: tuple[Text, ...]
