"""Every row is accepted, or rejected with its line and its reason in both languages."""

import csv
from pathlib import Path

import pytest

from terkirim.delivery.lists.clean import clean, clean_file, rejected_path
from terkirim.delivery.lists.model import CleanList
from terkirim.delivery.lists.rules import value_of
from terkirim.errors import BadInput


def cleaned(folder: Path, content: str, region: str = "ID") -> CleanList:
    path = folder / "daftar.csv"
    path.write_text(content, encoding="utf-8")
    return clean(path, region)


def codes(result: CleanList) -> dict[int, str]:
    assert len(result.accepted) + len(result.rejected) == result.input_rows
    return {one.line: one.code for one in result.rejected}


def test_every_kind_of_bad_row_names_its_reason(tmp_path: Path) -> None:
    phones = ["081234567890", "", "menyusul", "0812345", "08123456789012345", "0841 0007 3451"]
    phones += ["(021) 555 1234", "0800 1234 567", "6.28123E+11", "+62 812-3456-7890"]
    result = cleaned(tmp_path, "No WA\n" + "\n".join(phone or '"-"' for phone in phones))
    assert codes(result) == {
        3: "empty",
        4: "not_a_number",
        5: "too_short",
        6: "too_long",
        7: "invalid",
        8: "landline",
        9: "service_number",
        10: "rounded_by_excel",
        11: "duplicate",
    }
    for one in result.rejected:
        assert one.reason.id != one.reason.en
        assert one.code == "empty" or one.raw in one.reason.id or one.code == "duplicate"
    assert "line 2 (+6281234567890)" in result.rejected[-1].reason.en
    assert "baris 2 (+6281234567890)" in result.rejected[-1].reason.id


def test_a_person_is_the_same_in_every_spelling_of_a_country(tmp_path: Path) -> None:
    result = cleaned(
        tmp_path, "WA\n+55 11 98123-4567\n551181234567\n+525512345678\n5215512345678\n"
    )
    assert codes(result) == {3: "duplicate", 5: "duplicate"}


@pytest.mark.parametrize(
    ("said", "consent"),
    [
        *((word, "yes") for word in ("Ya", "YA", "y", "Iya", "setuju", "1", "1.0", "true", "✓")),
        *((word, "yes") for word in ("✔️", "Opt-in", "opt in", "Bersedia, kak", "OK", "Ya!")),
        *((word, "unknown") for word in ("", " ", "-", "?", "mungkin", "2026-01-10", "1/2/2026")),
        *((word, "no") for word in ("Tidak", "TDK", "n", "No", "0", "0.0", "false", "STOP", "❌")),
        *((word, "no") for word in ("Belum", "Tidak setuju", "opt-out", "Opt out", "don't")),
        *((word, "no") for word in ("berhenti", "unsubscribed", "ya, tapi stop dulu", "Ga mau")),
    ],
)
def test_consent_is_understood_in_both_languages(tmp_path: Path, said: str, consent: str) -> None:
    result = cleaned(tmp_path, f'No WA,Setuju\n081234567890,"{said}"\n')
    assert result.has_consent_column
    if consent == "no":
        assert codes(result) == {2: "no_consent"}
        assert said in result.rejected[0].reason.id
    else:
        assert [one.consent for one in result.accepted] == [consent]


def test_consent_not_understood_is_unknown_and_said(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "WA,Izin\n081234567890,mungkin\n081234567891,\n")
    assert [one.consent for one in result.accepted] == ["unknown", "unknown"]
    assert "1 consent cells were not understood" in result.notes[0].en


def test_a_refusal_on_any_line_counts_for_every_line(tmp_path: Path) -> None:
    result = cleaned(
        tmp_path,
        "WA,Setuju\n081234567890,Ya\n081398765432,Ya\n0812-3456-7890,Tidak\n+6281234567890,Ya\n",
    )
    assert codes(result) == {2: "no_consent", 4: "no_consent", 5: "no_consent"}
    assert all("line 4" in one.reason.en for one in result.rejected)
    assert [one.line for one in result.rejected] == [2, 4, 5]


