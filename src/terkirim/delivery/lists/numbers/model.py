"""What is known of a number: the columns of a verdict."""

from typing import Literal, NamedTuple

import polars as pl

from terkirim.vocabulary.phone import NotAPhone

LineType = Literal[
    "fixed_line",
    "mobile",
    "fixed_line_or_mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
    "unknown",
]


class Judged(NamedTuple):
    """One cell: the number in it if its country's plan knows one, and why nobody is written to.

    `operator` is whom the number was given to, where nobody can have taken it elsewhere since.
    `reason` is None where the number can hold a WhatsApp account.
    """

    e164: str | None
    region: str | None
    line_type: LineType
    operator: str | None
    reason: NotAPhone | None


class Verdict(NamedTuple):
    """What libphonenumber says of a number as it is written; `e164` is None where it reads none."""

    e164: str | None
    region: str | None
    line_type: LineType
    valid: bool


JUDGED = pl.Schema(dict.fromkeys(Judged._fields, pl.String))
VERDICT = pl.Schema({**dict.fromkeys(Verdict._fields, pl.String), "valid": pl.Boolean})
