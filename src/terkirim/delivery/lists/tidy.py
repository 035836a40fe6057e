"""Cells by the column: on one line and harmless, as `rules.clean_text` has it for one cell."""

from collections.abc import Callable, Collection, Sequence

import polars as pl

from terkirim.delivery.lists.batch import SHOWN
from terkirim.delivery.lists.rules import clean_text

_UNTIDY = r"[\p{Cc}[\p{Z}--\x20]]|  |^ | $|^'"
_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
_WORDS = ("A", "\uff00")  # text between them begins no formula; most begins so
_PLAIN_NUMBER = r"^\+?[0-9]+$"


def by_value(column: pl.Series, read: Callable[[str], str | None]) -> pl.Series:
    """What is read in each cell; every different text is read once."""
    different = column.unique()
    found = pl.DataFrame(
        {"text": different, "found": pl.Series([read(one) for one in different], dtype=pl.String)}
    )
    joined = (
        column.alias("text")
        .to_frame()
        .join(found, on="text", how="left", maintain_order="left", nulls_equal=True)
    )
    return joined["found"].alias(column.name)


def tidy(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The table with each cell of these columns on one line; most cells are so already."""
    found = frame.select(pl.col(names).str.contains(_UNTIDY).any())
    return frame.with_columns(_tidied(frame[name]) for name in names if found[name].item())


def _tidied(column: pl.Series) -> pl.Series:
    untidy = column.str.contains(_UNTIDY).arg_true()
    mended = pl.Series([clean_text(cell) for cell in column.gather(untidy)], dtype=pl.String)
    return column.scatter(untidy, mended)


def shown(column: pl.Series) -> pl.Series:
    """Each cell as it can be shown to people: on one line, shortened."""
    text = pl.col("text")
    short = text.str.slice(0, SHOWN - 1) + "…"
    cut = pl.when(text.str.len_chars() > SHOWN).then(short).otherwise(text)
    neat = tidy(column.alias("text").to_frame(), ["text"])
    return neat.select(cut).to_series().alias(column.name)


def neutralised(frame: pl.DataFrame, ours: Collection[str] = ()) -> pl.DataFrame:
    """No text of a table is one that a spreadsheet takes for a formula.

    A leading apostrophe where one is needed. Bare digits, with or without a plus, can do nothing
    and stay usable as phone numbers. What is in columns of `ours` comes from nobody else.
    """
    texts = [name for name, kind in frame.schema.items() if kind == pl.String and name not in ours]
    doubtful = pl.col(texts).filter(~pl.col(texts).is_between(pl.lit(_WORDS[0]), pl.lit(_WORDS[1])))
    found = frame.select(doubtful.str.contains(_FORMULA).any())
    return frame.with_columns(_neutral(name) for name in texts if found[name].item())


def _neutral(name: str) -> pl.Expr:
    text = pl.col(name)
    formula = text.str.contains(_FORMULA) & ~text.str.contains(_PLAIN_NUMBER)
    return pl.when(formula).then("'" + text).otherwise(text).alias(name)
