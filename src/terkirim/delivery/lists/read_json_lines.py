"""Read a list with one JSON object a line."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import polars as pl

from terkirim.delivery.lists import batch
from terkirim.delivery.lists.model import Choice, Columns, Row
from terkirim.delivery.lists.open_list import OpenList, Reading
from terkirim.delivery.lists.read_head import MAX_COLUMNS, SAMPLE, columns_under
from terkirim.delivery.lists.recognise_encoding import encoding_of
from terkirim.delivery.lists.rules import MAX_CELL, too_long
from terkirim.delivery.lists.split_rows import MAX_LINE
from terkirim.errors import BadContactFile
from terkirim.vocabulary.text import Text

_ROWS = 50_000
_NO_OBJECT = Text(
    id="Baris ini bukan objek JSON yang utuh.", en="This line is not one whole JSON object."
)
_decode = msgspec.json.Decoder(dict[str, object]).decode
_encode = msgspec.json.Encoder().encode


def open_json_lines(path: Path, choice: Choice, reading: Reading) -> OpenList:
    """Open a file of JSON lines; its columns are the keys of all its objects.

    Raises BadContactFile if it is not UTF-8 or has no phone.
    """
    encoding = encoding_of(path)
    if encoding != "utf-8":
        raise BadContactFile(
            Text(
                id=f"{path.name} berisi JSON yang bukan UTF-8; simpan ulang sebagai UTF-8.",
                en=f"{path.name} holds JSON that is not UTF-8; save it again as UTF-8.",
            )
        )
    keys, sample = _keys(path)
    rows = [[_text(one.get(key)) for key in keys] for one in sample]
    columns = columns_under(path, keys, rows, choice)
    return OpenList(columns, _batches(path, keys, columns, reading))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines with content and their numbers; of a longer one than is read, only its beginning."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE):
            number += 1
            rest = line
            while len(rest) == MAX_LINE and not rest.endswith(b"\n"):
                rest = file.readline(MAX_LINE)
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip():
                yield number, line


def _object(line: bytes) -> dict[str, object] | None:
    try:
        return _decode(line)
    except (msgspec.DecodeError, RecursionError):
        return None


def _keys(path: Path) -> tuple[list[str], list[dict[str, object]]]:
    """All keys, in the order they are first seen, and the first objects."""
    keys: dict[str, None] = {}
    sample: list[dict[str, object]] = []
    for _, line in _lines(path):
        found = _object(line)
        if found is None:
            continue
        if not keys.keys() >= found.keys():
            keys |= dict.fromkeys(found)
        if len(sample) < SAMPLE:
            sample.append(found)
        if len(keys) > MAX_COLUMNS:
            break
    return list(keys), sample


def _batches(
    path: Path, keys: list[str], columns: Columns, reading: Reading
) -> Iterator[pl.DataFrame]:
    rows: list[Row] = []
    size = 0
    for number, line in _lines(path):
        rows += _row(number, line, keys)
        size += len(line)
        if len(rows) == _ROWS:
            yield batch.of_rows(rows, len(columns.names), columns.roles["phone"])
            reading.on_read(size)
            rows, size = [], 0
    yield batch.of_rows(rows, len(columns.names), columns.roles["phone"])
    reading.on_read(size)


def _row(number: int, line: bytes, keys: list[str]) -> list[Row]:
    """The row of a line; none where its object says nothing."""
    found = _object(line)
    if found is None:
        return [Row(number, [line[:200].decode(errors="replace").strip()], _NO_OBJECT)]
    own = [_text(found.get(key)) for key in keys]
    if max(map(len, own), default=0) > MAX_CELL:
        return [Row(number, [cell[:200] for cell in own], too_long())]
    return [Row(number, own)] if any(map(str.strip, own)) else []


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return _encode(value).decode()
