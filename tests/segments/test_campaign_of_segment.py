"""A campaign takes its people from a segment: parameters from their fields, nobody twice."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crowd import everything
from house import House
from segments.people import hold, person, terkirim, write
from terkirim.delivery.campaigns import from_segment
from terkirim.delivery.campaigns.model import CampaignFile, Intake, Parameter, SegmentPeople
from terkirim.delivery.outbox.forget_person import forget_person
from terkirim.delivery.segments.keep import keep
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.store import Contact, Hold, campaigns, checks, segments
from terkirim.store.checks import Check
from terkirim.store.engine import Connection
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


async def enter(
    house: House, file: Path, people: list[Contact], held: list[Hold] | None = None
) -> list[str]:
    """Write people and a segment of those in Bandung down, and run the campaign."""
    await write(house.terkirim.store, people, held)
    database = house.terkirim.settings.database
    added = await terkirim(database, "segments", "add", "bandung", "kota = bandung")
    assert added.exit_code == 0, added.output
    return await run(house, file)


async def take_in(house: House) -> Intake:
    """The campaign in this process, so that others may act meanwhile."""
    it = house.terkirim
    await keep(it.store, it.clock, "bandung", "kota = bandung")
    parameters = (Parameter("nama"), Parameter("pesanan"))
    file = CampaignFile("Bandung", "promo_bulanan", parameters=parameters)
    return await it.campaigns.take_in(file, SegmentPeople("bandung"), ACCOUNT, LIVE_SENDER)


async def outcomes(house: House) -> dict[str, tuple[str, str | None]]:
    """State and cause of everybody's message, by contact."""
    return {one.contact_id: (one.state.value, one.cause) for one in await everything(house)}


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
    assert await enter(house, file, [*people, *others]) == [
        "0",
        "7 contacts in the segment: 5 queued, 2 left out, 0 without an address, 0 known already.\n",
        "opted out: 1\ninactive: nothing arrives: 1\n",
    ]
    await write(house.terkirim.store, [person(9)])
    assert await run(house, file, "id") == [
        "0",
        "8 kontak di segmen: 1 masuk antrean, 0 tidak dikirim, 0 tanpa alamat, 7 sudah ada.\n",
        "",
    ]
    await house.stage.play(DAY)
    entered = await everything(house)
    sent = [one for one in entered if one.state != State.CANCELLED]
    assert sorted(one.recipient for one in sent) == [one.phone for one in (*people, person(9))]
    assert {one.state for one in sent} <= {State.SENT, State.DELIVERED, State.READ, State.FAILED}
    [first] = [one for one in sent if one.recipient == people[0].phone]
    assert '"Orang 1"' in first.payload
    assert '"A-1"' in first.payload


