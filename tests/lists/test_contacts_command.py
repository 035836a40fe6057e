"""`terkirim contacts clean`: a summary for people or machines, one line for a bad file."""

import json
import os
import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from terkirim.cli import contacts_clean
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


def test_json_counts_operators_and_line_types_and_names_files(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "bersih.csv"
    summary = json.loads(run("clean", source, "-o", out, "--json")[1])
    assert summary["operators"] == {"Telkomsel": 1}
    assert summary["line_types"] == {"mobile": 1, "fixed_line": 1}
    assert summary["regions"] == {"ID": 1}
    first = summary["examples"]["too_short"][0]
    assert (first["line"], first["raw"]) == (3, "[red]12")
    assert "terlalu pendek" in first["reason"]["id"]
    assert "too short" in first["reason"]["en"]
    assert summary["accepted_file"] == str(out)
    summary = json.loads(run("clean", source, "-o", out, "--json", "--all")[1])
    assert summary["all_file"] == str(out)
    assert "rejected_file" not in summary


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_stands_alone_and_repeats_nothing_as_markup(tmp_path: Path, language: str) -> None:
    source, page = tmp_path / "<b>.csv", tmp_path / "laporan.html"
    source.write_text("Nama,HP\nA,081234567890\nB,<script>x</script>\nC,0215551234\n")
    code, stdout, _ = run(
        *("clean", source, "-o", tmp_path / "out.csv", "--report", page, "--lang", language)
    )
    html = page.read_text(encoding="utf-8")
    assert (code, str(page) in stdout.replace("\n", "")) == (0, True)
    assert f'<html lang="{language}">' in html
    assert html.count("<svg") == 5
    assert "Telkomsel: 1" in html
    words = {"id": ["Mengapa ditolak", "bukan nomor telepon"], "en": ["Why rejected", "landline"]}
    assert all(one in html for one in words[language])
    assert "&lt;script&gt;x" in html
    assert "&lt;b&gt;.csv" in html
    assert not re.search(r"<script|<link|<img|https?://|@import|url\(|<b>\.csv", html)
    assert "default-src 'none'" in html


def test_columns_and_country_are_chosen_by_options(tmp_path: Path) -> None:
    source, out = tmp_path / "x.csv", tmp_path / "out.jsonl"
    source.write_text("HP,Lain,Sebutan,Mau,Logat,Jam\n0812,012-345 6789,Ali,ya,ms,SGT\n")
    chosen = ["--phone", "Lain", "--name", "Sebutan", "--consent", "Mau", "--language", "Logat"]
    code, _, _ = run("clean", source, "-o", out, *chosen, "--time-zone", "Jam", "--country", "MY")
    assert code == 0
    assert json.loads(out.read_text()) == {
        "whatsapp": "+60123456789",
        "name": "Ali",
        "consent": "yes",
        "language": "ms",
        "time_zone": "Asia/Singapore",
        "hp": "0812",
    }


def test_a_bar_is_shown_to_a_person_who_waits(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contacts_clean, "_LARGE", 1)
    assert run("clean", source, "-o", tmp_path / "out.csv")[2] == ""
    ours, terminal = os.openpty()
    os.set_blocking(ours, False)  # to find nothing is to fail, not to wait
    with os.fdopen(terminal, "w") as shown, os.fdopen(ours, "rb", 0) as person:
        monkeypatch.setattr(sys, "stderr", shown)
        files = ["clean", str(source), "-o", str(tmp_path / "out.csv"), "--lang", "id", "--json"]
        contacts_app(files, standalone_mode=False)
        shown.flush()
        assert "Membaca" in (person.read(4096) or b"").decode()


def test_bad_input_is_one_line_and_exit_2(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    binary = tmp_path / "buku.csv"
    binary.write_bytes(b"PK\x03\x04")
    for arguments, said in (
        ((binary, "-o", out), "an Excel workbook"),
        ((tmp_path / "none.csv", "-o", out), "There is no file"),
        ((source, "-o", source), "is the input file itself"),
        ((source, "-o", tmp_path / "none" / "out.csv"), "Cannot write"),
        ((source, "-o", out, "--country", "Malaysia"), "not a country code"),
    ):
        code, stdout, stderr = run("clean", *arguments, "--lang", "en")
        assert (code, stdout) == (2, "")
        assert said in stderr
        assert stderr.count("\n") == 1
    assert not out.exists()
    assert source.read_text(encoding="utf-8") == LIST
