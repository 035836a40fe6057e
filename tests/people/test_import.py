"""`terkirim contacts import`: a list into the database, and the same list again."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from consent.registry import writes
from house import House
from people.webhooks import became, everybody, tell, wrote
from terkirim.cli import app
from terkirim.delivery.imports import run as importing
from terkirim.delivery.imports.run import ContactImporter
from terkirim.delivery.lists.model import CleanList
from terkirim.delivery.lists.model import Contact as Listed
from terkirim.delivery.outbox.forget_person import forget_person
from terkirim.sandbox import ACCOUNT, APP_SECRET, TOKEN, VERIFY_TOKEN
from terkirim.store import Contact, consents

LIST = """Nama,No WA,Bahasa,Zona Waktu,Kota,Setuju
Sari,081200000001,id,Asia/Jakarta,Bandung,ya
Budi,(021) 555 1234,id,,Jakarta,ya
Sari lagi,6281200000001,id,,Bogor,ya
Tono,081200000003,en,Asia/Makassar,Makassar,tidak
Wati,081200000004,,,,
"=HYPERLINK(""http://x"")",081200000005,,,"'; DROP TABLE contacts; --",
"""
SARI, TONO, WATI = "+6281200000001", "+6281200000003", "+6281200000004"


async def bring_in(house: House, file: Path, text: str, *words: str, lang: str = "en") -> Result:
    await asyncio.to_thread(file.write_text, text)
    values = {
        "ACCOUNT_ID": ACCOUNT,
        "ACCESS_TOKEN": TOKEN,
        "APP_SECRET": APP_SECRET,
        "VERIFY_TOKEN": VERIFY_TOKEN,
        "DATABASE": house.terkirim.settings.database,
    }
    env = {"LC_ALL": lang, **{f"TERKIRIM_{name}": value for name, value in values.items()}}
    command = ["contacts", "import", str(file), *words]
    return await asyncio.to_thread(CliRunner().invoke, app, command, env=env)


async def by_phone(house: House) -> dict[str | None, Contact]:
    return {contact.phone: contact for contact in await everybody(house)}


async def test_people_are_written_down_with_all_the_list_says(house: House, tmp_path: Path) -> None:
    file = tmp_path / "pelanggan.csv"
    done = await bring_in(house, file, LIST, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {
        "rows": 6,
        "new": 3,
        "changed": 0,
        "known": 0,
        "left_out": 3,
        "refused": 1,
        "consents": 2,
        "reasons": {"landline": 1, "duplicate": 1, "no_consent": 1},
        "notes": json.loads(done.stdout)["notes"],
    }
    people = await by_phone(house)
    sari, tono = people[SARI], people[TONO]
    assert (sari.name, sari.language, sari.time_zone) == ("Sari", "id", "Asia/Jakarta")
    assert (sari.consent, tono.consent, people[WATI].consent) == ("yes", "no", "unknown")
    assert json.loads(sari.fields) == {"kota": "Bandung"}
    assert json.loads(people["+6281200000005"].fields) == {"kota": "'; DROP TABLE contacts; --"}
    async with house.terkirim.store.read() as db:
        [said] = (await consents.of(db, [sari.id]))[sari.id]
    assert (said.given, said.source) == (True, "list: pelanggan.csv")


async def test_the_same_list_again_changes_nothing_and_another_only_what_it_says(
    house: House, tmp_path: Path
) -> None:
    file = tmp_path / "pelanggan.csv"
    await bring_in(house, file, LIST)
    first = await everybody(house)
    again = await bring_in(house, file, LIST, lang="id")
    assert again.stdout.splitlines()[0] == (
        "6 baris: 0 kontak baru, 0 diperbarui, 3 sudah ada, 3 tidak dimasukkan."
    )
    assert await everybody(house) == first
    other = "Nama,No WA,Poin,Setuju\nSari Dewi,081200000001,70,\nWati,081200000004,,tidak\n"
    done = json.loads((await bring_in(house, file, other, "--json")).stdout)
    assert (done["new"], done["changed"], done["known"], done["refused"]) == (0, 1, 0, 1)
    people = await by_phone(house)
    sari = people[SARI]
    assert (sari.name, sari.language, sari.consent) == ("Sari Dewi", "id", "yes")
    assert json.loads(sari.fields) == {"kota": "Bandung", "poin": "70"}
    assert people[WATI].consent == "no"


async def test_a_list_finds_people_by_other_spellings_and_former_numbers(
    house: House, tmp_path: Path
) -> None:
    now = house.stage.clock.now()
    short, moved = "+553187654321", "+6281300000009"
    await tell(house, wrote(short, None, now - 9), wrote(SARI, "ID.1", now - 8))
    await tell(house, became((SARI, "ID.1"), (moved, "ID.2"), now - 7))
    text = f"No WA,Nama\n+55 31 98765-4321,Ana\n{SARI},Sari\n"
    done = json.loads((await bring_in(house, tmp_path / "a.csv", text, "--json")).stdout)
    assert (done["new"], done["changed"]) == (0, 2)
    people = await by_phone(house)
    assert {phone: one.name for phone, one in people.items()} == {short: "Ana", moved: "Sari"}


@pytest.mark.parametrize(
    ("content", "said"), [(b"%PDF-1.7", "PDF"), (b"", ""), (b"Nama\nSari\n", "")]
)
async def test_what_is_no_list_is_one_clear_line(
    house: House, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "list.csv"
    done = await bring_in(house, file, content.decode())
    assert done.exit_code == 2, done.output
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr
    assert await everybody(house) == []


async def test_cut_off_it_keeps_what_was_in_and_is_completed_by_a_second_run(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PORTION", 10)
    rows = tuple(
        Listed(line, f"+62812000{line:05d}", "ID", f"Sari {line}", "yes", {"kota": "Bandung"})
        for line in range(2, 52)
    )

    async def given(cut_at: int) -> AsyncIterator[CleanList]:
        for start in range(0, len(rows), 10):
            if start == cut_at:
                raise KeyboardInterrupt
            yield CleanList(rows[start : start + 10], (), 10, has_consent_column=True, notes=())

    own = house.terkirim
    importer = ContactImporter(own.store, own.identifiers, own.clock)
    with pytest.raises(KeyboardInterrupt):
        await importer.run(given(30), "a.csv", "ID")
    assert len(await everybody(house)) == 30
    done = await importer.run(given(-1), "a.csv", "ID")
    assert (done.new, done.known, done.consents) == (20, 30, 20)
    people = await everybody(house)
    assert len(people) == 50
    assert {one.consent for one in people} == {"yes"}


def crowd(first: int, last: int, name: str) -> CleanList:
    """Hundreds of people who agreed: enough to be written PostgreSQL's fastest way."""
    rows = tuple(
        Listed(line, f"+62812000{line:05d}", "ID", name, "yes", {})
        for line in range(first, last + 1)
    )
    return CleanList(rows, (), len(rows), has_consent_column=True, notes=())


