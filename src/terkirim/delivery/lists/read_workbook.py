"""Read a list that is an Excel workbook: the first sheet that holds anything."""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import msgspec
import polars as pl

from terkirim.delivery.lists import batch
from terkirim.delivery.lists.model import Choice, Columns, Row
from terkirim.delivery.lists.open_list import OpenList, Reading
from terkirim.delivery.lists.read_head import SAMPLE, find_head
from terkirim.delivery.lists.rules import MAX_CELL, too_long
from terkirim.errors import BadContactFile
from terkirim.vocabulary.text import Text

ROWS = 100_000
_CHUNK = 1 << 20
_MOST = 2 << 30  # bytes; a sheet of Excel's 1,048,576 rows with some twenty columns
_MOST_TIMES = 100  # a sheet packs some ten to thirty times
_SMALL = 64 << 20  # bytes below which no packing is suspicious


def open_workbook(path: Path, choice: Choice, reading: Reading) -> OpenList:
    """Open a workbook. Raises BadContactFile if it is damaged, a bomb, or holds no list.

    The sheet is in memory as long as it is read. Lines are the rows of the sheet.
    """
    _unpack(path)
    name, sheet, others = _first_sheet(path)
    reading.on_read(path.stat().st_size)
    numbered = sheet.rename(dict(zip(sheet.columns, batch.cells(sheet.width), strict=True)))
    frame = numbered.with_columns(
        pl.all().fill_null(""), line=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    )
    used = frame.filter(pl.any_horizontal(batch.has_content(pl.exclude("line"))))
    rows = [Row(line, list(own)) for *own, line in used.head(SAMPLE).iter_rows()]
    columns, at = find_head(path, rows, choice)
    if others:
        notes = (_sheet_taken(name, others), *columns.notes)
        columns = msgspec.structs.replace(columns, notes=notes)
    return OpenList(columns, batches_of(used.slice(at), columns))


def batches_of(frame: pl.DataFrame, columns: Columns) -> Iterator[pl.DataFrame]:
    """Rows that are in memory already as batches; `frame` has `line` and cells without blanks."""
    count = len(columns.names)
    missing = [name for name in batch.cells(count) if name not in frame.columns]
    whole = frame.with_columns(pl.lit("").alias(name) for name in missing)
    for start in range(0, whole.height, ROWS):
        part = whole.slice(start, ROWS)
        long = part.select(pl.max_horizontal(pl.exclude("line").str.len_bytes().max())).item()
        if (long or 0) <= MAX_CELL and frame.width - 1 <= count:
            yield batch.readable(part, count)
        else:
            yield _one_by_one(part, columns)


def _one_by_one(part: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    names = [name for name in part.columns if name != "line"]
    rows = [_row(line, list(own)) for line, *own in part.select("line", *names).iter_rows()]
    return batch.of_rows(rows, len(columns.names), columns.roles["phone"])


def _row(line: int, own: list[str]) -> Row:
    if max(map(len, own)) > MAX_CELL:
        return Row(line, [cell[:200] for cell in own], too_long())
    return Row(line, own)


def _first_sheet(path: Path) -> tuple[str, pl.DataFrame, int]:
    """The first sheet with content, its name, and how many others there are."""
    try:
        book = fastexcel.read_excel(path)
        for name in book.sheet_names:
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
            if sheet.height and sheet.width:
                return name, sheet, len(book.sheet_names) - 1
    except fastexcel.FastExcelError as error:
        raise BadContactFile(_damaged(path)) from error
    raise BadContactFile(
        Text(
            id=f"{path.name} tidak berisi lembar kerja dengan isi; isi dengan satu baris judul "
            "kolom dan satu baris per kontak.",
            en=f"{path.name} has no sheet with content; it needs a row of column headers and a "
            "row per contact.",
        )
    )


_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError),
)


def _unpack(path: Path) -> None:
    """Unpack everything once, keeping nothing: what it says of its own size may be a lie."""
    most = max(_SMALL, min(_MOST, path.stat().st_size * _MOST_TIMES))
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                with archive.open(info) as member:
                    while chunk := member.read(_CHUNK):
                        total += len(chunk)
                        if total > most:
                            raise BadContactFile(_bomb(path, most))
    except _DAMAGE as error:
        raise BadContactFile(_damaged(path)) from error


def _damaged(path: Path) -> Text:
    return Text(
        id=f"{path.name} adalah buku kerja Excel yang rusak; buka di Excel dan simpan lagi, atau "
        "simpan sebagai “CSV UTF-8”.",
        en=f"{path.name} is an Excel workbook that is damaged; open it in Excel and save it again, "
        "or save it as “CSV UTF-8”.",
    )


def _bomb(path: Path, most: int) -> Text:
    size = f"{most >> 20:,} MB"
    return Text(
        id=f"{path.name} menjadi lebih dari {size} bila dibuka, tidak wajar untuk daftar kontak; "
        "berkas ini tidak dibaca. Simpan sebagai “CSV UTF-8”.",
        en=f"{path.name} grows beyond {size} when unpacked, which no contact list of its size "
        "does; it is not read. Save it as “CSV UTF-8”.",
    )


def _sheet_taken(name: str, others: int) -> Text:
    return Text(
        id=f"Lembar “{name}” yang dibaca; {others} lembar lain di berkas ini tidak.",
        en=f"Sheet “{name}” is read; {others} other sheets of the file are not.",
    )
