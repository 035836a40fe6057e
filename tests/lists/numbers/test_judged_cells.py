"""`judge_numbers` says of a column what `read_cell_phone` says of each cell, and quickly."""

import random

import phonenumbers
import polars as pl
import pytest
from phonenumbers import carrier

from lists.numbers.made import make_number, mess_up, typical_rows
from terkirim.delivery.lists.numbers import judge, judge_numbers, tables
from terkirim.delivery.lists.numbers.one_by_one import judge_cell
from terkirim.delivery.lists.rules import read_cell_phone
from terkirim.vocabulary.phone import Unusable

HOSTILE = [
    "",
    "   ",
    "kosong",
    "+",
    "++6281234567890",
    "+62 0812-3456-7890",
    "0 062 812 3456 7890",
    "00 62 812 3456 7890",
    "0081234567890",
    "٠٨١٢٣٤٥٦٧٨٩٠",
    "０８１２３４５６７８９０",
    "'081234567890",
    '="081234567890"',
    '="6281234567890.0"',
    "=6281234567890.0",
    "6281234567890,00",
    "6.28123E+11",
    "6,281234567890E+12",
    "0812 3456 7890 / 0857 1234 5678",
    "021 555 1234 / 022 555 1234",
    "wa.me/6281234567890",
    '=HYPERLINK("https://wa.me/6281234567890")',
    "'; DROP TABLE contacts; --",
    "0812345678901234567890",
    "99999999999999999999999",
    "1" * 300,
    "0812" + " " * 300 + "34567890",
    "\u202a+62 812\u20113456\u20117890\u202c",
    "+5511 8765-4321",
    "5211234567890",
    "0x5f5e100",
    "-6281234567890",
    "\N{PILE OF POO}",
]


def expected(cell: str, home: str) -> tuple[str | None, ...]:
    read = read_cell_phone(cell, home)
    reason = read.reason if isinstance(read, Unusable) else None
    if not read.e164:
        return None, None, "unknown", None, reason
    number = phonenumbers.parse(read.e164)
    kinds = {value: name for name, value in vars(phonenumbers.PhoneNumberType).items()}
    return (
        read.e164,
        phonenumbers.region_code_for_number(number),
        kinds[phonenumbers.number_type(number)].lower(),
        carrier.safe_display_name(number, "en") or None,
        reason,
    )


@pytest.fixture
def _compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "WORTH_COMPILING", 0)
    monkeypatch.setattr(tables, "WORTH_COMPILING", 0)


@pytest.mark.usefixtures("_compiled")
@pytest.mark.parametrize("home", ["ID", "MY", "BR", "AR", "MX", "US", "GB", "AU", "KP", "RU", "ZZ"])
def test_every_cell_is_read_as_it_is_one_by_one(home: str) -> None:
    chance = random.Random(home)
    plan = home if home != "ZZ" else "ID"
    numbers = [make_number(chance, plan) for _ in range(1500)]
    cells = [*numbers, *(mess_up(chance, number) for number in numbers), *HOSTILE]
    found = judge_numbers(pl.Series(cells), home)
    for cell, got in zip(cells, found.iter_rows(), strict=True):
        assert got == expected(cell, home), cell


def test_a_short_list_compiles_nothing_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "look_up", None)
    found = judge_numbers(pl.Series([*HOSTILE, None]), "ID")
    assert found.rows() == [*(expected(cell, "ID") for cell in HOSTILE), expected("", "ID")]


@pytest.mark.usefixtures("_compiled")
def test_rows_stay_in_order_over_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = typical_rows(random.Random(1), 2000)
    whole = judge_numbers(pl.Series(cells), "ID")
    monkeypatch.setattr(judge, "_AT_ONCE", 37)
    assert judge_numbers(pl.Series(cells), "ID").equals(whole)
    assert judge_numbers(pl.Series([*cells, None])[1:], "ID")[:-1].equals(whole[1:])


@pytest.mark.usefixtures("_compiled")
def test_no_rows_are_no_rows() -> None:
    found = judge_numbers(pl.Series([], dtype=pl.String), "ID")
    assert found.height == 0
    assert found.columns == ["e164", "region", "line_type", "operator", "reason"]


def test_numbers_that_a_file_kept_as_numbers_are_read() -> None:
    assert judge_numbers(pl.Series([6281234567890]), "ID")["e164"].to_list() == ["+6281234567890"]


@pytest.mark.parametrize("home", ["ID", "SG"])
def test_typical_rows_take_the_short_way(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    slow: list[str] = []

    def counted(cell: str, region: str) -> object:
        slow.append(cell)
        return judge_cell(cell, region)

    monkeypatch.setattr(judge, "judge_cell", counted)
    monkeypatch.setattr(tables, "WORTH_COMPILING", 0)
    cells = typical_rows(random.Random(2), 20_000)
    judge_numbers(pl.Series(cells), home)
    assert len(slow) < 20, slow[:20]


@pytest.mark.usefixtures("_compiled")
@pytest.mark.parametrize(
    ("written", "operator"),
    [
        ("0811-1234-567", "Telkomsel"),
        ("0852 1234 5678", "Telkomsel"),
        ("0815.1234.5678", "Indosat Ooredoo Hutchison"),
        ("62895 1234 5678", "Indosat Ooredoo Hutchison"),  # once Tri
        ("+62817-1234-567", "XL"),
        ("083812345678", "AXIS"),
        ("+6288112345678", "Smartfren"),
        ("0215551234", None),
        ("+6591234567", None),  # numbers can be ported there
    ],
)
def test_the_operator_is_named_where_it_can_be_known(written: str, operator: str | None) -> None:
    assert judge_numbers(pl.Series([written]), "ID")["operator"].to_list() == [operator]
