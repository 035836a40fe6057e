"""A campaign takes its people from a segment: parameters from their fields, nobody twice."""

from pathlib import Path

import pytest

from crowd import everything
from house import House
from segments.people import person, terkirim, write
from terkirim.vocabulary.clock import DAY, SystemClock
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
        "7 contacts in the segment: 2 cannot be written to, 5 queued, 0 left out (no consent), "
        "0 known already.\n",
        "opted out: 1\ninactive: nothing arrives: 1\n",
    ]
    await write(house.terkirim.store, [person(9)])
    again = await run(house, file, "id")
    assert again[1].startswith("8 kontak di segmen: 2 tidak bisa dikirimi, 1 masuk antrean"), again
    assert "5 sudah ada" in again[1]
    await house.stage.play(DAY)
    sent = await everything(house)
    assert sorted(one.recipient for one in sent) == [one.phone for one in (*people, person(9))]
    assert {one.state for one in sent} <= {State.SENT, State.DELIVERED, State.READ, State.FAILED}
    [first] = [one for one in sent if one.recipient == people[0].phone]
    assert '"Orang 1"' in first.payload
    assert '"A-1"' in first.payload


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
