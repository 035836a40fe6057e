"""Finds the digits of texts that are plainly one number."""

import polars as pl

from terkirim.delivery.lists.numbers.tables import LONGEST, SHORTEST

_MOST_BYTES = 100
_BETWEEN = [" ", "-", ".", "(", ")"]
_PASTED = r"\x{a0}\x{200b}-\x{200f}\x{2010}-\x{2015}\x{202a}-\x{202e}\x{2060}\x{feff}"
"""What comes along from a chat: spaces and hyphens that do not break, marks of direction."""

_SEPARATORS = rf"[ .()\-{_PASTED}]+"
_AROUND = "='\"` "
_ZEROS_APART = r"^[^0-9+]*0[^0-9]+0"
"""They lead nowhere; two zeros together may lead abroad."""

_LIKE_DECIMALS = r"[.,]0{1,2}[^0-9]*$"
_DECIMALS = r"^(?:=\")?['\"` ]*(\+?[0-9]{8,})[.,]0{1,2}['\"` ]*$"
_MISLEADING = rf"{_ZEROS_APART}|{_LIKE_DECIMALS}"


def written(texts: pl.Series) -> pl.DataFrame:
    """One row a text, in order: `plus`, `value`, `length`, as libphonenumber finds the digits.

    `value` is what the digits are as a whole number and `length` how many they are; `value` is
    null where there is more in the text than that, or its digits are not 4 to 17.
    """
    numbers = _numbers(texts)
    others = numbers["value"].is_null().arg_true()
    if not len(others):
        return numbers
    return _with(numbers, others, _without_separators(texts.gather(others)))


def written_in_cells(texts: pl.Series) -> pl.DataFrame:
    """The same as `read_phone` finds them: in cells of spreadsheets, in lines from chats."""
    numbers = _numbers(texts)
    others = numbers["value"].is_null().arg_true()
    if not len(others):
        return numbers
    rest = texts.gather(others)
    plain = rest.set(rest.str.contains(_MISLEADING), None)
    numbers = _with(numbers, others, _without_separators(plain))
    others = numbers["value"].is_null().arg_true()
    return _with(numbers, others, _without_surroundings(texts.gather(others)))


def _without_separators(texts: pl.Series) -> pl.Series:
    short = texts.set(texts.str.len_bytes() > _MOST_BYTES, None)
    return short.str.replace_many(_BETWEEN, [""] * len(_BETWEEN))


def _without_surroundings(texts: pl.Series) -> pl.Series:
    decimals = texts.str.contains(_LIKE_DECIMALS).arg_true()
    whole = texts.scatter(decimals, texts.gather(decimals).str.extract(_DECIMALS))
    apart = whole.str.contains(_ZEROS_APART) | (whole.str.len_bytes() > _MOST_BYTES)
    return whole.set(apart, None).str.strip_chars(_AROUND).str.replace_all(_SEPARATORS, "")


def _with(numbers: pl.DataFrame, rows: pl.Series, texts: pl.Series) -> pl.DataFrame:
    """With these rows' numbers read from these texts."""
    read = _numbers(texts)
    return pl.DataFrame([numbers[name].scatter(rows, read[name]) for name in numbers.columns])


def _numbers(texts: pl.Series) -> pl.DataFrame:
    """Digits alone, behind a plus or not."""
    text, plus = pl.col("text"), pl.col("text").str.starts_with("+").fill_null(value=False)
    length = text.str.len_bytes() - plus.cast(pl.UInt32)
    value = text.cast(pl.UInt64, strict=False)
    return (
        texts.to_frame("text")
        .select(plus.alias("plus"), value.alias("value"), length.alias("length"))
        .with_columns(
            pl.when(pl.col("length").is_between(SHORTEST, LONGEST)).then("value").alias("value")
        )
    )