async def given(*portions: CleanList) -> AsyncIterator[CleanList]:
    for portion in portions:
        yield portion


async def test_two_lists_at_a_time_write_each_person_once(house: House) -> None:
    own = house.terkirim
    importer = ContactImporter(own.store, own.identifiers, own.clock)
    lists = [crowd(1, 700, name) for name in ("Sari", "Budi", "Tono")]
    done = await asyncio.gather(*(importer.run(given(one), "a.csv", "ID") for one in lists))
    assert sum(one.new for one in done) == 700
    people = await everybody(house)
    assert len(people) == 700
    assert len({msgspec.structs.astuple(one) for one in people}) == 700


async def test_a_long_list_meets_known_and_forgotten_people_among_strangers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PORTION", 600)
    forgotten = "+6281200000700"
    await house.agree(forgotten)
    await writes(house, "STOP", forgotten)
    await forget_person(house.terkirim.store, house.terkirim.clock, forgotten)
    before = {one.phone for one in await everybody(house)} - {forgotten, None}
    own = house.terkirim
    importer = ContactImporter(own.store, own.identifiers, own.clock)
    portions = crowd(1, 800, "Sari"), crowd(401, 1200, "Budi"), crowd(1201, 2000, "Tono")
    done = await importer.run(given(*portions), "a.csv", "ID")
    assert (done.new, done.changed, done.known, done.consents) == (2000, 400, 0, 2000)
    people = {one.phone: one for one in await everybody(house) if one.phone not in before}
    names = Counter(one.name for one in people.values() if one.phone is not None)
    assert names == {"Sari": 400, "Budi": 800, "Tono": 800}
    assert [one.phone for one in people.values() if one.consent == "no"] == [forgotten]
    async with house.terkirim.store.read() as db:
        said = await consents.of(db, [one.id for one in people.values() if one.phone != forgotten])
    assert Counter(map(len, said.values())) == {1: 1999}


async def test_people_and_what_they_agreed_to_are_written_together_or_not_at_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    own = house.terkirim
    importer = ContactImporter(own.store, own.identifiers, own.clock)
    monkeypatch.setattr(importing, "record_new", full)
    with pytest.raises(OSError, match="No space"):
        await importer.run(given(crowd(1, 700, "Sari")), "a.csv", "ID")
    assert await everybody(house) == []
