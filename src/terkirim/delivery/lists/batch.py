"""A batch of rows as a table: their lines, their cells as they were, and which cannot be read.

Columns: `line`; `c0`, `c1` … a cell each, never null; `problem_id`, `problem_en` and `shown` where
a row cannot be read, else null.
"""

from collections.abc import Sequence

import polars as pl

from terkirim.delivery.lists.model import Row
from terkirim.delivery.lists.rules import clean_text
from terkirim.vocabulary.text import Text

SHOWN = 80
PROBLEM = {"problem_id": pl.String, "problem_en": pl.String, "shown": pl.String}
_TOO_MANY_CELLS = Text(
    id="Baris ini punya {found} sel, padahal kolomnya {expected}; beri tanda kutip pada isi yang "
    "memuat tanda pemisah.",
    en="This row has {found} cells for {expected} columns; put quotes around text that holds the "
    "delimiter.",
)
_TOO_FEW_CELLS = Text(
    id="Baris ini hanya punya {found} dari {expected} sel dan berakhir sebelum nomor teleponnya.",
    en="This row has only {found} of {expected} cells and ends before its phone number.",
)


def cells(count: int) -> list[str]:
    """The names of the columns of so many cells."""
    return [f"c{at}" for at in range(count)]


def schema(count: int) -> dict[str, type[pl.DataType]]:
    """What a batch of so many columns looks like."""
    return {"line": pl.Int64, **dict.fromkeys(cells(count), pl.String), **PROBLEM}


def readable(frame: pl.DataFrame, count: int) -> pl.DataFrame:
    """A batch of rows (`line` and at least so many cells) none of which has a problem."""
    return frame.select(
        "line", *cells(count), *(pl.lit(None, pl.String).alias(name) for name in PROBLEM)
    )


def begins_visibly(cell: pl.Expr) -> pl.Expr:
    """Whether a cell surely has content, as it begins with a letter or sign of ASCII: most do.

    Far cheaper than `has_content`, which only need be asked of the others.
    """
    return cell.is_between(pl.lit("!"), pl.lit("~"))


def has_content(cell: pl.Expr) -> pl.Expr:
    """Whether a cell holds anything but spaces, in the sense of Python's `str.strip`."""
    return cell.str.contains(r"[^\s\x1c-\x1f]")


def of_rows(rows: Sequence[Row], count: int, phone: int) -> pl.DataFrame:
    """A batch of rows that were read one by one."""
    padded = []
    for row in rows:
        problem = row.problem or misaligned(row, count, phone)
        own = (*row.cells, *[""] * count)[:count]
        raw = row.cells[phone] if row.problem is None and phone < len(row.cells) else ""
        told = (problem.id, problem.en, shown(raw or " ".join(row.cells))) if problem else ()
        padded.append((row.line, *own, *(told or (None, None, None))))
    return pl.DataFrame(padded, schema(count), orient="row")


def misaligned(row: Row, expected: int, phone: int) -> Text | None:
    """Why the cells of a row do not stand under their headers, or None if they may."""
    used = max((at + 1 for at, cell in enumerate(row.cells) if cell.strip()), default=0)
    if used > expected:
        return _TOO_MANY_CELLS.format(found=used, expected=expected)
    if len(row.cells) <= phone:
        return _TOO_FEW_CELLS.format(found=len(row.cells), expected=expected)
    return None


def shown(cell: str) -> str:
    """A cell as it can be shown to people: on one line, shortened."""
    text = clean_text(cell)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
