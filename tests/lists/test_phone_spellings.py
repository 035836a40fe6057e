"""Numbers as people write them: one verdict for every spelling."""

import pytest

from terkirim.vocabulary.phone import (
    NotAPhone,
    Phone,
    Unusable,
    mask,
    read_phone,
    region_of,
    spellings,
)

BUDI = "+6281234567890"


@pytest.mark.parametrize(
    "written",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "0812.3456.7890",
        "(0812) 3456-7890",
        "6281234567890",
        "+62 812-3456-7890",
        "+62 (0)812 3456 7890",
        "+6 2812 3456 7890",
        "0062 812 3456 7890",
        "+081234567890",
        "81234567890",
        "WA: 0812 3456 7890",
        "No. HP 0812-3456-7890",
        "wa.me/6281234567890",
        "https://wa.me/6281234567890?text=halo%202026",
        "https://api.whatsapp.com/send?text=a&phone=6281234567890",
        "tel:+62-812-3456-7890",
        "whatsapp:+6281234567890",
        "'081234567890",
        '="081234567890"',
        "6281234567890.0",
        "6.281234567890E+12",
        "0812 3456 7890 (Budi)",
        "0812 3456 7890 (istri 2)",
        "\u202a+62\u00a0812\u20113456\u20117890\u202c",
        "\u200b0812\u200d34567890\ufeff",
        "０８１２３４５６７８９０",
        "٠٨١٢٣٤٥٦٧٨٩٠",
    ],
)
def test_a_number_is_the_same_in_every_spelling(written: str) -> None:
    assert read_phone(written) == Phone(BUDI, "ID")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "empty"),
        ("  \u200b ", "empty"),
        ("-", "empty"),
        ("n/a", "empty"),
        ("tidak ada", "empty"),
        ("menyusul", "not_a_number"),
        ("####", "not_a_number"),
        ("budi@contoh.id", "not_a_number"),
        ("0812l4567890", "not_a_number"),
        ("1", "too_short"),
        ("0812345", "too_short"),
        ("08123456789012345", "too_long"),
        ("62812345678901234", "too_long"),
        ("081234567890123456789012", "too_long"),
        ("0841 0007 3451", "invalid"),
        ("+999 123 456 789", "invalid"),
        ("(021) 555 1234", "landline"),
        ("+62 21 555 1234", "landline"),
        ("0800 1234 567", "service_number"),
        ("6.28123E+11", "rounded_by_excel"),
        ("6,28123E+11", "rounded_by_excel"),
        ("6.28E11", "rounded_by_excel"),
    ],
)
def test_what_cannot_be_used_says_why(written: str, reason: NotAPhone) -> None:
    read = read_phone(written)
    assert isinstance(read, Unusable)
    assert read.reason == reason


@pytest.mark.parametrize(
    ("written", "e164", "region"),
    [
        ("+65 9123 4567", "+6591234567", "SG"),
        ("6591234567", "+6591234567", "SG"),
        ("60123456789", "+60123456789", "MY"),
        ("+60 12-345 6789", "+60123456789", "MY"),
        ("+1 (201) 555-0123", "+12015550123", "US"),
        ("+61 491 570 156", "+61491570156", "AU"),
        ("+55 11 98123-4567", "+5511981234567", "BR"),
        ("+55 11 8123-4567", "+5511981234567", "BR"),
        ("+52 1 55 1234 5678", "+525512345678", "MX"),
        ("+52 55 1234 5678", "+525512345678", "MX"),
    ],
)
def test_a_number_of_another_country_keeps_its_country(
    written: str, e164: str, region: str
) -> None:
    assert read_phone(written) == Phone(e164, region)


def test_a_landline_that_lost_its_zero_does_not_go_abroad() -> None:
    assert read_phone("215551234") == Unusable("landline", "+62215551234")
    assert read_phone("2482512345") == Unusable("landline", "+622482512345")


def test_the_home_region_decides_what_a_bare_number_means() -> None:
    assert read_phone("012-345 6789", "MY") == Phone("+60123456789", "MY")


def test_spellings_of_one_person_lead_to_each_other() -> None:
    for one in ("+5511981234567", "+525512345678", "+5491123456789"):
        own, other = spellings(one)
        assert own == one
        assert set(spellings(other)) == {own, other}
    assert spellings("6281234567890") == (BUDI,)


def test_a_masked_number_hides_its_middle() -> None:
    assert mask(BUDI) == "+62********890"
    assert mask("") == ""
    assert region_of(BUDI) == "ID"
    assert region_of("nonsense") == ""