def test_a_column_of_refusals_is_read_the_other_way_round(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "WA,Opt-out\n081234567890,yes\n081398765432,no\n081398765433,\n")
    assert codes(result) == {2: "no_consent"}
    assert not result.has_consent_column
    assert [one.consent for one in result.accepted] == ["unknown", "unknown"]


def test_of_several_numbers_in_a_cell_the_first_usable_one_is_taken(tmp_path: Path) -> None:
    result = cleaned(
        tmp_path,
        "WA\n0812-3456-7890 / 0813-9876-5432\n021 555 1234 atau 081398765433\n"
        '"0812345;021 555 1234"\n',
    )
    assert [one.e164 for one in result.accepted] == ["+6281234567890", "+6281398765433"]
    assert codes(result) == {4: "too_short"}
    assert "lines 2, 3" in result.notes[0].en


def test_what_was_read_with_some_daring_is_said(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "WA\n6591234567\n60123456789\n628123000000\n+6591234568\n")
    assert [one.region for one in result.accepted] == ["SG", "MY", "ID", "SG"]
    assert [note.en[:2] for note in result.notes] == ["2 ", "1 "]
    assert "lines 2, 3" in result.notes[0].en
    assert "six zeros" in result.notes[1].en


def test_numbers_without_a_country_code_belong_to_the_home_region(tmp_path: Path) -> None:
    assert cleaned(tmp_path, "HP\n012-3456789\n", "my").accepted[0].e164 == "+60123456789"
    with pytest.raises(BadInput, match="two letters"):
        cleaned(tmp_path, "HP\n012-3456789\n", "Malaysia")


def test_values_are_found_under_their_header_in_any_spelling(tmp_path: Path) -> None:
    text = "Nama,No. WA,Setuju,No Pesanan\nBudi,081234567890,Ya,INV-1\n"
    contact = cleaned(tmp_path, text).accepted[0]
    assert value_of(contact, "No Pesanan") == value_of(contact, "no_pesanan") == "INV-1"
    assert value_of(contact, "Nama") == value_of(contact, "name") == "Budi"
    assert value_of(contact, "phone") == "+6281234567890"
    assert value_of(contact, "Setuju") == "yes"
    assert value_of(contact, "kota") is None


HOSTILE = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "＝1", "'=1", "\tx", "a\x1b[31mb"]


def test_no_cell_written_is_a_formula_and_reading_it_again_changes_nothing(tmp_path: Path) -> None:
    source, out, again = (tmp_path / name for name in ("in.csv", "out.csv", "again.csv"))
    with source.open("w", encoding="utf-8", newline="") as file:
        rows = [[cell, f"+62812345678{at:02d}", cell] for at, cell in enumerate(HOSTILE)]
        csv.writer(file).writerows([["Nama", "HP", "Catatan"], *rows, ["x", "=1+1|cmd", "=2"]])
    clean_file(source, out)
    rejected = rejected_path(out)
    assert rejected == tmp_path / "out.rejected.csv"
    for path in (out, rejected):
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
            for column, cell in row.items():
                assert column == "whatsapp" or not cell.startswith(tuple("=+-@\t\r＝"))
                assert "\x1b" not in cell
    assert [row.split(",")[0] for row in out.read_text("utf-8").splitlines()[1:]] == [
        f"+62812345678{at:02d}" for at in range(len(HOSTILE))
    ]
    clean_file(out, again)
    assert again.read_bytes() == out.read_bytes()
    assert clean(out).accepted[0].name == HOSTILE[0]


def test_a_refused_person_stays_refused_when_the_rejected_rows_are_cleaned_again(
    tmp_path: Path,
) -> None:
    source = tmp_path / "daftar.csv"
    source.write_text("WA,Setuju\n081234567890,Tidak\n0812345,Ya\n")
    clean_file(source, tmp_path / "out.csv")
    again = clean(rejected_path(tmp_path / "out.csv"))
    assert codes(again) == {2: "no_consent", 3: "too_short"}
    assert [one.raw for one in again.rejected] == ["081234567890", "0812345"]
