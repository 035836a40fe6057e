"""Files as people have them: delimiters, encodings, headers, quotes, and what is no list at all."""

import io
import zipfile
from pathlib import Path

import pytest

from terkirim.delivery.lists.clean import clean
from terkirim.delivery.lists.model import CleanList
from terkirim.errors import BadContactFile


def cleaned(folder: Path, content: str | bytes, region: str = "ID") -> CleanList:
    path = folder / "daftar.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return clean(path, region)


def refusal(folder: Path, content: bytes) -> str:
    with pytest.raises(BadContactFile) as caught:
        cleaned(folder, content)
    assert caught.value.text.id != caught.value.text.en
    assert "\n" not in caught.value.text.id + caught.value.text.en
    return caught.value.text.en


ROWS = ["Nama|No. WhatsApp|Setuju|Kota", "Budi|081234567890|Ya|Solo", "Sari|081398765432||Kediri"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_encoding_and_line_end_do_not_matter(
    tmp_path: Path, delimiter: str, encoding: str, end: str
) -> None:
    text = end.join(ROWS).replace("|", delimiter)
    result = cleaned(tmp_path, text.encode(encoding))
    assert [(one.line, one.e164, one.name, one.consent) for one in result.accepted] == [
        (2, "+6281234567890", "Budi", "yes"),
        (3, "+6281398765432", "Sari", "unknown"),
    ]
    assert result.accepted[0].columns == {"kota": "Solo"}


def test_excels_own_delimiter_line_is_heeded(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "sep=;\r\nNama, gelar;Telepon\r\nBudi, S.H.;081234567890\r\n")
    assert [(one.line, one.columns) for one in result.accepted] == [
        (3, {"nama_gelar": "Budi, S.H."})
    ]


def test_blank_lines_at_the_top_only_count_as_lines(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "\n" * 60 + "Nama;Telepon\nBudi;081234567890\n")
    assert [one.line for one in result.accepted] == [62]


@pytest.mark.parametrize(
    "header",
    [
        *("telepon", "Telp.", "no hp", "NO. HP", "nomor", "Nomor WA", "No. WhatsApp"),
        *("handphone", "HP", "phone", "Phone Number", "mobile", "wa", "WhatsApp"),
        *("msisdn", "No Telepon", "Nomor HP/WA", "Ponsel", "wa_id", "kontak", "Recipient"),
    ],
)
def test_the_phone_column_goes_by_many_names(tmp_path: Path, header: str) -> None:
    result = cleaned(tmp_path, f"nama lengkap,{header},opt-in\nBudi,081234567890,yes\n")
    assert [(one.name, one.consent, one.columns) for one in result.accepted] == [
        ("Budi", "yes", {})
    ]
    assert result.has_consent_column
    assert not result.notes


def test_whatsapp_is_preferred_to_other_phone_columns(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "No,Telepon Rumah,HP,No WA\n1,0215551234,08111111111,081234567890\n")
    assert [(one.e164, one.columns) for one in result.accepted] == [
        ("+6281234567890", {"no": "1", "telepon_rumah": "0215551234", "hp": "08111111111"})
    ]


def test_a_column_of_numbers_is_found_without_its_header(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "Siapa,Ke mana\nBudi,081234567890\nSari,021 555 1234\nTo,0813\n")
    assert result.input_rows == 3
    assert [one.columns for one in result.accepted] == [{"siapa": "Budi"}]
    assert "Ke mana" in result.notes[0].en


def test_a_bare_list_of_numbers_loses_no_row(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "0812-3456-7890\n081398765432\n021 555 1234\n")
    assert [one.line for one in result.accepted] == [1, 2]
    assert [one.line for one in result.rejected] == [3]
    assert "no headers" in result.notes[0].en


def test_a_title_above_the_headers_is_skipped_and_said(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "Daftar Pelanggan,,\n\nNama,No HP\nBudi,081234567890\n")
    assert [one.line for one in result.accepted] == [4]
    assert "line 3" in result.notes[0].en


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    result = cleaned(
        tmp_path,
        'Nama,Telepon,Alamat\n"Budi",081234567890,"Jl. Melati 1\nRT 05\nSolo"\n\n,,\nSari,12,x\n',
    )
    assert [(one.line, one.columns["alamat"]) for one in result.accepted] == [
        (2, "Jl. Melati 1 RT 05 Solo")
    ]
    assert [one.line for one in result.rejected] == [7]
    assert result.input_rows == 2


def test_a_quote_that_never_closes_costs_only_its_own_row(tmp_path: Path) -> None:
    rows = [f"Orang {n},0812345678{n:02d}" for n in range(10, 99)]
    text = "\n".join(["Nama,Telepon", '"Budi,081398765432', *rows, '"Sari, S.Pd",081398765433'])
    result = cleaned(tmp_path, text)
    assert [(one.line, one.code) for one in result.rejected] == [(2, "unreadable")]
    assert len(result.accepted) == len(rows) + 1
    assert result.accepted[-1].name == "Sari, S.Pd"


def test_stray_quotes_inside_names_are_kept(tmp_path: Path) -> None:
    result = cleaned(
        tmp_path, 'Nama,Telepon\nBudi "Boy" S,081234567890\n"Rina" Amelia,081398765432\nTV 32",1\n'
    )
    assert [one.name for one in result.accepted] == ['Budi "Boy" S', "Rina Amelia"]
    assert [one.raw for one in result.rejected] == ["1"]


def test_rows_with_too_many_or_too_few_cells(tmp_path: Path) -> None:
    result = cleaned(
        tmp_path,
        "Nama,Telepon,Kota\nBudi, S.H.,081234567890,Solo\nSari,081398765432\nTono\n"
        "Rina,081398765433,Solo,,,\n",
    )
    assert [(one.line, one.code) for one in result.rejected] == [
        (2, "unreadable"),
        (4, "unreadable"),
    ]
    assert "4 cells for 3 columns" in result.rejected[0].reason.en
    assert [one.columns["kota"] for one in result.accepted] == ["", "Solo"]


def test_a_very_long_cell_or_line_rejects_its_row_alone(tmp_path: Path) -> None:
    long_cell, long_line = "x" * 5_000, "y" * 300_000
    result = cleaned(
        tmp_path,
        f"Nama,Telepon\n{long_cell},081234567890\n{long_line},081234567891\nBudi,081234567892\n",
    )
    assert [(one.line, one.code) for one in result.rejected] == [
        (2, "unreadable"),
        (3, "unreadable"),
    ]
    assert [one.line for one in result.accepted] == [4]
    assert max(len(one.raw) for one in result.rejected) <= 80


def test_empty_columns_to_the_right_do_not_matter(tmp_path: Path) -> None:
    blank = "," * 2_000
    result = cleaned(tmp_path, f"Nama,Telepon{blank}\nBudi,081234567890{blank}\n")
    assert [one.columns for one in result.accepted] == [{}]


def test_columns_without_a_name_or_with_the_same_one_are_told_apart(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "HP,Kota,,Kota,\n081234567890,Solo,a,Bogor,b\n")
    assert [one.columns for one in result.accepted] == [
        {"kota": "Solo", "column_3": "a", "kota_2": "Bogor", "column_5": "b"}
    ]


def test_headers_alone_are_an_empty_list(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "Nama,Telepon\n")
    assert (result.input_rows, result.accepted, result.rejected) == (0, (), ())


def workbook() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return data.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \r\n\r\n", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (workbook(), "an Excel workbook"),
        (b"PK\x03\x04 broken archive", "an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"\x1f\x8b\x08\x00", "a compressed archive"),
        (b"<!DOCTYPE html><table>", "a web page"),
        (b"BEGIN:VCARD\nTEL:0812\n", "a contact card file"),
        (b"Nama,Telepon\nBu\x00di,0812\n", "NUL byte (0x00) on line 2"),
        (b"Nama,Telepon\n" + b"Budi,0812\n" * 9_000 + b"\x00", "NUL byte (0x00) on line 9002"),
        ("Nama,Telepon\nBudi,0812\n".encode("utf-16-le"), "UTF-16"),
        (b"\xff\xfeN\x00a", "damaged"),
        (b"Nama,Telepon\nRos\xc3\xa9,0812\nJos\xe9,0813\n", "byte 0xE9 on line 3"),
        (b"Nama,Telepon\n" + b"Budi,0812\n" * 200_000 + b"\xc3", "0xC3 on line 200002"),
        (b"Nama,Kota\nBudi,Solo\n", "columns found: “Nama”, “Kota”"),
        (b"," * 600, "is empty"),
        (b"a," * 600, "601 columns"),
    ],
)
def test_what_is_no_contact_list_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    assert said in refusal(tmp_path, content)


def test_a_path_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "none.csv", "no file"), (tmp_path, "folder")):
        with pytest.raises(BadContactFile) as caught:
            clean(path)
        assert said in caught.value.text.en
