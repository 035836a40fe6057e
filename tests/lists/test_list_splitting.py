"""Splitting all at once gives what splitting row by row gives, wherever blocks are cut."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terkirim.delivery.lists import batch, split_block
from terkirim.delivery.lists import clean as cleaning
from terkirim.delivery.lists.clean import clean
from terkirim.delivery.lists.model import Choice
from terkirim.delivery.lists.open_list import Reading
from terkirim.delivery.lists.read_text import open_text
from terkirim.delivery.lists.split_rows import Lines, read_row, read_rows

HEADERS = "Nama{0}No WA{0}Kota"
PLAIN = st.sampled_from(["Budi", "", " ", "0812-3456-7890", "081234567890", "Sari Dewi", "é🌸"])
ODD = st.sampled_from(
    [
        '"a"',
        '"a, b"',
        '"dua\nbaris"',
        '"',
        'TV 32"',
        '"a" b',
        '""',
        '"x""y"',
        "\u00a0",
        "\x1c",
        "z" * 5000,
    ]
)
ROW = st.lists(PLAIN | PLAIN | PLAIN | ODD, max_size=5)


def row_by_row(text: str, delimiter: str, first: int) -> list[tuple[object, ...]]:
    rows = [
        row
        for row in read_rows(Lines(text.removesuffix("\n").split("\n")), delimiter)
        if row.line >= first
    ]
    return batch.of_rows(rows, 3, 1).rows()


@given(st.lists(ROW, max_size=25), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r"]))
@settings(max_examples=300, deadline=None)
def test_at_once_and_row_by_row_agree(rows: list[list[str]], delimiter: str, end: str) -> None:
    text = "\n".join([HEADERS.format(delimiter), *(delimiter.join(row) for row in rows)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.csv")
        path.write_bytes(text.replace("\n", end).encode())
        for block in (64, 1_000, 1 << 20):
            opened = open_text(path, Choice(), Reading(block=block))
            found = [row for part in opened.batches for row in part.rows()]
            if (
                opened.columns.names[:3] == ("nama", "no_wa", "kota")
                and len(opened.columns.names) == 3
            ):
                assert found == row_by_row(text, delimiter, 2)


def test_only_odd_rows_are_read_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quote somewhere in a block costs its own row, not the speed of all others."""
    seen: list[int] = []
    real = read_row

    def watched(lines: Lines, delimiter: str) -> object:
        seen.append(lines.number)
        return real(lines, delimiter)

    monkeypatch.setattr(split_block, "read_row", watched)
    path = tmp_path / "x.csv"
    lines = [f'"Sari, S.Pd",0812{n:08d},"Solo ""Kota"""' for n in range(3_000)]
    lines[1_000] = '"Budi,081398765432,Solo'
    lines[2_000] = '"Rina",081398765433,"Jl. Melati\n1"'
    path.write_text("\n".join(["Nama,HP,Kota", *lines]))
    result = clean(path)
    assert (len(result.accepted), len(result.rejected)) == (2_999, 1)
    assert result.accepted[-1].line == 3_002
    assert result.accepted[0].columns == {"kota": 'Solo "Kota"'}
    assert set(seen) == {1_002, 2_002}


def test_a_record_goes_on_in_the_next_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "_BESIDE", Reading(block=2_000))
    path = tmp_path / "x.csv"
    rows = [f'S{n},0812{n:08d},"Jl. Melati\nRT {n}\nSolo"' for n in range(500)]
    path.write_text("\n".join(["Nama,HP,Alamat", *rows]))
    result = clean(path)
    assert not result.rejected
    assert [one.line for one in result.accepted] == list(range(2, 1_502, 3))
    assert result.accepted[499].columns == {"alamat": "Jl. Melati RT 499 Solo"}
