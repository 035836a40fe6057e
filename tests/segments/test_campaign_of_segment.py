"""A campaign takes its people from a segment: parameters from their fields, nobody twice."""

from pathlib import Path

import pytest
from sqlalchemy import select

from crowd import everything
from house import House
from segments.people import person, terkirim, write
from terkirim.sandbox import LIVE_SENDER
from terkirim.store import campaigns
from terkirim.store.tables import contacts
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE, SystemClock
from terkirim.vocabulary.states import State

CAMPAIGN = """name = "Bandung"
template = "promo_bulanan"
segment = "bandung"
parameters = [{ column = "nama" }, { column = "pesanan", default = "-" }]
"""


@pytest.fixture(autouse=True)
def _in_the_houses_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SystemClock, "now", lambda _self: house.terkirim.clock.now())


async def run(house: House, file: Path, language: str = "en") -> list[str]:
    """What the command says: exit code, stdout, stderr."""
    settings = house.terkirim.settings
    words = ("campaign", "run", str(file))
    told = await terkirim(
        settings.database, *words, language=language, graph_url=settings.graph_url
    )
    return [f"{told.exit_code}", told.stdout, told.stderr]


async def hide_numbers(house: House) -> str:
    """Everybody is known by user id alone; answers with the one there is."""
    async with house.terkirim.store.write() as db:
        hidden = {"phone": None, "consent": "yes", "fields": '{"kota": "Bandung"}'}
        await db.execute(contacts.update().values(hidden))
        return str((await db.execute(select(contacts.c.bsuid))).scalar_one())


async def test_the_people_of_a_segment_get_it_once_and_the_others_are_told(
    house: House, tmp_path: Path
) -> None:
    file = tmp_path / "campaign.toml"
    file.write_text(CAMPAIGN)
    people = [person(number) for number in range(1, 6)]
    others = [person(6, consent="no"), person(7, standing="inactive"), person(8, kota="Cimahi")]
    await write(house.terkirim.store, [*people, *others])
    database = house.terkirim.settings.database
    added = await terkirim(database, "segments", "add", "bandung", "kota = bandung")
    assert added.exit_code == 0, added.output
    assert await run(house, file) == [
        "0",
        "7 contacts in the segment: 1 cannot be written to, 5 queued, 1 left out (no consent), "
        "0 known already.\n",
        "opted out: 1\ninactive: nothing arrives: 1\n",
    ]
    await write(house.terkirim.store, [person(9)])
    again = await run(house, file, "id")
    assert again[1].startswith("8 kontak di segmen: 1 tidak bisa dikirimi, 1 masuk antrean"), again
    assert "6 sudah ada" in again[1]
    await house.stage.play(DAY)
    entered = await everything(house)
    sent = [one for one in entered if one.state != State.CANCELLED]
    assert sorted(one.recipient for one in sent) == [one.phone for one in (*people, person(9))]
    assert {one.state for one in sent} <= {State.SENT, State.DELIVERED, State.READ, State.FAILED}
    [first] = [one for one in sent if one.recipient == people[0].phone]
    assert '"Orang 1"' in first.payload
    assert '"A-1"' in first.payload


async def test_who_did_not_agree_has_a_cancelled_row_with_the_cause(
    house: House, tmp_path: Path
) -> None:
    """As if they stood on a list: the campaign's page tells why each got nothing."""
    file = tmp_path / "campaign.toml"
    file.write_text(CAMPAIGN)
    people = [person(1), person(2, consent="no"), person(3, consent="unknown")]
    await write(house.terkirim.store, people)
    await terkirim(house.terkirim.settings.database, "segments", "add", "bandung", "kota = bandung")
    for _ in range(2):
        code, _, _ = await run(house, file)
        assert code == "0"
    await house.stage.play(DAY)
    rows = {one.recipient: one for one in await everything(house)}
    assert len(rows) == 3
    assert {(rows[one.phone or ""].state, rows[one.phone or ""].cause) for one in people[1:]} == {
        (State.CANCELLED, "recipient.opted_out"),
        (State.CANCELLED, "recipient.no_consent"),
    }
    assert await house.story(rows[people[1].phone or ""].id) == ["left_out"]
    async with house.terkirim.store.read() as db:
        [campaign] = await campaigns.every(db)
    assert campaign.recipients == 3


async def test_who_is_known_by_user_id_alone_gets_single_messages_and_no_campaign(
    house: House, tmp_path: Path
) -> None:
    await house.sandbox.writes(LIVE_SENDER, "+6281200000001", "Halo")
    await house.stage.play(MINUTE)
    user_id = await hide_numbers(house)
    single = await house.send(user_id)
    await house.stage.play(HOUR)
    message = await house.message(single)
    assert (message.recipient, message.state in (State.DELIVERED, State.READ)) == (user_id, True)
    await hide_numbers(house)  # a status may have told it
    file = tmp_path / "campaign.toml"
    file.write_text(CAMPAIGN)
    database = house.terkirim.settings.database
    await terkirim(database, "segments", "add", "bandung", "kota = bandung")
    said = {"en": "only their user id is known", "id": "hanya user id-nya yang diketahui"}
    for language, words in said.items():
        code, out, why = await run(house, file, language)
        assert (code, out[0], words in why) == ("0", "1", True), (out, why)


async def test_a_campaign_names_a_list_or_a_segment_that_exists(
    house: House, tmp_path: Path
) -> None:
    file = tmp_path / "campaign.toml"
    file.write_text(CAMPAIGN)
    code, _, said = await run(house, file)
    assert (code, said) == ("2", "There is no segment “bandung”.\n")
    file.write_text(CAMPAIGN + 'contacts = "list.csv"\n')
    code, _, said = await run(house, file)
    assert (code, said.count("\n")) == ("2", 1)
    assert "contacts and segment exclude each other" in said
    file.write_text(CAMPAIGN.replace('segment = "bandung"\n', ""))
    code, _, said = await run(house, file, "id")
    assert (code, said.startswith("Penerima belum disebut")) == ("2", True)
