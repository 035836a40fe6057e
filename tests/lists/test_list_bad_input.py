"""Bad input is one clear line in the reader's language, exit code 2, and nothing written."""

import io
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from terkirim.cli.contacts import contacts_app
from terkirim.delivery.lists import clean as cleaning
from terkirim.delivery.lists import read_workbook, write_workbook
from terkirim.delivery.lists.clean import clean_file
from terkirim.errors import BadInput, NotWritten

LIST = "Nama,HP\nBudi,081234567890\nSari,0812\n"


def locked() -> bytes:
    """What Office writes for a workbook with a password: an OLE file with this stream."""
    names = ["Root Entry", "EncryptionInfo", "EncryptedPackage"]
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + directory


def archive(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return data.getvalue()


def bomb() -> bytes:
    return archive({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 3_000_000})


def liar() -> bytes:
    """A bomb whose directory says that it is small."""
    honest = bomb()
    size = (3_000_000).to_bytes(4, "little")
    assert honest.count(size) == 2
    return honest.replace(size, (10).to_bytes(4, "little"))


def scratched() -> bytes:
    """A workbook some bytes of which are no deflate stream."""
    name = "xl/workbook.xml"
    whole = archive({name: LIST.encode() * 50})
    start = 30 + len(name)
    return whole[:start] + b"\xff" * 8 + whole[start + 8 :]


def parquet(spoil: Callable[[bytes], bytes]) -> bytes:
    data = io.BytesIO()
    pl.DataFrame({"hp": ["081234567890"] * 1_000}).write_parquet(data)
    return spoil(data.getvalue())


BAD = {
    "a PDF": (b"%PDF-1.7\n1 0 obj", "dokumen PDF", "a PDF document"),
    "locked": (locked(), "dikunci dengan kata sandi", "locked with a password"),
    "old Excel": (b"\xd0\xcf\x11\xe0".ljust(2048, b"\0"), "buku kerja Excel", "an Excel workbook"),
    "a bomb": (bomb(), "tidak wajar untuk daftar kontak", "no contact list of its size"),
    "a liar": (liar(), "rusak", "damaged"),
    "a zip": (archive({"list.csv": LIST.encode()}), "arsip terkompresi", "a compressed archive"),
    "gzip": (zlib.compress(b"x", wbits=31), "arsip terkompresi", "a compressed archive"),
    "no sheet": (archive({"xl/workbook.xml": b"<x/>"}), "rusak", "damaged"),
    "a scratched workbook": (scratched(), "rusak", "damaged"),
    "half a workbook": (bomb()[:900], "buku kerja Excel", "an Excel workbook"),
    "half a Parquet": (parquet(lambda data: data[:200]), "Parquet yang rusak", "Parquet file"),
    "a Parquet that asks for 2 EB": (
        Path(__file__).with_name("damaged.parquet").read_bytes(),
        "rusak, atau terlalu besar",
        "damaged, or too large",
    ),
    "a JSON array": (b'[{"hp":"0812"}]', "larik JSON", "a JSON array"),
    "JSON without a phone": (b'{"kota":"Solo"}\n', "tidak punya kolom nomor", "no phone column"),
    "mixed": ("Nama,HP\nÉ,0812\n".encode() + b"Jos\xe9,0813\n", "byte 0xE9 di baris 3", "0xE9"),
    "a column of nothing": (b"Nama,Kota\nBudi,\nSari,\n", "tidak punya kolom nomor", "no phone"),
    "bytes": (bytes(range(256)), "byte NUL", "NUL byte"),
}


@pytest.mark.parametrize("what", BAD)
def test_one_line_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(read_workbook, "_SMALL", 1_000_000)
    content, indonesian, english = BAD[what]
    source = tmp_path / "daftar.csv"
    source.write_bytes(content)
    for language, said in (("id", indonesian), ("en", english)):
        for out in ("bersih.csv", "bersih.parquet"):
            arguments = ["clean", str(source), "-o", str(tmp_path / out), "--lang", language]
            result = CliRunner().invoke(contacts_app, arguments)
            assert (result.exit_code, result.stdout) == (2, "")
            assert said in result.stderr
            assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == [source]


_CLEAN = """
from pathlib import Path
from terkirim.cli import main
try:
    main()
finally:
    status = Path("/proc/self/status").read_text()
    print(status.split("VmHWM:")[1].split()[0])
"""


@pytest.mark.parametrize("top", ["Nama,HP\nBudi,081234567890\n", ""])
def test_three_gigabytes_that_are_no_list_are_refused_in_little_memory(
    tmp_path: Path, top: str
) -> None:
    source = tmp_path / "daftar.csv"
    source.write_text(top)
    os.truncate(source, 3 << 30)  # a file of holes, which takes no room on the disk
    arguments = ["contacts", "clean", str(source), "-o", str(tmp_path / "out.csv"), "--lang", "en"]
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", _CLEAN, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "NUL byte" in done.stderr
    assert done.stderr.count("\n") == 1
    assert int(done.stdout) < 400_000  # kilobytes at its peak
    assert list(tmp_path.iterdir()) == [source]


def test_a_column_that_holds_nothing_rejects_every_row(tmp_path: Path) -> None:
    source = tmp_path / "daftar.csv"
    source.write_text("Nama,HP\nBudi,\nSari,-\n")
    report = clean_file(source, tmp_path / "out.csv")
    assert (report.accepted, report.reasons) == (0, {"empty": 2})
    assert (tmp_path / "out.csv").read_text() == "whatsapp,name\n"


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.xlsx", "out.jsonl"])
def test_a_fault_half_way_leaves_the_old_result_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    source, out = tmp_path / "daftar.csv", tmp_path / name
    source.write_text(LIST)
    out.write_text("yesterday")

    def full(*_: object) -> pl.DataFrame:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cleaning, "rejected_table", full)
    with pytest.raises(BadInput) as refused:
        clean_file(source, out)
    assert "free space" in refused.value.text.en
    assert out.read_text() == "yesterday"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["daftar.csv", name]


