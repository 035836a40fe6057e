"""Tell how a contact file is written, or what it is instead of a list."""

import codecs
import zipfile
from pathlib import Path

from terkirim.errors import BadContactFile
from terkirim.vocabulary.text import Text

_HEAD = 65_536
_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOK = Text(id="buku kerja Excel", en="an Excel workbook")
_IMAGE = Text(id="gambar", en="an image")
_ARCHIVE = Text(id="arsip terkompresi", en="a compressed archive")
_PAGE = Text(id="halaman web", en="a web page")
_SIGNS = (
    (b"\xd0\xcf\x11\xe0", _WORKBOOK),
    (b"%pdf", Text(id="dokumen PDF", en="a PDF document")),
    (b"\x89png", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"gif8", _IMAGE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"rar!", _ARCHIVE),
    (b"pk\x03\x04", _ARCHIVE),
    (b"begin:vcard", Text(id="kartu kontak (vCard)", en="a contact card file (vCard)")),
    (b"<!doctype html", _PAGE),
    (b"<html", _PAGE),
    (b"<table", _PAGE),
    (b"<?xml", Text(id="dokumen XML", en="an XML document")),
    (b"sqlite format 3", Text(id="basis data SQLite", en="an SQLite database")),
)


def encoding_of(path: Path) -> str:
    """The encoding to open a contact file with.

    Raises BadContactFile if the file cannot be opened, is empty or is no text with columns.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError) as error:
        raise BadContactFile(_not_opened(path.name, error)) from error
    if not head.strip():
        raise empty_file(path)
    other = _other_format(path, head)
    if other:
        raise BadContactFile(
            Text(
                id=f"{path.name} sebenarnya {other.id}, bukan teks CSV; buka dengan Excel atau "
                "program asalnya, lalu pilih Simpan Sebagai → “CSV UTF-8”.",
                en=f"{path.name} is really {other.en}, not CSV text; open it in Excel or the "
                "program it comes from and choose Save As → “CSV UTF-8”.",
            )
        )
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    _refuse_nuls(path.name, head)
    return "utf-8"


def _other_format(path: Path, head: bytes) -> Text | None:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:32].lower()
    for sign, what in _SIGNS:
        if start.startswith(sign):
            return _WORKBOOK if sign == b"pk\x03\x04" and _holds_workbook(path) else what
    return None


def _holds_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return path.suffix.lower() in (".xlsx", ".csv")
    return any(name.startswith("xl/") for name in names)


def _refuse_nuls(name: str, head: bytes) -> None:
    position = head.find(b"\0")
    if position < 0:
        return
    halves = sorted((head[0::2].count(0), head[1::2].count(0)))
    if halves[1] > len(head) * 0.4 and halves[0] < len(head) * 0.01:
        raise BadContactFile(
            Text(
                id=f"{name} tampaknya teks UTF-16 tanpa penanda urutan byte; simpan ulang sebagai "
                "“CSV UTF-8”.",
                en=f"{name} looks like UTF-16 text without a byte order mark; save it again as "
                "“CSV UTF-8”.",
            )
        )
    raise nul_found(name, 1 + _line_ends(head[:position]))


def _line_ends(data: bytes) -> int:
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _not_opened(name: str, error: Exception) -> Text:
    if isinstance(error, FileNotFoundError):
        return Text(
            id=f"Berkas {name} tidak ditemukan; periksa nama dan foldernya.",
            en=f"There is no file {name}; check its name and folder.",
        )
    if isinstance(error, IsADirectoryError):
        return Text(
            id=f"{name} adalah folder; sebutkan berkas CSV di dalamnya.",
            en=f"{name} is a folder; name a CSV file inside it.",
        )
    return Text(
        id=f"Berkas {name} tidak dapat dibuka; periksa nama dan izin aksesnya.",
        en=f"The file {name} cannot be opened; check its name and permissions.",
    )


def empty_file(path: Path) -> BadContactFile:
    """The error for a file without any content."""
    return BadContactFile(
        Text(
            id=f"{path.name} kosong; isi dengan satu baris judul kolom dan satu baris per kontak.",
            en=f"{path.name} is empty; it needs a line of column headers and a line per contact.",
        )
    )


def nul_found(name: str, line: int) -> BadContactFile:
    """The error for a NUL byte in what should be text."""
    return BadContactFile(
        Text(
            id=f"{name} bukan berkas teks: ada byte NUL (0x00) di baris {line}; ekspor ulang "
            "daftarnya sebagai “CSV UTF-8”.",
            en=f"{name} is not a text file: it has a NUL byte (0x00) on line {line}; export the "
            "list again as “CSV UTF-8”.",
        )
    )


def wrong_encoding(path: Path, encoding: str) -> BadContactFile:
    """The error for a file that stopped being text: names the first byte that does not fit."""
    if not encoding.startswith("utf-8"):
        return BadContactFile(
            Text(
                id=f"{path.name} rusak: bukan teks {encoding.upper()} yang utuh seperti kata "
                "penandanya; simpan ulang sebagai “CSV UTF-8”.",
                en=f"{path.name} is damaged: it is not the whole {encoding.upper()} text its mark "
                "promises; save it again as “CSV UTF-8”.",
            )
        )
    byte, line = _first_bad_byte(path)
    return BadContactFile(
        Text(
            id=f"{path.name} bukan teks UTF-8: byte 0x{byte:02X} di baris {line} tidak terbaca; "
            "buka di Excel dan simpan sebagai “CSV UTF-8”.",
            en=f"{path.name} is not UTF-8 text: byte 0x{byte:02X} on line {line} cannot be read; "
            "open it in Excel and save it as “CSV UTF-8”.",
        )
    )


def _first_bad_byte(path: Path) -> tuple[int, int]:
    """The first byte that is not UTF-8 and its line; (0, 0) if the file changed meanwhile."""
    line, rest = 1, b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            data = rest + chunk
            try:
                data.decode()
                rest = b""
            except UnicodeDecodeError as error:
                if error.end < len(data) or error.reason != "unexpected end of data":
                    return data[error.start], line + _line_ends(data[: error.start])
                rest = data[error.start :]
            line += _line_ends(data[: len(data) - len(rest)])
    return (rest[0], line) if rest else (0, 0)
