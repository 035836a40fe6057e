"""Every format in, every format out, told by content; columns as the owner names them."""

from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest
import xlsxwriter

from terkirim.delivery.lists.clean import clean, clean_file, rejected_path
from terkirim.delivery.lists.model import Choice, CleanList
from terkirim.errors import BadContactFile, BadInput

HEADERS = ["Nama", "No. WhatsApp", "Setuju", "Bahasa", "Zona Waktu", "Kota"]
ROWS = [
    ["Budi", "081234567890", "ya", "Indonesia", "WIB", "Solo"],
    ["Sari", "0812345", "", "", "", ""],
    ["Tono", "0812-3456-7890", "ya", "english", "Asia/Makassar", '=HYPERLINK("x")'],
    ["Rina", "081398765432", "tidak", "xx", "", ""],
    ["Wati", "081398765433", "", "en-US", "GMT+9", 'Kediri, "Barat"'],
]


def write_workbook(path: Path, rows: list[list[Any]], top: int = 0) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Kontak")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(top + at, column, cell)
                elif cell is not None:
                    sheet.write(top + at, column, cell)
        book.add_worksheet("Lain")


def write(path: Path, kind: str) -> None:
    frame = pl.DataFrame(ROWS, HEADERS, orient="row")
    if kind == "xlsx":
        write_workbook(path, [HEADERS, *ROWS])
    elif kind == "parquet":
        frame.write_parquet(path)
    elif kind == "jsonl":
        frame.write_ndjson(path)
    else:
        frame.write_csv(path, separator="\t" if kind == "tsv" else ",")


