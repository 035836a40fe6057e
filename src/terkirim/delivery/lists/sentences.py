"""Why rows are left out, in both languages, by the column."""

import re
from collections.abc import Set

import polars as pl

from terkirim.delivery.lists.model import Columns
from terkirim.delivery.lists.rules import REASONS
from terkirim.delivery.lists.tidy import shown
from terkirim.vocabulary.text import LANGUAGES, Language

OURS = ("reason_id", "reason_en", "code", "consent")
_PLACE = re.compile(r"\{(\w+)\}")


def rejected_table(rejected: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """Of settled rows that are left out: `line, phone, reason_id, reason_en, code, consent`.

    `phone` is the cell as it was, shortened; `consent` is `no` where the owner refused, so that a
    person who refused stays refused if the file is mended and cleaned again.
    """
    cell = rejected[f"c{columns.roles['phone']}"]
    codes = set(rejected["code"].unique())
    told = rejected.with_columns(phone=pl.coalesce("shown", shown(cell)))
    return told.select(
        "line",
        "phone",
        *(_sentence(language, codes) for language in LANGUAGES),
        "code",
        consent=pl.when(pl.col("code") == "no_consent").then(pl.lit("no")).otherwise(pl.lit("")),
    )


def _sentence(language: Language, codes: Set[str]) -> pl.Expr:
    """What is said of the codes that occur; a row that cannot be read says so itself."""
    text = pl.col(f"problem_{language}")
    for code, reason in REASONS.items():
        if code in codes - {"unreadable"}:
            filled = _filled(reason[language], "said" if code == "no_consent" else "phone")
            text = pl.when(pl.col("code") == code).then(filled).otherwise(text)
    return text.alias(f"reason_{language}")


def _filled(sentence: str, raw: str) -> pl.Expr:
    """A sentence with its `{raw}`, `{line}` and `{e164}` from the row's columns."""
    columns = {"raw": pl.col(raw), "line": pl.col("other").cast(pl.String), "e164": pl.col("e164")}
    parts = _PLACE.split(sentence)
    return pl.concat_str(
        [columns[part] if at % 2 else pl.lit(part) for at, part in enumerate(parts)],
        ignore_nulls=True,
    )
