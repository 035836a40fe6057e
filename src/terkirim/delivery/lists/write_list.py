"""Write a table batch by batch, in the format its file's ending names; whole or not at all."""

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import Protocol

import polars as pl

from terkirim.delivery.lists.tidy import neutralised
from terkirim.errors import BadInput, NotWritten
from terkirim.vocabulary.text import Text

FORMATS = (".csv", ".tsv", ".xlsx", ".parquet", ".jsonl")
_FAULTS = (OSError, pl.exceptions.PolarsError)


class Writer(Protocol):
    """Takes batches with the same columns, one after another.

    Both methods may raise OSError or a PolarsError where they cannot write.
    """

    def write(self, batch: pl.DataFrame, ours: Collection[str]) -> None:
        """Append a batch; the first one brings the headers, even without rows.

        `ours` are the columns whose text is no stranger's.
        """

    def close(self) -> None:
        """Finish the file."""


def format_of(out: Path) -> str:
    """The format of a file by its ending; CSV without one. Raises BadInput for another."""
    ending = out.suffix.lower() or ".csv"
    if ending not in FORMATS:
        raise BadInput(
            Text(
                id=f"{out.name} tidak berakhiran {', '.join(FORMATS)}; akhiran itu menentukan "
                "format berkas keluaran.",
                en=f"{out.name} does not end in {', '.join(FORMATS)}; the ending tells the format "
                "of what is written.",
            )
        )
    return ending


@contextmanager
def writing(outs: Sequence[Path]) -> Iterator[list[Writer]]:
    """Writers of some files, which appear together when all are whole.

    Until then they have other names; after a fault there is nothing of them. Raises BadInput
    for a format there is not, NotWritten where they cannot be written.
    """
    kinds = [format_of(out) for out in outs]
    token = secrets.token_hex(4)
    drafts = [out.with_name(f".{out.name}.{token}.partial") for out in outs]
    writers: list[Writer] = []
    try:
        writers += [_WRITERS[kind](draft) for kind, draft in zip(kinds, drafts, strict=True)]
        yield writers
        for writer in writers:
            writer.close()
        for draft, out in zip(drafts, outs, strict=True):
            draft.replace(out)
    except _FAULTS as error:
        raise NotWritten(not_written(outs[0])) from error
    finally:
        for writer in writers:
            with suppress(*_FAULTS):
                writer.close()
        for draft in drafts:
            for left in draft.parent.glob(f"{escape(draft.name)}*"):
                left.unlink()


def not_written(out: Path) -> Text:
    """What is said where a file cannot be written."""
    return Text(
        id=f"Tidak dapat menulis {out}; periksa folder, izin akses, dan sisa ruang disk.",
        en=f"Cannot write {out}; check its folder, its permissions and the free space.",
    )


class _TextWriter:
    """CSV and TSV in UTF-8, without a cell that a spreadsheet takes for a formula."""

    def __init__(self, draft: Path, delimiter: str = ",") -> None:
        self._file = draft.open("wb")
        self._delimiter = delimiter

    def write(self, batch: pl.DataFrame, ours: Collection[str]) -> None:
        _without_empty(neutralised(batch, ours)).write_csv(
            self._file, separator=self._delimiter, include_header=self._file.tell() == 0
        )

    def close(self) -> None:
        self._file.close()


def _without_empty(batch: pl.DataFrame) -> pl.DataFrame:
    """Nothing instead of empty text, which would be written as quotes."""
    texts = [name for name, kind in batch.schema.items() if kind == pl.String]
    found = batch.select((pl.col(texts) == "").any())
    empty = pl.col([name for name in texts if found[name].item()])
    return batch.with_columns(pl.when(empty != "").then(empty))


class _TabWriter(_TextWriter):
    def __init__(self, draft: Path) -> None:
        super().__init__(draft, "\t")


class _JsonWriter:
    """A JSON object a row; null where nothing is known."""

    def __init__(self, draft: Path) -> None:
        self._file = draft.open("wb")

    def write(self, batch: pl.DataFrame, ours: Collection[str]) -> None:
        batch.write_ndjson(self._file)

    def close(self) -> None:
        self._file.close()


class _ParquetWriter:
    """Parquet; batches wait beside it, as its end can only be written when all is known."""

    def __init__(self, draft: Path) -> None:
        self._draft = draft
        self._parts: list[Path] = []
        draft.touch()

    def write(self, batch: pl.DataFrame, ours: Collection[str]) -> None:
        part = self._draft.with_name(f"{self._draft.name}-{len(self._parts)}.arrow")
        self._parts.append(part)
        batch.write_ipc(part, compression="lz4")

    def close(self) -> None:
        if self._parts:
            pl.scan_ipc(self._parts).sink_parquet(self._draft)
        self._parts = []


def _workbook_writer(draft: Path) -> Writer:
    from terkirim.delivery.lists.write_workbook import WorkbookWriter  # xlsxwriter is large

    return WorkbookWriter(draft)


_WRITERS: dict[str, Callable[[Path], Writer]] = {
    ".csv": _TextWriter,
    ".tsv": _TabWriter,
    ".jsonl": _JsonWriter,
    ".parquet": _ParquetWriter,
    ".xlsx": _workbook_writer,
}
