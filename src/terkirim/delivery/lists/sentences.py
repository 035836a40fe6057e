"""Why rows are left out, in both languages, by the column."""

import re

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
    told = rejected.with_columns(phone=pl.coalesce("shown", shown(cell)))
    groups = {code: group for (code,), group in told.partition_by("code", as_dict=True).items()}
    every = [_with_sentences(code, group) for code, group in (groups or {"": told}).items()]
    return pl.concat(every).sort("line")


def _with_sentences(code: str, group: pl.DataFrame) -> pl.DataFrame:
    return group.select(
        "line",
        "phone",
        *(_sentence(code, language).alias(f"reason_{language}") for language in LANGUAGES),
        "code",
        consent=pl.lit("no" if code == "no_consent" else ""),
    )


def _sentence(code: str, language: Language) -> pl.Expr:
    """What is said of rows left out for one reason; one that cannot be read says so itself."""
    for known, reason in REASONS.items():
        if known == code != "unreadable":
            return _filled(reason[language], "said" if code == "no_consent" else "phone")
    return pl.col(f"problem_{language}")


def _filled(sentence: str, raw: str) -> pl.Expr:
    """A sentence with its `{raw}`, `{line}` and `{e164}` from the row's columns."""
    columns = {"raw": pl.col(raw), "line": pl.col("other").cast(pl.String), "e164": pl.col("e164")}
    parts = _PLACE.split(sentence)
    return pl.concat_str(
        [columns[part] if at % 2 else pl.lit(part) for at, part in enumerate(parts)],
        ignore_nulls=True,
    )
