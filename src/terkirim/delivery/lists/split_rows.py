"""Split text into rows, one after another: delimiters, and quotes that open and never close."""

import csv
from collections.abc import Iterator, Sequence

from terkirim.delivery.lists.find_columns import has_phone_header
from terkirim.delivery.lists.model import Row
from terkirim.delivery.lists.rules import MAX_CELL, too_long
from terkirim.vocabulary.text import Text

MAX_LINE = 65_536
HEADER_WITHIN = 10
DELIMITERS = ",;\t|"
_MAX_LINES_IN_A_ROW = 200


class Lines:
    """The physical lines of a text, numbered from `first`, which can be given back.

    `last` is False where more lines follow that are not here: a record that would need them
    raises `MoreNeeded`.
    """

    def __init__(self, texts: Sequence[str], first: int = 1, *, last: bool = True) -> None:
        self._texts = texts
        self._first = first
        self._last = last
        self.at = 0

    @property
    def number(self) -> int:
        """The number of the line that comes next."""
        return self._first + self.at

    def take(self) -> str | None:
        """The next line without its end, or None after the last. Raises MoreNeeded."""
        if self.at == len(self._texts):
            if self._last:
                return None
            raise MoreNeeded
        self.at += 1
        return self._texts[self.at - 1]

    def peek(self, count: int) -> list[str]:
        """The next lines with content, at most `count`, without taking them."""
        found: list[str] = []
        for line in self._texts[self.at :]:
            found += [line] if line.strip() else []
            if len(found) == count:
                break
        return found


class MoreNeeded(Exception):
    """A record goes on after the lines that are here."""


def delimiter_of(lines: Sequence[str]) -> str:
    """The delimiter by which the top of the file makes the most sense as columns."""
    if lines and tells_delimiter(lines[0]):
        return lines[0][4]
    return max(DELIMITERS, key=lambda one: _sense(lines, one))


def tells_delimiter(line: str) -> bool:
    """Whether a line is Excel's own `sep=;`, which is no row."""
    return line[:4].lower() == "sep=" and line[4:].rstrip("\r\n") in tuple(DELIMITERS)


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
    """Records with content, each with the physical line it begins on. Raises MoreNeeded."""
    while lines.peek(1):
        row = read_row(lines, delimiter)
        if row is not None:
            yield row


def read_row(lines: Lines, delimiter: str) -> Row | None:
    """The record that begins on the next line, or None if it has no content.

    Raises MoreNeeded, and then has taken nothing.
    """
    number, begun = lines.number, lines.at
    try:
        line = lines.take() or ""
        if len(line) >= MAX_LINE:
            return Row(number, [line[:200]], too_long())
        cells = _quoted(line, lines, delimiter) if '"' in line else line.split(delimiter)
    except MoreNeeded:
        lines.at = begun
        raise
    if cells is None:
        return Row(number, [line.strip()[:200]], _never_closed())
    if max(map(len, cells), default=0) > MAX_CELL:
        return Row(number, [cell[:200] for cell in cells], too_long())
    return Row(number, cells) if any(map(str.strip, cells)) else None


def _quoted(first: str, lines: Lines, delimiter: str) -> list[str] | None:
    """The cells of a record that begins on `first` and may go on over the next lines.

    Only the first line is used up (None, or read leniently) if its quotes make no sense, so that
    a stray quote never swallows the rows below it.
    """
    begun = lines.at

    def feed() -> Iterator[str]:
        yield first + "\n"
        size = len(first)
        while lines.at - begun < _MAX_LINES_IN_A_ROW and size < MAX_LINE:
            line = lines.take()
            if line is None:
                return
            size += len(line) + 1
            yield line + "\n"

    try:
        return next(csv.reader(feed(), delimiter=delimiter, strict=True))
    except csv.Error:
        went_on = lines.at > begun
        lines.at = begun
    if went_on or first.count('"') == 1:
        return None
    return next(csv.reader([first], delimiter=delimiter))


def _never_closed() -> Text:
    return Text(
        id='Tanda kutip (") di baris ini tidak pernah ditutup; tutup atau hapus tanda itu.',
        en='A quote (") opened on this line is never closed; close it or remove it.',
    )
