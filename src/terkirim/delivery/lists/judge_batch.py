"""Judge a batch row by row, each for itself: number, person, consent. What depends on other rows
(duplicates, refusals elsewhere) is settled afterwards.
"""

import polars as pl

from terkirim.delivery.lists.model import Columns, Role
from terkirim.delivery.lists.numbers import judge_numbers
from terkirim.delivery.lists.read_words import read_language, read_time_zone
from terkirim.delivery.lists.rules import read_consent, refuses
from terkirim.delivery.lists.tidy import by_value

# Spellings that mean one person (vocabulary.phone.spellings), the shorter one for both.
_ONE_PERSON = (
    ("MX", r"^\+521(\d{10})$", "+52${1}"),
    ("AR", r"^\+549(\d{10})$", "+54${1}"),
    ("BR", r"^\+55(\d\d)9(\d{8})$", "+55${1}${2}"),
)


def judge_batch(rows: pl.DataFrame, columns: Columns, home_region: str) -> pl.DataFrame:
    """The batch with `e164, region, line_type, operator, reason`, `consent, language, time_zone`,
    `key` (the person, null where the row has none) and `refuses`.

    `consent` is `unknown` where there is no such column; a phone column there always is.
    """
    verdict = judge_numbers(rows[f"c{columns.roles['phone']}"], home_region)
    said = [
        _read(rows, columns).alias("consent"),
        _words(rows, columns, "language"),
        _words(rows, columns, "time_zone"),
    ]
    unreadable = pl.col("problem_id").is_not_null()
    number = _person(verdict["e164"], verdict["region"])
    judged = rows.hstack(verdict).with_columns(
        said, reason=pl.when(unreadable).then(pl.lit("unreadable")).otherwise(pl.col("reason"))
    )
    return judged.with_columns(
        key=pl.when(pl.col("reason").is_null()).then(number),
        refuses=(pl.col("consent") == "no") & pl.col("reason").is_null(),
    )


def _person(e164: pl.Series, region: pl.Series) -> pl.Series:
    """The number by which a person is known, without its plus; null where there is none."""
    regions = set(region.unique())
    for country, form, shorter in _ONE_PERSON:
        if country in regions:
            e164 = e164.str.replace(form, shorter)
    return e164.str.slice(1).cast(pl.Int64, strict=False)


def _read(rows: pl.DataFrame, columns: Columns) -> pl.Series:
    """What the consent column says, or no where the column of refusals says so."""
    consent = _cell(rows, columns, "consent")
    refusal = _cell(rows, columns, "refusal")
    nothing = pl.repeat("unknown", rows.height, dtype=pl.String, eager=True)
    read = nothing if consent is None else by_value(consent, read_consent)
    if refusal is None:
        return read
    refused = by_value(refusal, lambda cell: "no" if refuses(cell) else None)
    return refused.fill_null(read)


def _words(rows: pl.DataFrame, columns: Columns, role: Role) -> pl.Series:
    column = _cell(rows, columns, role)
    if column is None:
        return pl.repeat(None, rows.height, dtype=pl.String, eager=True).alias(role)
    return by_value(column, read_language if role == "language" else read_time_zone).alias(role)


def _cell(rows: pl.DataFrame, columns: Columns, role: Role) -> pl.Series | None:
    at = columns.roles.get(role)
    return None if at is None else rows[f"c{at}"]
