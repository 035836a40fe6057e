"""Split a block of text into a batch: what is plain all at once, odd rows one after another."""

import csv

import msgspec
import polars as pl

from terkirim.delivery.lists import batch
from terkirim.delivery.lists.model import Row
from terkirim.delivery.lists.rules import MAX_CELL
from terkirim.delivery.lists.split_rows import Lines, MoreNeeded, read_row

_QUOTED = r'"(?:[^"]|"")*"'
_NOT_PLAIN = (pl.exceptions.ComputeError, pl.exceptions.SchemaError)


class Shape(msgspec.Struct, frozen=True):
    """How rows are written: the delimiter, the cells most may have (`width`, at least `columns`,
    which is how many count), and the position of the phone.
    """

    delimiter: str
    width: int
    columns: int
    phone: int


class Split(msgspec.Struct, frozen=True):
    """A batch, and how many lines and bytes of the block it took."""

    batch: pl.DataFrame
    lines: int
    size: int


def split_block(data: bytes, first: int, shape: Shape, *, last: bool) -> Split:
    """The rows of a block of whole lines, the first of which has the number `first`.

    A record that goes on after the block is left to the next one, unless this is the `last`.
    """
    if b'"' not in data:
        frame = _at_once(data, shape, quote=None)
        if frame is not None:
            count = frame.height
            numbered = frame.with_columns(line=pl.int_range(first, first + count, dtype=pl.Int64))
            lines = _Texts(data, first)
            return Split(_aligned(numbered, lines, shape), count, len(data))
    return _line_by_line(data, first, shape, last=last)


class _Texts:
    """The lines of a block, split only if somebody asks for one."""

    def __init__(self, data: bytes, first: int) -> None:
        self._data = data
        self._first = first
        self._lines: list[bytes] = []

    def __getitem__(self, line: int) -> str:
        self._lines = self._lines or self._data.split(b"\n")
        return self._lines[line - self._first].decode()


def _at_once(data: bytes, shape: Shape, quote: str | None) -> pl.DataFrame | None:
    """All lines as rows of `width` cells; None if they are not all that plain.

    A line of blank cells goes before them: by the first line Polars tells how wide the rest is.
    """
    top = shape.delimiter.encode() * (shape.width - 1) + b"\n"
    names = batch.cells(shape.width)
    try:
        frame = pl.read_csv(
            top + data,
            has_header=False,
            separator=shape.delimiter,
            quote_char=quote,
            schema=dict.fromkeys(names, pl.String),
            empty_string_is_null=False,
            glob=False,
        ).slice(1)
    except _NOT_PLAIN:
        return None
    if frame.height != data.count(b"\n") + (data[-1:] not in (b"\n", b"")):
        return None
    longest = frame.select(pl.max_horizontal(pl.all().str.len_bytes().max())).item()
    return frame if (longest or 0) <= MAX_CELL else None


def _line_by_line(data: bytes, first: int, shape: Shape, *, last: bool) -> Split:
    texts = data.decode().split("\n")
    if not texts[-1]:
        texts.pop()
    lines = pl.Series("text", texts, pl.String)
    plain = _plain(lines, shape)
    rows, taken, end = _odd_rows(Lines(texts, first, last=last), plain, shape)
    kept = plain & ~taken
    frame = _at_once("\n".join(lines.filter(kept).to_list()).encode(), shape, quote='"')
    if frame is None or frame.height != kept.sum():  # Polars reads one of them otherwise
        kept = pl.repeat(value=False, n=len(texts), eager=True)
        rows, _, end = _odd_rows(Lines(texts, first, last=last), kept, shape)
        frame = pl.DataFrame(schema=dict.fromkeys(batch.cells(shape.width), pl.String))
    numbered = frame.with_columns(line=kept.arg_true().cast(pl.Int64) + first)
    odd = batch.of_rows(rows, shape.columns, shape.phone)
    every = pl.concat([_aligned(numbered, _Texts(data, first), shape), odd]).sort("line")
    rest = sum(len(text.encode()) + 1 for text in texts[end:])
    size = len(data) if end == len(texts) else len(data) - rest + (data[-1:] != b"\n")
    return Split(every, end, size)


