"""`terkirim contacts clean`: a summary for people or machines, one line for a bad file."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from terkirim.cli.contacts import contacts_app

LIST = "Nama,No. WhatsApp,Setuju\nBudi [b],0812-3456-7890,Ya\n[/x],[red]12,\nSari,021 555 1234,Ya\n"


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(contacts_app, [str(one) for one in arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "daftar.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["3 rows: 1 accepted, 2 rejected", "too short", "3: “[red]12”", "landline"]),
        ("id", ["3 baris: 1 diterima, 2 ditolak", "terlalu pendek", "3: “[red]12”", "rumah"]),
    ],
)
def test_the_summary_names_reasons_with_examples(
    source: Path, tmp_path: Path, language: str, expected: list[str]
) -> None:
    out = tmp_path / "bersih.csv"
    code, stdout, stderr = run("clean", source, "-o", out, "--lang", language)
    assert (code, stderr) == (0, "")
    for words in expected:
        assert words in stdout
    assert out.read_text(encoding="utf-8") == (
        "whatsapp,name,consent\n+6281234567890,Budi [b],yes\n"
    )
    rejected = (tmp_path / "bersih.rejected.csv").read_text(encoding="utf-8").splitlines()
    assert rejected[0] == "line,phone,reason_id,reason_en,code,consent"
    assert [row.split(",")[0] for row in rejected[1:]] == ["3", "4"]


def test_json_is_one_object_and_nothing_else(source: Path, tmp_path: Path) -> None:
    code, stdout, _ = run("clean", source, "-o", tmp_path / "bersih.csv", "--json")
    summary = json.loads(stdout)
    assert code == 0
    assert (summary["input_rows"], summary["accepted"], summary["rejected"]) == (3, 1, 2)
    assert summary["reasons"] == {"too_short": 1, "landline": 1}
    assert summary["rejected_file"].endswith("bersih.rejected.csv")


def test_bad_input_is_one_line_and_exit_2(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    binary = tmp_path / "buku.csv"
    binary.write_bytes(b"PK\x03\x04")
    for arguments, said in (
        ((binary, "-o", out), "an Excel workbook"),
        ((tmp_path / "none.csv", "-o", out), "There is no file"),
        ((source, "-o", source), "is the input file itself"),
        ((source, "-o", tmp_path / "none" / "out.csv"), "Cannot write"),
        ((source, "-o", out, "--region", "Malaysia"), "not a country code"),
    ):
        code, stdout, stderr = run("clean", *arguments, "--lang", "en")
        assert (code, stdout) == (2, "")
        assert said in stderr
        assert stderr.count("\n") == 1
    assert not out.exists()
    assert source.read_text(encoding="utf-8") == LIST