def told(result: CleanList) -> list[tuple[object, ...]]:
    return [
        (one.e164, one.name, one.consent, one.language, one.time_zone, one.columns["kota"])
        for one in result.accepted
    ]


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx", "parquet", "jsonl"])
def test_a_list_reads_the_same_in_every_format_whatever_its_name(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "daftar.dat"
    write(path, kind)
    result = clean(path)
    assert told(result) == [
        ("+6281234567890", "Budi", "yes", "id", "Asia/Jakarta", "Solo"),
        ("+6281398765433", "Wati", "unknown", "en_US", "Asia/Jayapura", 'Kediri, "Barat"'),
    ]
    first = 1 if kind in ("parquet", "jsonl") else 2
    assert [(one.line - first, one.code) for one in result.rejected] == [
        (1, "too_short"),
        (2, "duplicate"),
        (3, "no_consent"),
    ]
    assert f"line {first} " in result.rejected[1].reason.en
    if kind == "xlsx":
        assert "“Kontak”" in result.notes[0].en


def read(path: Path) -> list[dict[str, str]]:
    """A written table, every value as text."""
    kind = path.suffix
    if kind == ".xlsx":
        frame = fastexcel.read_excel(path).load_sheet(0, dtypes="string").to_polars()
    elif kind == ".parquet":
        frame = pl.read_parquet(path)
    elif kind == ".jsonl":
        frame = pl.read_ndjson(path)
    else:
        frame = pl.read_csv(path, separator="\t" if kind == ".tsv" else ",", infer_schema=False)
    rows = frame.with_columns(pl.all().cast(pl.String).fill_null("")).rows(named=True)
    return [{name: str(value) for name, value in row.items()} for row in rows]


@pytest.mark.parametrize("kind", [".csv", ".tsv", ".xlsx", ".parquet", ".jsonl"])
def test_every_format_is_written_alike_and_reads_back(tmp_path: Path, kind: str) -> None:
    source, out = tmp_path / "daftar.csv", tmp_path / f"bersih{kind}"
    write(source, "csv")
    report = clean_file(source, out)
    assert (report.input_rows, report.accepted, report.rejected) == (5, 2, 3)
    accepted, rejected = read(out), read(rejected_path(out))
    assert rejected_path(out).name == f"bersih.rejected{kind}"
    assert list(accepted[0]) == ["whatsapp", "name", "consent", "language", "time_zone", "kota"]
    assert [row["whatsapp"] for row in accepted] == ["+6281234567890", "+6281398765433"]
    assert list(rejected[0]) == ["line", "phone", "reason_id", "reason_en", "code", "consent"]
    assert [(row["line"], row["code"]) for row in rejected] == [
        ("3", "too_short"),
        ("4", "duplicate"),
        ("5", "no_consent"),
    ]
    assert told(clean(out)) == told(clean(source))
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(
        ["daftar.csv", out.name, rejected_path(out).name]
    )


@pytest.mark.parametrize("kind", [".csv", ".xlsx", ".parquet", ".jsonl"])
def test_all_keeps_every_row_in_order_with_its_cells_as_they_were(
    tmp_path: Path, kind: str
) -> None:
    source, out = tmp_path / "daftar.xlsx", tmp_path / f"semua{kind}"
    write(source, "xlsx")
    clean_file(source, out, every_row=True)
    rows = read(out)
    added = ["line", "e164", "region", "line_type", "operator", "verdict", "reason"]
    assert list(rows[0]) == [*HEADERS, *added]
    found = [(row["line"], row["verdict"], row["reason"], row["e164"]) for row in rows]
    assert found == [
        ("2", "accepted", "", "+6281234567890"),
        ("3", "rejected", "too_short", ""),
        ("4", "rejected", "duplicate", "+6281234567890"),
        ("5", "rejected", "no_consent", "+6281398765432"),
        ("6", "accepted", "", "+6281398765433"),
    ]
    formula = "'=HYPER" if kind == ".csv" else "=HYPER"
    assert rows[2]["Kota"].startswith(formula)
    cells = [[row[header] for header in HEADERS[:-1]] for row in rows]
    assert cells == [row[:-1] for row in ROWS]
    assert (rows[0]["region"], rows[0]["line_type"]) == ("ID", "mobile")
    assert not rejected_path(out).exists()


def test_headers_of_the_same_name_as_what_is_added_stay_apart(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("line,HP,reason,HP,name_2,name\nx,081234567890,y,z,a,b\n")
    clean_file(source, out, every_row=True)
    row = read(out)[0]
    assert [row[name] for name in ("line_2", "HP", "reason_2", "HP_2")] == [
        "x",
        "081234567890",
        "y",
        "z",
    ]
    clean_file(source, out)
    assert read(out)[0]["name_2"] == "a"


def test_a_sheet_counts_its_rows_as_excel_does_and_numbers_keep_their_digits(
    tmp_path: Path,
) -> None:
    path = tmp_path / "buku.xlsx"
    rows: list[list[Any]] = [
        ["Nama", "HP"],
        ["Budi", 6281234567890],
        [None, None],
        ["Sari", 81398765432],
    ]
    write_workbook(path, [*rows, ["Tono", 628123000000], ["Rina", "6.28123E+11"]], top=3)
    result = clean(path)
    assert [(one.line, one.e164) for one in result.accepted] == [
        (5, "+6281234567890"),
        (7, "+6281398765432"),
        (8, "+628123000000"),
    ]
    assert [(one.line, one.code) for one in result.rejected] == [(9, "rounded_by_excel")]
    assert "six zeros" in result.notes[-1].en


def test_numbers_and_nested_values_of_parquet_and_json_are_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "x"
    phones = [6281234567890.0, None, 6281398765432.0]
    pl.DataFrame({"hp": phones, "tag": [["a"], [], None]}).write_parquet(path)
    result = clean(path)
    assert [(one.line, one.columns["tag"]) for one in result.accepted] == [
        (1, '["a"]'),
        (3, ""),
    ]
    lines = ['{"hp":6281234567890,"tag":["a"]}', "", "not json", '{"hp":0.5}', "[1]", "{}"]
    path.write_text("\n".join([*lines, '{"kota":"Solo","hp":"+6281398765432"}']))
    result = clean(path)
    assert [(one.line, one.columns) for one in result.accepted] == [
        (1, {"tag": '["a"]', "kota": ""}),
        (7, {"tag": "", "kota": "Solo"}),
    ]
    assert [(one.line, one.code) for one in result.rejected] == [
        (3, "unreadable"),
        (4, "too_short"),
        (5, "unreadable"),
    ]


def test_the_owner_may_name_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "Judul\nHP,Kontak Darurat,Panggilan,Nama,Ok?\n081234567890,081398765432,B,Budi,ya\n"
    )
    columns: Any = {"phone": "kontak darurat", "name": "Panggilan", "consent": "Ok?"}
    report = clean_file(path, tmp_path / "out.csv", Choice("id", columns))
    row = read(tmp_path / "out.csv")[0]
    assert (row["whatsapp"], row["name"], row["consent"]) == ("+6281398765432", "B", "yes")
    assert (row["hp"], row["nama"]) == ("081234567890", "Budi")
    assert report.consent == {"yes": 1}
    with pytest.raises(BadContactFile) as refused:
        clean_file(path, tmp_path / "out.csv", Choice(columns={"phone": "Telp"}))
    assert "There is no column “Telp”; columns found: “HP”" in refused.value.text.en


@pytest.mark.parametrize(
    ("header", "cell", "language"),
    [
        ("Bahasa", "Bahasa Indonesia", "id"),
        ("language", "EN", "en"),
        ("lang", "Inggris", "en"),
        ("locale", "en_US", "en_US"),
        ("Preferred Language", "id-ID", "id"),
        ("kode", "en-GB", "en_GB"),
        ("bahasa", "klingon", None),
    ],
)
def test_languages_are_found_by_header_and_by_content(
    tmp_path: Path, header: str, cell: str, language: str | None
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"HP,{header}\n081234567890,{cell}\n")
    result = clean(path)
    assert [one.language for one in result.accepted] == [language]
    assert [note.en[:17] for note in result.notes] == ([] if language else ["1 language cells "])


@pytest.mark.parametrize(
    ("header", "cell", "zone"),
    [
        ("Zona Waktu", "wita", "Asia/Makassar"),
        ("timezone", "asia/jakarta", "Asia/Jakarta"),
        ("tz", "UTC +7", "Asia/Jakarta"),
        ("apa", "Europe/Amsterdam", "Europe/Amsterdam"),
        ("time zone", "Mars/Olympus", None),
    ],
)
def test_time_zones_are_found_by_header_and_by_content(
    tmp_path: Path, header: str, cell: str, zone: str | None
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"HP,{header}\n081234567890,{cell}\n")
    assert [one.time_zone for one in clean(path).accepted] == [zone]


def test_a_windows_file_is_read_and_two_encodings_in_one_are_not(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    lines = ["Nama;HP", "José;081234567890", "Ana – “Nã”;081398765432"]
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    result = clean(path)
    assert [one.name for one in result.accepted] == ["José", "Ana – “Nã”"]
    assert "Windows-1252" in result.notes[0].en
    path.write_bytes(b"\r\n".join([*(one.encode("cp1252") for one in lines), "é;0".encode()]))
    with pytest.raises(BadContactFile) as refused:
        clean(path)
    assert "byte 0xE9 on line 2" in refused.value.text.en


def test_an_ending_that_names_no_format_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "x.csv", "csv")
    for name in ("out.pdf", "out.xls"):
        with pytest.raises(BadInput) as refused:
            clean_file(tmp_path / "x.csv", tmp_path / name)
        assert ".parquet, .jsonl" in refused.value.text.en
    clean_file(tmp_path / "x.csv", tmp_path / "out")
    assert (tmp_path / "out.rejected.csv").is_file()
