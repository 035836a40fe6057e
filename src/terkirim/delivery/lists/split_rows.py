"""Split a text file into rows: lines, delimiters, and quotes that open and never close."""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TextIO

from terkirim.delivery.lists.find_columns import has_phone_header
from terkirim.delivery.lists.model import Row
from terkirim.delivery.lists.recognise_file import nul_found
from terkirim.vocabulary.text import Text

MAX_CELL = 4_096
HEADER_WITHIN = 10
_MAX_LINE = 65_536
_MAX_LINES_IN_A_ROW = 200
_MAX_PEEKED = 1_000
_DELIMITERS = ",;\t|"


class Lines:
    """The physical lines of a file, numbered from 1, which can be looked at and given back.

    Of a line longer than 65,536 characters only that many are kept.
    """

    def __init__(self, name: str, file: TextIO) -> None:
        self._name = name
        self._file = file
        self._waiting: deque[str] = deque()
        self.taken = 0

    def take(self) -> str | None:
        """The next line with its line end, or None after the last."""
        line = self._waiting.popleft() if self._waiting else self._read()
        if line is not None:
            self.taken += 1
        return line

    def give_back(self, lines: Sequence[str]) -> None:
        """Put lines back that were taken last, in their order."""
        self._waiting.extendleft(reversed(lines))
        self.taken -= len(lines)

    def peek(self, count: int) -> list[str]:
        """The next lines with content, at most `count`, without taking them."""
        lines: list[str] = []
        found: list[str] = []
        while len(found) < count and len(lines) < _MAX_PEEKED:
            line = self.take()
            if line is None:
                break
            lines.append(line)
            found += [line] if line.strip() else []
        self.give_back(lines)
        return found

    def _read(self) -> str | None:
        line = self._file.readline(_MAX_LINE)
        if "\0" in line:
            raise nul_found(self._name, self.taken + len(self._waiting) + 1)
        rest = line
        while len(rest) == _MAX_LINE and rest[-1] not in "\r\n":
            rest = self._file.readline(_MAX_LINE)
        return line or None


def delimiter_of(lines: Sequence[str]) -> str:
    """The delimiter by which the top of the file makes the most sense as columns."""
    if lines and tells_delimiter(lines[0]):
        return lines[0][4]
    return max(_DELIMITERS, key=lambda one: _sense(lines, one))


def tells_delimiter(line: str) -> bool:
    """Whether a line is Excel's own `sep=;`, which is no row."""
    return line[:4].lower() == "sep=" and line[4:].rstrip("\r\n") in tuple(_DELIMITERS)


def _sense(lines: Sequence[str], delimiter: str) -> tuple[bool, float, int]:
    """How good a delimiter is: headers it shows, rows of equal width, number of columns."""
    try:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
        header = any(
            len(cells) > 1 and has_phone_header(cells)
            for cells in csv.reader(lines[:HEADER_WITHIN], delimiter=delimiter)
        )
    except csv.Error:
        return False, 0.0, 0
    usual = max(set(widths), key=widths.count, default=0)
    share = widths.count(usual) / len(widths) if usual > 1 else 0.0
    return header, share, usual


def read_rows(lines: Lines, delimiter: str) -> Iterator[Row]:
    """Records with content, each with the physical line it begins on."""
    while (line := lines.take()) is not None:
        number = lines.taken
        if len(line) == _MAX_LINE:
            yield Row(number, [line[:200]], _too_long())
            continue
        cells = (
            _quoted(line, lines, delimiter) if '"' in line else line.rstrip("\r\n").split(delimiter)
        )
        if cells is None:
            yield Row(number, [line.strip()[:200]], _never_closed())
        elif max(map(len, cells)) > MAX_CELL:
            yield Row(number, [cell[:200] for cell in cells], _too_long())
        elif any(map(str.strip, cells)):
            yield Row(number, cells)


def _quoted(first: str, lines: Lines, delimiter: str) -> list[str] | None:
    """The cells of a record that begins on `first` and may go on over the next lines.

    Only the first line is used up (None, or read leniently) if its quotes make no sense, so that
    a stray quote never swallows the rows below it.
    """
    more: list[str] = []

    def feed() -> Iterator[str]:
        yield first
        size = len(first)
        while len(more) < _MAX_LINES_IN_A_ROW and size < _MAX_LINE:
            line = lines.take()
            if line is None:
                return
            more.append(line)
            size += len(line)
            yield line

    try:
        return next(csv.reader(feed(), delimiter=delimiter, strict=True))
    except csv.Error:
        lines.give_back(more)
    if more or first.count('"') == 1:
        return None
    return next(csv.reader([first], delimiter=delimiter))


def _too_long() -> Text:
    return Text(
        id=f"Baris ini memuat isi yang terlalu panjang (lebih dari {MAX_CELL} karakter dalam satu "
        "sel).",
        en=f"This row holds text that is too long (over {MAX_CELL} characters in one cell).",
    )


def _never_closed() -> Text:
    return Text(
        id='Tanda kutip (") di baris ini tidak pernah ditutup; tutup atau hapus tanda itu.',
        en='A quote (") opened on this line is never closed; close it or remove it.',
    )
