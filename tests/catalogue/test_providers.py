"""Providers' own codes: read strictly, told apart from Meta's, in both languages."""

import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import msgspec
import pytest

from terkirim.errors import BadInput, NotFound
from terkirim.knowledge import catalogue
from terkirim.knowledge.catalogue import PROVIDERS, Provider, ProviderCode, provider, provider_code
from terkirim.knowledge.catalogue.providers import read_provider
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.text import Text

FOLDER = Path(catalogue.__file__).parent / "providers"
EVERY = [(name, code) for name in PROVIDERS for code in provider(name).codes]
ON_PREMISES_CODES_OF_TWILIO = {
    "63001": [1005],
    "63003": [1006, 1013, 1021],
    "63005": [1000],
    "63010": [1022],
    "63012": [500, 1011, 1014, 1023, 1025],
    "63013": [1008, 1009],
    "63016": [470],
    "63018": [429, 471, 1015],
    "63019": [400],
    "63020": [402],
    "63021": [408, 410, 1001],
    "63022": [430, 432, 433],
    "63024": [1002, 1026],
    "63025": [1004],
    "63027": [2001, 2003],
    "63028": [2000],
    "63029": [2002],
    "63030": [1010],
    "63032": [472],
}
WALLETS = [
    ("gupshup", "1003"),
    ("ycloud", "BALANCE_INSUFFICIENT"),
    ("vonage", "out-of-credit"),
    ("vonage", "low-balance"),
]
GUPSHUP_COLLIDES = ("1001", "1002", "1004", "1005", "1006", "1008", "1010", "1011")


def texts_of(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts_of(getattr(value, name))
    elif isinstance(value, tuple):
        yield from chain.from_iterable(map(texts_of, value))


def own(name: str, code: str) -> ProviderCode:
    found = provider_code(name, code)
    assert found, f"{name} {code}"
    return found


def test_there_is_a_file_for_every_provider_and_no_other() -> None:
    assert sorted(PROVIDERS) == sorted(file.stem for file in FOLDER.iterdir())
    assert set(PROVIDERS) >= {"twilio", "360dialog", "gupshup", "ycloud", "vonage", "exotel"}


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_provider_says_everything_in_two_different_languages(name: str) -> None:
    found = provider(name)

    assert all(source.startswith("https://") for source in found.sources)
    for text in texts_of(found):
        assert text.id.strip() == text.id != ""
        assert text.en.strip() == text.en != ""
        assert text.id != text.en
    assert found.note.id.endswith(".")
    assert found.note.en.endswith(".")
    for code in found.codes:
        assert not code.title.id.endswith(".")
        assert not code.title.en.endswith(".")


@pytest.mark.parametrize(
    ("name", "code"), EVERY, ids=[f"{name} {code.code}" for name, code in EVERY]
)
def test_a_code_rests_on_causes_and_codes_that_exist(name: str, code: ProviderCode) -> None:
    assert len(set(code.causes)) == len(code.causes)
    for cause in (*code.causes, *(each.cause for each in code.details)):
        assert catalogue.cause_words(cause).title.id
    for match in (match for each in code.details for match in each.match):
        assert match == match.lower()
        assert len(match) >= 7
    for number in (*code.meta, *code.legacy):
        assert catalogue.find(number), f"{name} {code.code} stands for {number}"
    assert not set(code.meta) & set(code.legacy)
    assert all(number < 2100 for number in code.legacy)
    assert all(number >= 130_000 for number in code.meta)
    assert code.basis == ("inferred" if code.meta else "official")


@pytest.mark.parametrize("code", provider("twilio").codes, ids=lambda code: str(code.code))
def test_twilios_causes_are_those_of_the_codes_it_stands_for(code: ProviderCode) -> None:
    """432 is also a status of Flow endpoints, so that its first cause may be another."""
    stands_for = [catalogue.entry(number) for number in (*code.meta, *code.legacy)]
    possible = {cause for entry in stands_for for cause in entry.causes}

    assert set(code.causes) <= possible or not stands_for
    for entry in stands_for:
        assert entry.code == 432 or entry.causes[0] in code.causes, entry.code


def test_twilio_follows_its_official_table() -> None:
    table = {code.code: list(code.legacy) for code in provider("twilio").codes if code.legacy}

    assert table == ON_PREMISES_CODES_OF_TWILIO
    assert own("twilio", "63049").meta == (131049,)
    assert own("twilio", "63016").meta == (131047,)


@pytest.mark.parametrize(("name", "code"), WALLETS)
def test_a_providers_balance_is_its_own_wallet(name: str, code: str) -> None:
    assert own(name, code).causes == (Cause.BALANCE,)
    assert own(name, code).meta == ()
    assert "Meta" in provider(name).note.en


def test_payment_at_meta_is_no_wallet() -> None:
    assert own("twilio", "63020").causes == (Cause.PAYMENT,)


def test_gupshups_numbers_are_told_apart_from_metas_old_ones() -> None:
    same = {
        code.code: entry
        for code in provider("gupshup").codes
        if (entry := catalogue.find(int(code.code))) is not None
    }

    assert set(same) == set(GUPSHUP_COLLIDES)
    for number, entry in same.items():
        found = own("gupshup", number)
        assert entry.kind == "legacy"
        assert found.legacy == found.meta == ()
        assert not set(found.causes) & set(entry.causes), number
        assert found.title != entry.title
        assert number in provider("gupshup").note.id
        assert "Gupshup" in entry.developer.id
        assert "Gupshup" in entry.developer.en


@pytest.mark.parametrize(
    ("name", "status"),
    [("360dialog", "400"), ("360dialog", "500"), ("vonage", "429")],
)
def test_an_http_status_of_a_provider_is_no_old_code(name: str, status: str) -> None:
    old = catalogue.entry(int(status))

    assert old.kind == "legacy"
    assert own(name, status).legacy == ()
    assert own(name, status).title != old.title
    assert status in provider(name).note.en


def test_360dialogs_400_is_told_apart_by_its_words_alone() -> None:
    found = own("360dialog", "400")

    assert found.causes[0] is Cause.UNKNOWN
    told = {match: each.cause for each in found.details for match in each.match}
    assert told["lack of payment"] is Cause.BALANCE
    assert told["rate limit"] is Cause.APP_LIMIT


@pytest.mark.parametrize("code", ["30004", "30009", "30048"])
def test_an_exotel_number_alone_says_nothing(code: str) -> None:
    assert own("exotel", code).causes == (Cause.UNKNOWN,)


@pytest.mark.parametrize("code", ["30001", "30003", "30049", "131026", "3004", "x", ""])
def test_what_is_no_error_of_exotels_is_not_taken_for_one(code: str) -> None:
    assert provider_code("exotel", code) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("twilio", "470"),
        ("twilio", "63999"),
        ("gupshup", "1013"),
        ("gupshup", "131049"),
        ("ycloud", "131056"),
        ("infobip", "1002"),
        ("", ""),
    ],
)
def test_a_code_the_provider_has_not_is_never_borrowed(name: str, code: str) -> None:
    assert provider_code(name, code) is None


