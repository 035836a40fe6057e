"""Tell how a text file is encoded, all of it, before anything of it is used."""

import re
from collections.abc import Iterator
from pathlib import Path

from terkirim.delivery.lists.recognise_file import MARKS, line_ends
from terkirim.errors import BadContactFile
from terkirim.vocabulary.text import Text

WINDOWS = "cp1252"
_CHUNK = 1 << 18
_LONGEST = 4  # bytes of a letter in UTF-8
_UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# A letter of a word, or a typographer's mark: what no byte of a damaged file is by accident.
_WINDOWS_LETTER = re.compile(
    rb"(?<=[A-Za-z])[\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xc0-\xff]|"
    rb"[\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xc0-\xff](?=[A-Za-z])|"
    rb"[\x82\x84\x85\x91-\x97\xa0\xab\xb4\xb7\xbb]"
)
_ABOVE_ASCII = re.compile(rb"[\x80-\xff]")


def encoding_of(path: Path) -> str:
    """The encoding of a text: UTF-8, UTF-16 or UTF-32 by its mark, or Windows-1252.

    The latter only where not one letter of the file is UTF-8 and each byte above ASCII stands in
    a word. Raises BadContactFile, naming the first byte that cannot be read, where the file is
    neither, or two encodings in one.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in MARKS:
        if head.startswith(mark) and encoding != "utf-8-sig":
            return encoding
    bad = _first_bad_byte(path)
    if bad is None:
        return "utf-8"
    if _is_windows(path):
        return WINDOWS
    byte, position = bad
    raise BadContactFile(_not_utf8(path, byte, _line_of(path, position)))


def damaged(path: Path, encoding: str) -> BadContactFile:
    """The error for a file that is not the whole text its mark promises."""
    return BadContactFile(
        Text(
            id=f"{path.name} rusak: bukan teks {encoding.upper()} yang utuh seperti kata "
            "penandanya; simpan ulang sebagai “CSV UTF-8”.",
            en=f"{path.name} is damaged: it is not the whole {encoding.upper()} text its mark "
            "promises; save it again as “CSV UTF-8”.",
        )
    )


def read_as_windows(name: str) -> Text:
    """What the owner should know of a file that is not UTF-8."""
    return Text(
        id=f"{name} bukan UTF-8 dan dibaca sebagai Windows-1252; periksa huruf beraksen.",
        en=f"{name} is not UTF-8 and is read as Windows-1252; check accented letters.",
    )


def _not_utf8(path: Path, byte: int, line: int) -> Text:
    return Text(
        id=f"{path.name} bukan teks UTF-8: byte 0x{byte:02X} di baris {line} tidak terbaca; "
        "buka di Excel dan simpan sebagai “CSV UTF-8”.",
        en=f"{path.name} is not UTF-8 text: byte 0x{byte:02X} on line {line} cannot be read; "
        "open it in Excel and save it as “CSV UTF-8”.",
    )


def _pieces(path: Path) -> Iterator[bytes]:
    """A file piece by piece, each to its last ASCII byte, so that no letter is cut."""
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            cut = len(piece)
            while piece[-1] >= 0x80 and len(piece) < cut + _LONGEST and (more := file.read(1)):
                piece += more
            yield piece


def _first_bad_byte(path: Path) -> tuple[int, int] | None:
    """The first byte that is not UTF-8, and its position."""
    position = 0
    for piece in _pieces(path):
        try:
            if not piece.isascii():
                piece.decode()
        except UnicodeDecodeError as error:
            return piece[error.start], position + error.start
        position += len(piece)
    return None


def _line_of(path: Path, position: int) -> int:
    """The line on which the byte at a position stands."""
    line, last = 1, b""
    for piece in _pieces(path):
        before = piece[:position]
        line += line_ends(before) - (last == b"\r" and before[:1] == b"\n")
        position -= len(before)
        last = piece[-1:]
        if not position:
            break
    return line


def _is_windows(path: Path) -> bool:
    """Whether every byte above ASCII reads as Windows-1252 and none as UTF-8."""
    last = b""
    for piece in _pieces(path):
        data = last + piece
        if not piece.isascii() and (
            _UTF8_LETTER.search(data) or _ABOVE_ASCII.search(_WINDOWS_LETTER.sub(b"", data))
        ):
            return False
        last = piece[-1:]
    return True