def _plain(lines: pl.Series, shape: Shape) -> pl.Series:
    """Which lines are whole records by themselves, that everybody reads the same way."""
    other = f'[^"{_in_class(shape.delimiter)}]*'
    cell = f"(?:{_QUOTED}|{other})"
    whole = f"^{cell}(?:{_escaped(shape.delimiter)}{cell})*$"
    text = pl.col("text")
    quoted = text.str.contains('"', literal=True)
    bare = pl.when(quoted).then(text.str.replace_all(_QUOTED, "")).otherwise(text)
    fits = bare.str.count_matches(shape.delimiter, literal=True) < shape.width
    short = text.str.len_chars() <= MAX_CELL
    return lines.to_frame().select((~quoted | text.str.contains(whole)) & fits & short).to_series()


def _escaped(delimiter: str) -> str:
    return {"|": r"\|", "\t": r"\t"}.get(delimiter, delimiter)


def _in_class(delimiter: str) -> str:
    return r"\t" if delimiter == "\t" else delimiter


def _odd_rows(lines: Lines, plain: pl.Series, shape: Shape) -> tuple[list[Row], pl.Series, int]:
    """Records that begin on lines that are not plain; which lines they take; where they end.

    A record may take plain lines too: its quotes are closed only there.
    """
    rows: list[Row] = []
    taken: list[int] = []
    end = len(plain)
    for at in (~plain).arg_true().to_list():
        if at < lines.at:
            continue
        lines.at = at
        try:
            row = read_row(lines, shape.delimiter)
        except MoreNeeded:
            end = at
            break
        taken += range(at, lines.at)
        rows += [row] if row is not None else []
    where = pl.Series(taken + list(range(end, len(plain))), dtype=pl.UInt32)
    mask = pl.int_range(len(plain), dtype=pl.UInt32, eager=True).is_in(where.implode())
    return rows, mask, end


def _aligned(frame: pl.DataFrame, texts: _Texts, shape: Shape) -> pl.DataFrame:
    """A batch without blank rows, in which rows say if their cells stand under no header."""
    names = batch.cells(shape.width)
    good = batch.readable(frame, shape.columns)
    doubtful = _doubtful(frame, names, shape)
    if not doubtful.height:
        return good
    rows = [
        _cells_of(line, own, texts, shape)
        for line, *own in doubtful.select("line", *names).iter_rows()
    ]
    odd = batch.of_rows(
        [row for row in rows if any(map(str.strip, row.cells))], shape.columns, shape.phone
    )
    good = good.join(doubtful, on="line", how="anti", maintain_order="left")
    return pl.concat([good, odd]).sort("line") if odd.height else good


def _doubtful(frame: pl.DataFrame, names: list[str], shape: Shape) -> pl.DataFrame:
    """Rows that may end before their phone, may be blank, or have cells under no header."""
    after = pl.col(names[shape.phone :])
    ends = ~pl.any_horizontal(batch.has_content(after))
    if shape.width == shape.columns:
        few = frame.filter(~batch.begins_visibly(pl.col(names[shape.phone])))
        fewer = few.filter(~pl.any_horizontal(batch.begins_visibly(after)))
        return fewer.filter(ends) if fewer.height else fewer
    beyond = batch.has_content(pl.col(names[shape.columns :]))
    return frame.filter(ends | pl.any_horizontal(beyond))


def _cells_of(line: int, own: list[str], texts: _Texts, shape: Shape) -> Row:
    """A row with as many cells as its line has, if they end before the phone."""
    if any(map(str.strip, own[shape.columns :])):
        return Row(line, own)
    width = len(next(csv.reader([texts[line]], delimiter=shape.delimiter), [""]))
    return Row(line, own[:width])
