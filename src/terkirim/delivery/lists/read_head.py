"""Find the headers at the top of a list, and with them its columns."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from terkirim.delivery.lists.find_columns import (
    find_columns,
    has_phone_header,
    phone_by_content,
    shown_headers,
)
from terkirim.delivery.lists.model import Choice, Columns, Row
from terkirim.delivery.lists.recognise_file import empty_file
from terkirim.delivery.lists.rules import normalise_header
from terkirim.delivery.lists.split_rows import HEADER_WITHIN
from terkirim.errors import BadContactFile
from terkirim.vocabulary.text import Text

MAX_COLUMNS = 500
SAMPLE = 50


def find_head(path: Path, sample: Sequence[Row], choice: Choice) -> tuple[Columns, int]:
    """The columns, and the position in the sample of the first row under the headers.

    `sample` are the first rows with content. Raises BadContactFile without any row, without a
    phone column, or with too many columns.
    """
    if not sample:
        raise empty_file(path)
    if any(map(str.strip, sample[0].cells[MAX_COLUMNS:])):
        raise BadContactFile(_too_many_columns(path, len(sample[0].cells)))
    cells = [row.cells[:MAX_COLUMNS] for row in sample]
    top = _header_position(cells, choice)
    if top is None:
        columns = find_columns([], cells, choice.country, choice.columns)
        note = Text(
            id="Baris pertama sudah berisi data; berkas ini dibaca tanpa judul kolom.",
            en="The first line already holds data; the file is read as having no headers.",
        )
        return msgspec.structs.replace(columns, notes=(note,)), 0
    columns = columns_under(path, cells[top], cells[top + 1 :], choice)
    if top:
        notes = (*columns.notes, _above(sample[top].line))
        columns = msgspec.structs.replace(columns, notes=notes)
    return columns, top + 1


def columns_under(
    path: Path, headers: Sequence[str], sample: Sequence[Sequence[str]], choice: Choice
) -> Columns:
    """The columns of a list whose headers are known. Raises BadContactFile without a phone."""
    if len(headers) > MAX_COLUMNS:
        raise BadContactFile(_too_many_columns(path, len(headers)))
    columns = find_columns(headers, sample, choice.country, choice.columns)
    if "phone" not in columns.roles:
        raise BadContactFile(_no_phone_column(path, headers))
    return columns


def _header_position(cells: Sequence[Sequence[str]], choice: Choice) -> int | None:
    """Which row holds the headers; None if the first row is data already."""
    wanted = {normalise_header(header) for header in choice.columns.values()}
    for position, row in enumerate(cells[:HEADER_WITHIN] if wanted else ()):
        if wanted <= {normalise_header(cell) for cell in row}:
            return position
    if not has_phone_header(cells[0]):
        at = phone_by_content(cells, choice.country)
        if at is not None and sum(map(str.isdigit, "".join(cells[0][at : at + 1]))) >= 4:
            return None
        for position, row in enumerate(cells[:HEADER_WITHIN]):
            if phone_by_content([row], choice.country) is not None:
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
    shown = shown_headers(headers)
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
