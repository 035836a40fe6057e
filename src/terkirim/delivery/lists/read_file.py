"""Read a contact file row by row: any delimiter, any common encoding, quotes that never close.

Memory stays flat: only the sample at the top of the file is held.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import msgspec

from terkirim.delivery.lists.find_columns import (
    find_columns,
    has_phone_header,
    phone_by_content,
)
from terkirim.delivery.lists.model import Columns, Row
from terkirim.delivery.lists.recognise_file import (
    empty_file,
    encoding_of,
    wrong_encoding,
)
from terkirim.delivery.lists.split_rows import (
    HEADER_WITHIN,
    Lines,
    delimiter_of,
    read_rows,
    tells_delimiter,
)
from terkirim.errors import BadContactFile
from terkirim.vocabulary.text import Text

MAX_COLUMNS = 500
_SAMPLE = 50


class ContactTable(msgspec.Struct, frozen=True):
    """An open contact file: its columns and its rows, which can be gone through once."""

    columns: Columns
    rows: Iterator[Row]


@contextmanager
def open_contacts(path: Path, home_region: str) -> Iterator[ContactTable]:
    """Open a contact file, find its columns and hand out its rows as they are read.

    Lines without content are skipped. Raises BadContactFile, also while rows are read, if the
    file is not what it says, is empty or has no phone column.
    """
    encoding = encoding_of(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            yield _table(path, file, home_region)
    except UnicodeError as error:
        raise wrong_encoding(path, encoding) from error


def _table(path: Path, file: TextIO, region: str) -> ContactTable:
    lines = Lines(path.name, file)
    start = lines.peek(_SAMPLE)
    delimiter = delimiter_of(start)
    if start and tells_delimiter(start[0]):
        lines.take()
    rows = read_rows(lines, delimiter)
    sample: list[Row] = []
    for row in rows:
        sample.append(row)
        if len(sample) == _SAMPLE:
            break
    if not sample:
        raise empty_file(path)
    columns, first = _columns(path, sample, region)
    return ContactTable(columns, _chain(sample[first:], rows))


def _chain(sample: Sequence[Row], rows: Iterator[Row]) -> Iterator[Row]:
    yield from sample
    yield from rows


def _columns(path: Path, sample: Sequence[Row], region: str) -> tuple[Columns, int]:
    """The columns, and the position of the first row under the headers."""
    if any(map(str.strip, sample[0].cells[MAX_COLUMNS:])):
        raise BadContactFile(_too_many_columns(path, len(sample[0].cells)))
    cells = [row.cells[:MAX_COLUMNS] for row in sample]
    top = _header_position(cells, region)
    if top is None:
        columns = find_columns([], cells, region)
        note = Text(
            id="Baris pertama sudah berisi data; berkas ini dibaca tanpa judul kolom.",
            en="The first line already holds data; the file is read as having no headers.",
        )
        return Columns(columns.names, columns.roles, (note,)), 0
    columns = find_columns(cells[top], cells[top + 1 :], region)
    if "phone" not in columns.roles:
        raise BadContactFile(_no_phone_column(path, cells[top]))
    if top:
        columns = Columns(columns.names, columns.roles, (*columns.notes, _above(sample[top].line)))
    return columns, top + 1


def _header_position(cells: Sequence[Sequence[str]], region: str) -> int | None:
    """Which row holds the headers; None if the first row is data already."""
    if not has_phone_header(cells[0]):
        at = phone_by_content(cells, region)
        if at is not None and sum(map(str.isdigit, "".join(cells[0][at : at + 1]))) >= 4:
            return None
        for position, row in enumerate(cells[:HEADER_WITHIN]):
            if phone_by_content([row], region) is not None:
                break
            if has_phone_header(row):
                return position
    return 0


def _above(line: int) -> Text:
    return Text(
        id=f"Judul kolom ada di baris {line}; baris di atasnya bukan kontak dan dilewati.",
        en=f"The headers are on line {line}; the lines above are no contacts and are skipped.",
    )


def _no_phone_column(path: Path, headers: Sequence[str]) -> Text:
    shown = ", ".join(f"“{header.strip()[:40]}”" for header in headers[:12] if header.strip())
    return Text(
        id=f"{path.name} tidak punya kolom nomor telepon (kolom yang ada: {shown}); beri salah "
        "satu kolom judul “No. WhatsApp” atau “Telepon”.",
        en=f"{path.name} has no phone column (columns found: {shown}); give one column the header "
        "“Phone” or “No. WhatsApp”.",
    )


def _too_many_columns(path: Path, count: int) -> Text:
    return Text(
        id=f"{path.name} punya {count} kolom, lebih dari batas {MAX_COLUMNS}; hapus kolom yang "
        "tidak dipakai.",
        en=f"{path.name} has {count} columns, more than the {MAX_COLUMNS} allowed; remove the "
        "columns you do not use.",
    )