async def test_who_is_left_out_has_a_cancelled_row_with_the_cause(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody is accounted for once, portion by portion: each row tells why they got nothing."""
    monkeypatch.setattr(from_segment, "_PORTION", 4)
    file = tmp_path / "campaign.toml"
    file.write_text(CAMPAIGN)
    stopped, absent, silent, waiting = (person(number) for number in (4, 5, 6, 7))
    others = {
        person(2, consent="no").id: "recipient.opted_out",
        person(3).id: "recipient.no_consent",
        stopped.id: "recipient.opted_out",
        absent.id: "recipient.no_whatsapp",
        silent.id: "recipient.unreachable",
        person(8).id: "recipient.unreachable",
        person(9).id: "recipient.no_consent",
    }
    people = [
        person(1),
        person(2, consent="no"),
        person(3, consent="unknown"),
        *(stopped, absent, silent, waiting),
        person(8, standing="inactive"),
        person(9, phone=None, bsuid="ID.abcdefgh", consent="unknown"),
        person(10, phone=None),
    ]
    held = [
        hold(stopped, "recipient_marketing", "recipient.opted_out"),
        hold(absent, "recipient", "recipient.no_whatsapp"),
        hold(silent, "recipient", "recipient.unreachable"),
        hold(waiting, "recipient_marketing", "recipient.marketing_cap", until=9e9),
    ]
    told = [
        "0",
        "10 contacts in the segment: 2 queued, 7 left out, 1 without an address, "
        "0 known already.\n",
        "neither a phone number nor a user id: 1\nopted out: 2\nno consent to marketing: 2\n"
        "seems to have no WhatsApp account: 1\ninactive: nothing arrives: 2\n",
    ]
    assert await enter(house, file, people, held) == told
    entered = {people[0].id: ("queued", None), waiting.id: ("queued", None)}
    left_out = {one: ("cancelled", cause) for one, cause in others.items()}
    assert await outcomes(house) == {**entered, **left_out}
    again = await run(house, file)
    assert again[1].endswith("0 queued, 0 left out, 1 without an address, 9 known already.\n")
    await house.stage.play(DAY)
    assert left_out.items() <= (await outcomes(house)).items()
    rows = {one.contact_id: one for one in await everything(house)}
    assert {one: rows[one].recipient for one in (absent.id, "con_00009")} == {
        absent.id: absent.phone,
        "con_00009": "ID.abcdefgh",
    }
    for one in others:
        assert await house.story(rows[one].id) == ["left_out"]
    overview = await house.terkirim.insights.overview()
    assert sum(overview.states.values()) == 9, "the dashboard counts the same people"
    assert overview.states["cancelled"] == 7
    assert {cause: overview.causes[cause].messages for cause in set(others.values())} == {
        "recipient.opted_out": 2,
        "recipient.no_consent": 2,
        "recipient.no_whatsapp": 1,
        "recipient.unreachable": 2,
    }
    async with house.terkirim.store.read() as db:
        [campaign] = await campaigns.every(db)
    assert campaign.recipients == 9


async def test_who_is_known_by_user_id_alone_gets_it_there(house: House, tmp_path: Path) -> None:
    await house.sandbox.writes(LIVE_SENDER, "+6281200000001", "Halo")
    await house.stage.play(MINUTE)
    user_id = await hide_numbers(house)
    file = tmp_path / "campaign.toml"
    hostile = '{ column = "telepon", default = "\\"; drop table contacts; --" }'
    file.write_text(
        CAMPAIGN.replace('{ column = "nama" }', hostile) + 'sms = "{1}"\n', encoding="utf-8"
    )
    code, out, _ = await enter(house, file, [])
    assert (code, out.split(",")[0]) == ("0", "1 contacts in the segment: 1 queued")
    [message] = await everything(house)
    assert (message.recipient, message.sms_text) == (user_id, None), "an SMS needs a number"
    await house.stage.play(HOUR)
    [sent] = (await house.sandbox.record())["sends"]
    assert "drop table" in message.payload
    assert user_id not in message.payload, "a user id is no text for a person"
    assert sent["callback_data"] == message.id
    assert (await house.message(message.id)).state in (State.DELIVERED, State.READ)


async def test_a_one_time_code_needs_a_number(house: House, tmp_path: Path) -> None:
    """Meta answers 131062 to a user id: the row says so before anything is sent."""
    template = {"name": "kode", "language": "id", "body": "{{1}} kode, pesanan {{2}}."}
    await house.sandbox.template(**template, category="AUTHENTICATION")
    file = tmp_path / "campaign.toml"
    file.write_text(CAMPAIGN.replace("promo_bulanan", "kode"))
    people = [
        person(1, consent="no"),
        person(2, phone=None, bsuid="ID.abcdefgh"),
        person(3, phone=None),
    ]
    assert await enter(house, file, people) == [
        "0",
        "3 contacts in the segment: 1 queued, 1 left out, 1 without an address, 0 known already.\n",
        "neither a phone number nor a user id: 1\n"
        "only their user id is known, and one-time codes need a phone number: 1\n",
    ]
    await house.stage.play(HOUR)
    found = await outcomes(house)
    assert found.pop("con_00002") == ("cancelled", "recipient.identifier_unusable")
    assert found.keys() == {"con_00001"}
    told = (await run(house, file, "id"))[2]
    assert told == "tidak ada nomor telepon maupun user id: 1\n"


async def test_what_changes_after_the_segment_was_read_counts(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading people and writing to them, one refuses and one is forgotten."""
    read_page = segments.page

    async def page(db: Connection, *asked: Any) -> list[Contact]:
        found = await read_page(db, *asked)
        if found:
            await house.agree("+6281200000002", given=False)
            await forget_person(house.terkirim.store, house.terkirim.clock, "+6281200000003")
        return found

    monkeypatch.setattr(segments, "page", page)
    await write(house.terkirim.store, [person(1), person(2), person(3)])
    intake = await take_in(house)
    assert (intake.entered, intake.left_out, intake.unaddressed, intake.known) == (1, 1, 1, 0)
    assert await outcomes(house) == {
        "con_00001": ("queued", None),
        "con_00002": ("cancelled", "recipient.opted_out"),
    }


async def test_a_no_that_comes_while_people_are_entered_stops_the_message(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits until the message is written down, and so finds it."""
    look = campaigns.entered
    refusals: list[asyncio.Task[None]] = []

    async def entered(db: Connection, *asked: Any) -> set[str]:
        refusals.append(asyncio.create_task(house.agree("+6281200000001", given=False)))
        await asyncio.wait(refusals, timeout=0.3)
        return await look(db, *asked)

    monkeypatch.setattr(campaigns, "entered", entered)
    await write(house.terkirim.store, [person(1)])
    assert (await take_in(house)).entered == 1
    [refusal] = refusals
    await refusal
    await house.stage.play(HOUR)
    assert await outcomes(house) == {"con_00001": ("cancelled", "recipient.opted_out")}
    assert (await house.sandbox.record())["sends"] == []


async def test_whom_a_checker_doubts_is_told_and_written_to(house: House, tmp_path: Path) -> None:
    """Of those who are written to now: not who is left out, was in it before, or was reached."""
    file = tmp_path / "campaign.toml"
    file.write_text(CAMPAIGN)
    people = [person(1), person(2), person(3, consent="no"), person(4, delivered_at=5.0), person(5)]
    said = [
        Check(one.phone or "", "a", "no_whatsapp", {}, house.terkirim.clock.now())
        for one in people[:4]
    ]
    async with house.terkirim.store.write() as db:
        await checks.save(db, said)
    code, out, _ = await enter(house, file, people)
    assert (code, out.splitlines()) == (
        "0",
        [
            "5 contacts in the segment: 4 queued, 1 left out, 0 without an address, "
            "0 known already.",
            "Of those written to, 2 are doubtful: a checker says they have no WhatsApp; they are "
            "written to all the same.",
        ],
    )
    assert [state for state, _ in (await outcomes(house)).values()].count("queued") == 4
    await house.stage.play(MINUTE)
    assert (await run(house, file))[1].endswith(" 5 known already.\n"), "nobody new, no doubt"
    await write(house.terkirim.store, [person(6)])
    async with house.terkirim.store.write() as db:
        at = house.terkirim.clock.now()
        await checks.save(db, [Check(person(6).phone or "", "a", "no_whatsapp", {}, at)])
    told = (await run(house, file, "id"))[1].splitlines()[1]
    assert told.startswith("Di antara yang dikirimi, 1 diragukan: menurut pemeriksa nomor")


def test_every_reason_for_which_people_are_excluded_has_its_cause() -> None:
    assert [from_segment.NO_ADDRESS, *from_segment.CAUSES] == list(segments.EXCLUDES)


async def test_a_campaign_names_a_list_or_a_segment_that_exists(
    house: House, tmp_path: Path
) -> None:
    file = tmp_path / "campaign.toml"
    file.write_text(CAMPAIGN)
    assert await run(house, file) == ["2", "", "There is no segment “bandung”.\n"]
    assert await run(house, file, "id") == ["2", "", "Tidak ada segmen “bandung”.\n"]
    file.write_text(CAMPAIGN.replace('"bandung"', '"x\'); drop table campaigns; --"'))
    assert (await run(house, file))[0] == "2"
    async with house.terkirim.store.read() as db:
        assert await campaigns.every(db) == [], "a campaign that was refused was never begun"
    file.write_text(CAMPAIGN + 'contacts = "list.csv"\n')
    code, _, said = await run(house, file)
    assert (code, said.count("\n")) == ("2", 1)
    assert "contacts and segment exclude each other" in said
    file.write_text(CAMPAIGN.replace('segment = "bandung"\n', ""))
    code, _, said = await run(house, file, "id")
    assert (code, said.startswith("Penerima belum disebut")) == ("2", True)