def test_names_and_words_are_found_however_they_are_written() -> None:
    assert provider(" Twilio ") is provider("twilio")
    assert provider_code("YCloud", " balance_insufficient ") is own(
        "ycloud", "BALANCE_INSUFFICIENT"
    )


def test_an_unknown_provider_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="no provider infobip; it has 360dialog, exotel") as missing:
        provider("infobip")

    assert "Penyedia infobip tidak ada" in missing.value.text.id


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('name = "YCloud"', 'name = "YCloud"\nhttp = 400', "unknown field `http`"),
        ('name = "YCloud"\n', "", "missing required field `name`"),
        ("carries_meta_code = true", 'carries_meta_code = "yes"', "Expected `bool`"),
        ('"account.balance"', '"account.wallet"', "Invalid enum value 'account.wallet'"),
        ('causes = ["account.balance"]', "causes = []", "length >= 1"),
        ('basis = "official"', 'basis = "guessed"', "Invalid enum value 'guessed'"),
        ('code = "NOT_FOUND"', 'code = "balance_insufficient"', "`balance_insufficient` twice"),
        ('code = "NOT_FOUND"', "code = 404", "Expected `str`"),
        ("meta = [131056, 130429]", 'meta = ["131056"]', "Expected `int`"),
        ("note.id = ", 'note.fr = "x"\nnote.id = ', "unknown language `fr` - note"),
        ("title.en = ", 'title.fr = "x"\ntitle.en = ', "unknown language `fr` - codes[1].title"),
        ("title.en = ", 'title.en = " "\nold = ', "unknown field `old`"),
        ("reading.en = ", "reading.fr = ", "missing required field `en`"),
        ("[[codes.details]]", "[[codes.details]]\nwords = 1", "unknown field `words`"),
        ("[[codes]]", "[[codes]", "Expected"),
    ],
)
def test_a_broken_file_is_refused_by_name(
    tmp_path: Path, before: str, after: str, fault: str
) -> None:
    whole = (FOLDER / "ycloud.toml").read_text("utf-8")
    assert before in whole
    broken = tmp_path / "ycloud.toml"
    broken.write_text(whole.replace(before, after, 1), "utf-8")

    with pytest.raises(BadInput) as refusal:
        read_provider(broken)

    assert "ycloud.toml" in refusal.value.text.id
    assert fault in refusal.value.text.en


@pytest.mark.parametrize("place", ["title.en", "reading.en"])
def test_an_empty_text_is_refused_however_deep(tmp_path: Path, place: str) -> None:
    lines = (FOLDER / "ycloud.toml").read_text("utf-8").splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith(place))
    lines[first] = f'{place} = " "'
    broken = tmp_path / "ycloud.toml"
    broken.write_text("\n".join(lines), "utf-8")

    with pytest.raises(BadInput, match="empty `en`"):
        read_provider(broken)


def test_a_whole_file_is_read_as_it_stands(tmp_path: Path) -> None:
    copy = tmp_path / "ycloud.toml"
    copy.write_bytes((FOLDER / "ycloud.toml").read_bytes())

    assert read_provider(copy) == provider("ycloud")
    assert isinstance(provider("ycloud"), Provider)


def test_only_the_provider_asked_for_is_read() -> None:
    program = (
        "import terkirim.knowledge.catalogue as c;"
        "from terkirim.knowledge.catalogue import load, providers;"
        "assert providers._read.cache_info().currsize == 0;"
        "assert c.provider_code('infobip', '1') is None;"
        "assert c.provider_code('gupshup', '1002');"
        "assert providers._read.cache_info().currsize == 1;"
        "assert load.read_code.cache_info().currsize == 0, 'Meta is not asked'"
    )
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own program