def test_no_room_for_the_rows_that_wait_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cleaning, "_MEMORY", 0)
    monkeypatch.setattr(pl.DataFrame, "write_ipc", full)
    source = tmp_path / "daftar.csv"
    source.write_text(LIST)
    with pytest.raises(NotWritten) as refused:
        clean_file(source, tmp_path / "out.csv")
    assert "free space" in refused.value.text.en
    assert list(tmp_path.iterdir()) == [source]


def test_more_rows_than_a_sheet_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_workbook, "_MOST_ROWS", 2)
    source = tmp_path / "daftar.csv"
    source.write_text(LIST)
    clean_file(source, tmp_path / "out.xlsx")
    with pytest.raises(BadInput) as refused:
        clean_file(source, tmp_path / "all.xlsx", every_row=True)
    assert "limit of an Excel sheet" in refused.value.text.en
    assert not (tmp_path / "all.xlsx").exists()


_PEAK = """
import resource, sys
from pathlib import Path
from terkirim.delivery.lists import clean
clean._MEMORY = 4 << 20
clean.clean_file(Path(sys.argv[1]), Path(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """A row more costs what tells people apart; its text is never all in memory."""
    peaks = []
    for rows in (100_000, 500_000):
        source = tmp_path / "daftar.csv"
        with source.open("w") as file:
            file.write("Nama,HP,Alamat,Setuju\n")
            address = "Jalan Melati nomor satu, dekat pasar lama ".replace(",", " ") * 8
            file.writelines(f"N{n},0812{n:08d},{address},ya\n" for n in range(rows))
        command = [sys.executable, "-c", _PEAK, str(source), str(tmp_path / "out.csv")]
        environment = {**os.environ, "POLARS_MAX_THREADS": "2"}
        done = subprocess.run(command, env=environment, capture_output=True, check=True)  # noqa: S603 - our own
        peaks.append(int(done.stdout))
    grown = source.stat().st_size * 0.8 / 1_000_000
    assert grown > 100
    assert peaks[1] - peaks[0] < 70, peaks
