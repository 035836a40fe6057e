"""Read a list that is text with columns: any delimiter, any common encoding, block by block."""

import codecs
from collections.abc import Iterator
from pathlib import Path

import msgspec
import polars as pl

from terkirim.delivery.lists.model import Choice, Row
from terkirim.delivery.lists.open_list import OpenList, Reading
from terkirim.delivery.lists.read_head import MAX_COLUMNS, SAMPLE, find_head
from terkirim.delivery.lists.recognise_encoding import (
    WINDOWS,
    damaged,
    encoding_of,
    read_as_windows,
)
from terkirim.delivery.lists.recognise_file import nul_found
from terkirim.delivery.lists.split_block import Shape, split_block
from terkirim.delivery.lists.split_rows import (
    MAX_LINE,
    Lines,
    MoreNeeded,
    delimiter_of,
    read_rows,
    tells_delimiter,
)

_TOP = 1 << 20  # bytes in which the headers and some rows are looked for
_LONG = 1 << 20  # bytes without a line end; far more than any line that is read
_KEPT = 4 * MAX_LINE + 4  # bytes of such a line: enough to see that it is too long


class _Start(msgspec.Struct, frozen=True):
    """What the first rows tell: the shape of all, and the line of the first row of data."""

    shape: Shape
    first: int


def open_text(path: Path, choice: Choice, reading: Reading) -> OpenList:
    """Open a text with columns. Raises BadContactFile, also while batches are read."""
    encoding = encoding_of(path)
    blocks = _Blocks(_utf8(path, encoding, reading))
    data = _without_nul(next(blocks, b""), 1, path.name)
    top = data[: data.rfind(b"\n", 0, _TOP) + 1]
    top = top if top.strip() else data
    texts = top.decode().split("\n")
    lines = Lines(texts, last=blocks.ended and len(top) == len(data))
    start = lines.peek(SAMPLE)
    delimiter = delimiter_of(start)
    if start and tells_delimiter(start[0]):
        lines.at = texts.index(start[0]) + 1
    sample = _sample(lines, delimiter)
    columns, at = find_head(path, sample, choice)
    first = sample[at].line if at < len(sample) else lines.number
    if encoding == WINDOWS:
        notes = (read_as_windows(path.name), *columns.notes)
        columns = msgspec.structs.replace(columns, notes=notes)
    count = len(columns.names)
    widest = max(len(row.cells) for row in sample[at:]) if sample[at:] else count
    width = max(count, min(widest, 8 * MAX_COLUMNS))
    start_of_data = _Start(Shape(delimiter, width, count, columns.roles["phone"]), first)
    return OpenList(columns, _batches(blocks, data, start_of_data, path.name))


def _sample(lines: Lines, delimiter: str) -> list[Row]:
    rows: list[Row] = []
    try:
        for row in read_rows(lines, delimiter):
            rows.append(row)
            if len(rows) == SAMPLE:
                break
    except MoreNeeded:
        pass  # what is here tells enough
    return rows


def _batches(blocks: "_Blocks", data: bytes, start: _Start, name: str) -> Iterator[pl.DataFrame]:
    """The rows from the first row of data on; `data` is the first block."""
    line = start.first
    rest = _from_line(data, start.first)
    while True:
        split = split_block(rest, line, start.shape, last=blocks.ended)
        yield split.batch
        line += split.lines
        rest = rest[split.size :]
        if blocks.ended:
            return
        rest = _without_nul(rest + next(blocks), line, name)


def _without_nul(data: bytes, line: int, name: str) -> bytes:
    """These lines, the first of which has the number `line`. Raises BadContactFile for a NUL."""
    at = data.find(b"\0")
    if at >= 0:
        raise nul_found(name, line + data.count(b"\n", 0, at))
    return data


def _from_line(data: bytes, line: int) -> bytes:
    at = 0
    for _ in range(line - 1):
        at = data.find(b"\n", at) + 1
        if not at:
            return b""
    return data[at:]


class _Blocks:
    """A text in blocks of whole lines, as UTF-8 with `\\n` line ends.

    Of a line longer than 65,536 characters only a little more is kept.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""
        self._skipping = False
        self.ended = False

    def __iter__(self) -> "_Blocks":
        return self

    def __next__(self) -> bytes:
        """The next block; an empty one of an empty file."""
        if self.ended:
            raise StopIteration
        data = self._rest
        while b"\n" not in data:
            piece = next(self._pieces, None)
            if piece is None:
                self.ended = True
                return data
            data = self._shortened(data, piece)
        cut = data.rfind(b"\n") + 1
        self._rest = data[cut:]
        return data[:cut]

    def _shortened(self, data: bytes, piece: bytes) -> bytes:
        """Both, without the end of a line that never ends."""
        if self._skipping:
            at = piece.find(b"\n")
            self._skipping = at < 0
            piece = b"" if at < 0 else piece[at:]
        data += piece
        start = data.rfind(b"\n") + 1
        if len(data) - start > _LONG:
            self._skipping = True
            data = data[: start + _KEPT].decode(errors="ignore").encode()
        return data


def _utf8(path: Path, encoding: str, reading: Reading) -> Iterator[bytes]:
    """A file as UTF-8 with `\\n` line ends, piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding)()
    plain = encoding == "utf-8"
    waiting = b""
    with path.open("rb") as file:
        if plain and file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            file.seek(0)
        while piece := file.read(reading.block):
            reading.on_read(len(piece))
            waiting += piece if plain else _decoded(decoder, piece, path, encoding)
            if waiting.endswith(b"\r"):  # its \n may be in the next piece
                ready, waiting = waiting[:-1], b"\r"
            else:
                ready, waiting = waiting, b""
            yield _unix(ready)
    tail = b"" if plain else _decoded(decoder, b"", path, encoding)
    yield _unix(waiting + tail)


def _decoded(decoder: codecs.IncrementalDecoder, piece: bytes, path: Path, encoding: str) -> bytes:
    """The next piece as UTF-8; after the last, an empty one ends the text."""
    try:
        return decoder.decode(piece, not piece).encode()
    except UnicodeError as error:
        raise damaged(path, encoding) from error


def _unix(data: bytes) -> bytes:
    if b"\r" not in data:
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
