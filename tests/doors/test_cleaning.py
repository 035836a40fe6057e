"""`POST /api/contacts/clean`: over HTTP what `terkirim contacts clean` does with files."""

import asyncio
import io
import json
import tempfile
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest

from house import House
from terkirim.delivery.access.keys import create_key
from terkirim.delivery.lists import Choice, clean_file
from terkirim.delivery.lists.clean_apart import Order, clean_apart
from terkirim.delivery.lists.model import ListReport
from terkirim.delivery.lists.write_list import not_written
from terkirim.errors import BadInput, NotWritten
from terkirim.web.api import clean_list
from terkirim.web.api.read_order import file_name

LIST = b"Nama,HP,Setuju\nBudi,0812-3456-7890,Ya\nSari,021 555 1234,Ya\nIka,081298765432,Tidak\n"


@pytest.fixture
def aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary folders are made; nothing may be left of them."""
    folder = tmp_path / "aside"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert not list(folder.glob("terkirim-clean-*"))


async def _post(house: House, body: Any, key: str = "", **query: str) -> tuple[int, bytes]:
    if not key:
        name = f"a shop {len(body) if isinstance(body, bytes) else id(body)}"
        key = await create_key(house.terkirim.store, house.terkirim.clock, name)
    headers = {"Authorization": f"Bearer {key}"}
    url = f"{house.url}/api/contacts/clean"
    async with house.http.post(url, data=body, params=query, headers=headers) as answer:
        return answer.status, await answer.read()


def _unpacked(answer: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(answer)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def test_the_files_are_those_of_the_command(
    aside: Path, house: House, tmp_path: Path
) -> None:
    source = tmp_path / "daftar.csv"
    source.write_bytes(LIST)
    report = clean_file(source, tmp_path / "accepted.csv")
    status, answer = await _post(house, LIST, file="daftar.csv", lang="en")
    made = _unpacked(answer)
    assert status == 200
    assert sorted(made) == ["accepted.csv", "rejected.csv", "report.html", "report.json"]
    assert made["accepted.csv"] == (tmp_path / "accepted.csv").read_bytes()
    assert made["rejected.csv"] == (tmp_path / "accepted.rejected.csv").read_bytes()
    assert msgspec.json.decode(made["report.json"], type=ListReport) == report
    assert "daftar.csv" in made["report.html"].decode()
    assert 'lang="en"' in made["report.html"].decode()


async def test_every_row_in_another_format_and_country(aside: Path, house: House) -> None:
    body = "who;mobile;other\nAmir;012-345 6789;0812-3456-7890\n".encode("utf-16")
    status, answer = await _post(
        house, body, all="true", format="parquet", country="my", phone="mobile"
    )
    made = _unpacked(answer)
    assert (status, sorted(made)) == (200, ["all.parquet", "report.html", "report.json"])
    rows = pl.read_parquet(made["all.parquet"]).to_dicts()
    assert [row["e164"] for row in rows] == ["+60123456789"]
    assert 'lang="id"' in made["report.html"].decode()


@pytest.mark.parametrize(
    ("body", "query", "words"),
    [
        (b"%PDF-1.7\n...", {"file": "daftar.csv"}, ("daftar.csv", "PDF")),
        (b"", {}, ("list", "empty")),
        (LIST, {"country": "XX"}, ("XX", "country")),
        (LIST, {"format": "docx"}, ("docx", "csv, tsv, xlsx")),
        (LIST, {"all": "maybe"}, ("maybe", "true")),
        (LIST, {"phone": "Telp"}, ("Telp", "Nama")),
        (LIST, {"counrty": "MY"}, ("counrty", "country")),
    ],
)
async def test_what_cannot_be_done_is_said_in_both_languages(
    aside: Path, house: House, body: bytes, query: dict[str, str], words: tuple[str, str]
) -> None:
    status, answer = await _post(house, body, **query)
    told = json.loads(answer)["error"]
    assert status == 400
    assert all(word in told["en"] for word in words)
    assert told["id"] != told["en"]
    assert str(aside) not in told["en"]


async def test_nobody_without_a_key_is_read(aside: Path, house: House) -> None:
    status, answer = await _post(house, LIST, key="tk_wrong")
    assert status == 401
    assert "terkirim keys create" in json.loads(answer)["error"]["id"]


async def test_a_list_that_is_too_large_is_not_kept(
    aside: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clean_list, "MOST_BYTES", 100)
    assert (await _post(house, LIST * 9))[0] == 413

    async def pieces() -> AsyncIterator[bytes]:  # without a length to refuse it by
        for _ in range(9):
            yield LIST

    assert (await _post(house, pieces()))[0] == 413


async def test_lists_are_cleaned_one_after_another(
    aside: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work, most = 0, 0

    async def watched(order: Any) -> Any:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        try:
            return await clean_apart(order)
        finally:
            at_work -= 1

    monkeypatch.setattr(clean_list, "clean_apart", watched)
    answers = await asyncio.gather(*(_post(house, LIST + b"\n" * at) for at in range(3)))
    assert [status for status, _ in answers] == [200] * 3
    assert most == 1


async def test_what_the_server_cannot_write_is_not_the_client_s_fault(
    aside: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(order: Order) -> ListReport:
        raise NotWritten(not_written(Path(order.out)))

    monkeypatch.setattr(clean_list, "clean_apart", full)
    status, answer = await _post(house, LIST)
    assert status == 507
    assert str(aside) not in answer.decode()


async def test_the_process_apart_tells_no_room_from_a_bad_list(tmp_path: Path) -> None:
    source = tmp_path / "daftar.csv"
    source.write_bytes(LIST)
    missing = str(tmp_path / "missing" / "out.csv")
    order = Order(str(source), missing, None, Choice(), every_row=False, language="id")
    with pytest.raises(NotWritten):
        await clean_apart(order)
    with pytest.raises(BadInput, match="XX") as refused:
        await clean_apart(
            msgspec.structs.replace(order, choice=Choice("XX"), out=str(tmp_path / "o.csv"))
        )
    assert not isinstance(refused.value, NotWritten)


async def test_a_list_that_ends_its_process_is_said_to_be_damaged(
    aside: Path, house: House
) -> None:
    damaged = Path(__file__).parents[1] / "lists" / "damaged.parquet"
    status, answer = await _post(house, await asyncio.to_thread(damaged.read_bytes))
    assert status == 400
    assert "damaged, or too large" in json.loads(answer)["error"]["en"]


async def test_too_many_lists_at_once_are_sent_away_and_who_left_is_not_served(
    aside: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Order] = []
    go_on = asyncio.Event()

    async def held(order: Order) -> ListReport:
        begun.append(order)
        await go_on.wait()
        return await clean_apart(order)

    monkeypatch.setattr(clean_list, "clean_apart", held)
    key = await create_key(house.terkirim.store, house.terkirim.clock, "a shop")
    asked = [asyncio.create_task(_post(house, LIST, key)) for _ in range(9)]
    first, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED, timeout=20)
    [(status, answer)] = [one.result() for one in first]
    assert status == 503
    assert "several other lists" in json.loads(answer)["error"]["en"]
    patient, *impatient = waiting
    for one in impatient:
        one.cancel()
    await asyncio.gather(*impatient, return_exceptions=True)
    go_on.set()
    assert (await patient)[0] == 200
    assert len(begun) <= 2


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\sari\\daftar.xlsx", "daftar.xlsx"),
        ("..", "list"),
        ("", "list"),
        ("a\0b\n.csv", "ab.csv"),
        ("é" * 200 + ".csv", "é" * 48 + ".csv"),
    ],
)
def test_a_name_leads_nowhere(said: str, kept: str) -> None:
    assert file_name(said) == kept
