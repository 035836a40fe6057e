"""Write a table batch by batch into the one sheet of a workbook."""

from collections.abc import Collection, Sequence
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from terkirim.errors import BadInput
from terkirim.vocabulary.text import Text

_MOST_ROWS = 1_048_576  # of a sheet, with its headers; Excel's own limit


class WorkbookWriter:
    """A `Writer`. Texts stay texts, so that no number loses its digits and nothing is a formula."""

    def __init__(self, draft: Path) -> None:
        draft.touch()
        options = {"constant_memory": True, "strings_to_numbers": False}
        options |= {"strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(draft, options)
        self._sheet = self._book.add_worksheet()
        self._rows = 0

    def write(self, batch: pl.DataFrame, ours: Collection[str]) -> None:
        """Append a batch. Raises BadInput where it does not fit on a sheet."""
        if not self._rows:
            self._row(batch.columns)
        if self._rows + batch.height > _MOST_ROWS:
            raise BadInput(_too_many_rows())
        for row in batch.iter_rows():
            self._row(row)

    def _row(self, row: Sequence[object]) -> None:
        self._sheet.write_row(self._rows, 0, row)
        self._rows += 1

    def close(self) -> None:
        """Finish the file. Raises OSError where it cannot be written."""
        if self._book.fileclosed:
            return
        try:
            self._book.close()
        except XlsxWriterException as error:
            raise OSError(str(error)) from error


def _too_many_rows() -> Text:
    return Text(
        id="Hasilnya lebih dari 1.048.576 baris, batas satu lembar Excel; tulis ke .csv atau "
        ".parquet.",
        en="The result has more than 1,048,576 rows, the limit of an Excel sheet; write to .csv "
        "or .parquet.",
    )
