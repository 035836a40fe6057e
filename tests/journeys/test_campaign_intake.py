"""A campaign from file to outbox: portion by portion, by one process at a time, as people are."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from house import House
from terkirim.delivery.campaigns.model import CampaignFile, Intake, Parameter
from terkirim.delivery.lists import sift_apart
from terkirim.delivery.lists.sift_apart import open_portions
from terkirim.errors import BadCampaign, BadContactFile
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.store import contacts, leases
from terkirim.vocabulary.clock import MINUTE

PARAMETERS = (Parameter("nama", "Pelanggan"), Parameter("diskon", "15%"))
PROMO = CampaignFile("Promo", "promo_bulanan", parameters=PARAMETERS, sms="{1}: {2}")
ROWS = 6_000  # some portions


def write(folder: Path, rows: int = ROWS, first: int = 0, said: str = "ya") -> Path:
    path = folder / "list.csv"
    lines = [f"Sari {n},0812{n:08d},{said}\n" for n in range(first, first + rows)]
    path.write_text("Nama,No WA,Setuju\n" + "".join(lines))
    return path


async def take_in(house: House, path: Path, sender: str = LIVE_SENDER) -> Intake:
    async with open_portions(path, "ID") as portions:
        return await house.terkirim.campaigns.take_in(PROMO, portions, ACCOUNT, sender)


async def rows(house: House, query: str) -> list[tuple[object, ...]]:
    async with house.terkirim.store.read() as db:
        return [tuple(row) for row in await db.execute(text(query))]


@pytest.mark.parametrize("apart", [False, True])
async def test_every_row_is_entered_once_with_its_own_words(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    monkeypatch.setattr(sift_apart, "_WORTH_IT", 0 if apart else 10**9)
    path = write(tmp_path)
    first, again = await take_in(house, path), await take_in(house, path)
    more = await take_in(house, write(tmp_path, ROWS + 10))
    assert (first.entered, first.left_out, first.known) == (ROWS, 0, 0)
    assert (again.entered, again.left_out, again.known) == (0, 0, ROWS)
    assert (more.entered, more.left_out, more.known) == (10, 0, ROWS)
    counts = "SELECT count(*), count(DISTINCT contact_id), count(DISTINCT recipient) FROM messages"
    assert await rows(house, counts) == [(ROWS + 10,) * 3]
    assert await rows(house, "SELECT recipients FROM campaigns") == [(ROWS + 10,)]
    (own,) = await rows(
        house,
        "SELECT m.payload, m.sms_text, m.state, m.template_name, e.kind, e.state FROM messages m"
        " JOIN events e ON e.message_id = m.id WHERE recipient = '+6281200000007'",
    )
    assert '"text":"Sari 7"' in str(own[0])
    assert own[1:] == ("Sari 7: 15%", "queued", "promo_bulanan", "taken_in", "queued")


async def test_a_refusal_at_the_end_counts_for_the_beginning(house: House, tmp_path: Path) -> None:
    path = write(tmp_path)
    with path.open("a") as file:
        file.write("Sari,+62 812-0000-0003,tidak\n")
    intake = await take_in(house, path)
    assert (intake.entered, intake.left_out) == (ROWS - 1, 0)
    assert not await rows(house, "SELECT 1 FROM messages WHERE recipient = '+6281200000003'")


@pytest.mark.parametrize("apart", [False, True])
async def test_a_file_that_is_no_list_enters_nobody(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    monkeypatch.setattr(sift_apart, "_WORTH_IT", 0 if apart else 10**9)
    path = write(tmp_path)
    with path.open("ab") as file:
        file.write(b"\xff\xfe\n")
    with pytest.raises(BadContactFile) as refused:
        await take_in(house, path)
    assert f"di baris {ROWS + 2}" in refused.value.text.id
    assert await rows(house, "SELECT count(*) FROM messages") == [(0,)]


async def test_a_list_changes_of_people_only_what_it_says(house: House, tmp_path: Path) -> None:
    await take_in(house, write(tmp_path, 3))
    async with house.terkirim.store.write() as db:
        await db.execute(text("UPDATE contacts SET delivered_at = 5, name = 'Budi'"))
    await house.agree("+6281200000001", given=False)
    await take_in(house, write(tmp_path, 4))
    async with house.terkirim.store.read() as db:
        known = await contacts.by_phone(db, [f"+628120000000{n}" for n in range(4)])
    found = [(one.name, one.consent, one.delivered_at) for _, one in sorted(known.items())]
    assert found == [
        ("Sari 0", "yes", 5),
        ("Sari 1", "no", 5),
        ("Sari 2", "yes", 5),
        ("Sari 3", "yes", None),
    ]


async def test_two_processes_do_not_enter_one_campaign(house: House, tmp_path: Path) -> None:
    path = write(tmp_path, 5)
    now = house.terkirim.clock.now()
    async with house.terkirim.store.write() as db:
        await leases.take(db, ["campaign/Promo"], "another", now, now + MINUTE)
    with pytest.raises(BadCampaign) as refused:
        await take_in(house, path)
    assert "sedang dimasukkan oleh proses lain" in refused.value.text.id
    assert "Another process is entering" in refused.value.text.en
    await house.stage.play(2 * MINUTE)
    assert (await take_in(house, path)).entered == 5
    assert not await rows(house, "SELECT key FROM leases WHERE key LIKE 'campaign/%'")


async def test_two_at_a_time_enter_everyone_once(house: House, tmp_path: Path) -> None:
    path = write(tmp_path)
    both = await asyncio.gather(take_in(house, path), take_in(house, path), return_exceptions=True)
    entered = [one.entered for one in both if isinstance(one, Intake)]
    assert sum(entered) == ROWS, both
    assert await rows(house, "SELECT count(*) FROM messages") == [(ROWS,)]


async def test_an_unknown_sender_is_refused(house: House, tmp_path: Path) -> None:
    with pytest.raises(BadCampaign) as refused:
        await take_in(house, write(tmp_path, 5), sender="404")
    assert "Pengirim 404 belum dikenal" in refused.value.text.id
    assert "Sender 404 is not known yet" in refused.value.text.en
    assert await rows(house, "SELECT count(*) FROM campaigns") == [(0,)]
