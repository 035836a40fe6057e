"""Read a list that is a Parquet file, slice by slice."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from terkirim.delivery.lists import batch
from terkirim.delivery.lists.model import Choice, Columns
from terkirim.delivery.lists.open_list import OpenList, Reading
from terkirim.delivery.lists.read_head import SAMPLE, columns_under
from terkirim.delivery.lists.read_workbook import ROWS, batches_of
from terkirim.errors import BadContactFile
from terkirim.vocabulary.text import Text

_WHOLE_FLOAT = r"^(\d+)\.0$"


def open_parquet(path: Path, choice: Choice, reading: Reading) -> OpenList:
    """Open a Parquet file. Lines are its rows, the first is 1. Raises BadContactFile."""
    try:
        scan = pl.scan_parquet(path, glob=False)
        headers = scan.collect_schema()
        top = _texts(scan.head(SAMPLE).collect())
        height = int(scan.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadContactFile(_damaged(path)) from error
    columns = columns_under(path, headers.names(), [list(row) for row in top.iter_rows()], choice)
    reading.on_read(0)
    return OpenList(columns, _batches(path, scan, columns, height, reading))


def _batches(
    path: Path, scan: pl.LazyFrame, columns: Columns, height: int, reading: Reading
) -> Iterator[pl.DataFrame]:
    size = path.stat().st_size
    for start in range(0, height, ROWS):
        try:
            part = _texts(scan.slice(start, ROWS).collect())
        except (pl.exceptions.PolarsError, OSError) as error:
            raise BadContactFile(_damaged(path)) from error
        part.columns = batch.cells(part.width)
        first = start + 1
        numbered = part.with_columns(line=pl.int_range(first, first + part.height, dtype=pl.Int64))
        used = numbered.filter(pl.any_horizontal(batch.has_content(pl.exclude("line"))))
        yield from batches_of(used, columns)
        reading.on_read(size * part.height // height)


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Every value as text: nested ones as JSON, whole numbers without a decimal point."""
    return frame.select(_text(name, kind) for name, kind in frame.schema.items())


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    value = pl.col(name)
    if kind.is_nested():
        whole = pl.struct(value.alias("v")).struct.json_encode()  # {"v":[…]}
        own = whole.str.slice(len('{"v":')).str.head(-1)
        return pl.when(value.is_null()).then(pl.lit("")).otherwise(own).alias(name)
    if kind == pl.Binary:
        return value.bin.encode("hex").fill_null("")
    text = value.cast(pl.String).fill_null("")
    return text.str.replace(_WHOLE_FLOAT, "$1") if kind.is_float() else text


def _damaged(path: Path) -> Text:
    return Text(
        id=f"{path.name} adalah berkas Parquet yang rusak atau tidak utuh; buat lagi dari "
        "sumbernya.",
        en=f"{path.name} is a Parquet file that is damaged or not whole; make it again from its "
        "source.",
    )
