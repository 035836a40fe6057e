"""Tell what kind of file a contact list is, by its content, or what it is instead of a list."""

import codecs
import zipfile
from pathlib import Path
from typing import Literal

from terkirim.errors import BadContactFile
from terkirim.vocabulary.text import Text

Kind = Literal["text", "workbook", "parquet", "json_lines"]

_HEAD = 65_536
_TAIL = 4_194_304
MARKS = (
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
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SIGNS = (
    (_OLD_WORKBOOK, _WORKBOOK),
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
    (b"[{", Text(id="larik JSON", en="a JSON array")),
    (b"(\xb5/\xfd", _ARCHIVE),
    (b"bzh", _ARCHIVE),
)


def recognise(path: Path) -> Kind:
    """What kind of contact list a file is, whatever its name says.

    Raises BadContactFile if the file cannot be opened, is empty or is no list.
    """
    head = _head(path)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04") and _holds_workbook(path):
        return "workbook"
    if head.startswith(_OLD_WORKBOOK) and _is_encrypted(path):
        raise BadContactFile(_encrypted(path))
    other = _other_format(head)
    if other:
        raise BadContactFile(_no_list(path, other))
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        return "json_lines"
    if not any(head.startswith(mark) for mark, _ in MARKS):
        _refuse_nuls(path.name, head)
    return "text"


def may_end_its_reader(path: Path) -> bool:
    """Whether reading a damaged file of this kind can end the process: Parquet may ask for more
    memory than there is in any machine.
    """
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def not_read_to_its_end(name: str) -> Text:
    """What is said of a list that ended the process which read it."""
    return Text(
        id=f"{name} tidak dapat dibaca sampai selesai: berkasnya rusak, atau terlalu besar untuk "
        "memori yang ada. Simpan ulang sebagai “CSV UTF-8”.",
        en=f"{name} could not be read to its end: the file is damaged, or too large for the "
        "memory there is. Save it again as “CSV UTF-8”.",
    )


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError) as error:
        raise BadContactFile(_not_opened(path.name, error)) from error
    if not head.strip():
        raise empty_file(path)
    return head


def _no_list(path: Path, what: Text) -> Text:
    return Text(
        id=f"{path.name} sebenarnya {what.id}, bukan daftar kontak; buka dengan Excel atau "
        "program asalnya, lalu pilih Simpan Sebagai → “CSV UTF-8” atau Excel (.xlsx).",
        en=f"{path.name} is really {what.en}, not a contact list; open it in Excel or the program "
        "it comes from and choose Save As → “CSV UTF-8” or Excel (.xlsx).",
    )


def _encrypted(path: Path) -> Text:
    return Text(
        id=f"{path.name} dikunci dengan kata sandi; buka di Excel, hapus kata sandinya (Berkas → "
        "Info → Proteksi), lalu simpan lagi.",
        en=f"{path.name} is locked with a password; open it in Excel, remove the password (File → "
        "Info → Protect Workbook) and save it again.",
    )


def _is_encrypted(path: Path) -> bool:
    """Office puts a locked workbook into the old format, under this name in its directory."""
    with path.open("rb") as file:
        start = file.read(_TAIL)
        file.seek(max(path.stat().st_size - _TAIL, 0))
        return _ENCRYPTED in start or _ENCRYPTED in file.read(_TAIL)


def _other_format(head: bytes) -> Text | None:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:32].lower()
    return next((what for sign, what in _SIGNS if start.startswith(sign)), None)


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
    raise nul_found(name, 1 + line_ends(head[:position]))


def line_ends(data: bytes) -> int:
    """How many lines end in some bytes, as an editor counts them."""
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
