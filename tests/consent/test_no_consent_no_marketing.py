"""No consent, no marketing message: by campaign, gateway or command line alike."""

import msgspec
import pytest

from consent.registry import BUDI, ORDER, SARI, ask, command, person, said, stands, writes
from crowd import PROMO, blast
from house import House
from terkirim.delivery.access.keys import create_key
from terkirim.delivery.campaigns.model import CampaignFile, Parameter
from terkirim.delivery.lists.model import CleanList, Contact
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.vocabulary.clock import HOUR
from terkirim.vocabulary.states import State

WORDS = {
    "en": "There is no record that this person agreed to marketing",
    "id": "Belum tercatat bahwa orang ini setuju menerima promosi",
}
FILE = CampaignFile(
    name="Promo",
    template="promo_bulanan",
    parameters=(Parameter("nama", "Pelanggan"), Parameter("diskon", "10%")),
)


def listed(
    *people: tuple[str, str], column: bool = True, cells: dict[str, str] | None = None
) -> CleanList:
    """A list of numbers and what it says of their consent."""
    rows = tuple(
        Contact(line, phone, "ID", "Sari", consent, dict(cells or {}))  # type: ignore[arg-type]  # yes, no, unknown
        for line, (phone, consent) in enumerate(people, start=2)
    )
    return CleanList(rows, (), len(rows), has_consent_column=column, notes=())


async def campaign(house: House, people: CleanList, file: CampaignFile = FILE) -> dict[str, State]:
    """Enter a campaign; what became of each person's message."""
    intake = await house.terkirim.campaigns.take_in(file, people, ACCOUNT, LIVE_SENDER)
    every = [one async for one in house.terkirim.insights.every_message()]
    return {one.recipient: one.state for one in every if one.campaign_id == intake.campaign_id}


@pytest.mark.parametrize("language", ["en", "id"])
async def test_the_command_line_refuses_in_one_sentence(house: House, language: str) -> None:
    await house.terkirim.templates.all()
    words = ("send", SARI, "--template", "promo_bulanan", "-p", "Sari", "-p", "20%")
    refused = await command(house, *words, language=language)
    assert refused.exit_code == 2
    [line] = refused.stderr.splitlines()
    assert line.startswith(WORDS[language])
    assert await person(house) is None, "nobody is written down for a message that does not go"
    yes = await command(house, "contacts", "consent", SARI, "--yes", "--source", "formulir")
    assert yes.exit_code == 0, yes.output
    assert (await command(house, *words)).exit_code == 0


async def test_the_gateway_refuses_in_graphs_envelope(house: House) -> None:
    key = await create_key(house.terkirim.store, house.terkirim.clock, "a shop")
    url = f"{house.url}/v23.0/{LIVE_SENDER}/messages"
    body = {"messaging_product": "whatsapp", "to": SARI, **PROMO}
    headers = {"Authorization": f"Bearer {key}"}
    async with house.http.post(url, json=body, headers=headers) as answer:
        assert answer.status == 400
        error = (await answer.json())["error"]
    assert error["code"] == 131050
    assert "No consent to marketing is on record" in error["error_data"]["details"]
    await house.agree(SARI)
    async with house.http.post(url, json=body, headers=headers) as answer:
        assert answer.status == 200


async def test_utility_and_answers_go_without_a_yes(house: House) -> None:
    assert await ask(house, SARI, ORDER) is None
    assert await ask(house, SARI, {"type": "text", "text": {"body": "Halo"}}) is None
    await house.agree(SARI, given=False)
    assert await ask(house, SARI, ORDER) is None, "a no to marketing is no no to all"


async def test_a_campaign_leaves_out_who_has_not_agreed_and_says_why(house: House) -> None:
    await writes(house, "STOP", BUDI)
    third = "+6281200000003"
    found = await campaign(house, listed((SARI, "unknown"), (BUDI, "yes"), (third, "yes")))
    assert found == {SARI: "cancelled", BUDI: "cancelled", third: "queued"}
    causes = {one.recipient: one.cause async for one in house.terkirim.insights.every_message()}
    assert causes == {
        SARI: "recipient.no_consent",
        BUDI: "recipient.opted_out",
        third: None,
    }
    assert await stands(house, BUDI) == ("no", "unknown"), "no list turns a person's no"
    [consent] = await said(house, third)
    assert (consent.given, consent.source) == (True, "list: “Promo”")


async def test_who_agreed_before_is_not_asked_of_every_list(house: House) -> None:
    await house.agree(SARI)
    assert await campaign(house, listed((SARI, "unknown"))) == {SARI: "queued"}


async def test_a_list_carries_when_where_and_in_which_words(house: House) -> None:
    cells = {
        "tanggal_persetujuan": "17/08/2026 09:30",
        "sumber_persetujuan": "kasir Bandung",
        "kalimat_persetujuan": "Saya bersedia dikirimi promo.",
        "bukti_persetujuan": "F-17",
    }
    await campaign(house, listed((SARI, "yes"), cells=cells))
    [consent] = await said(house)
    assert consent.source == "list: “Promo”, kasir Bandung"
    assert (consent.wording, consent.proof) == ("Saya bersedia dikirimi promo.", "F-17")
    assert consent.at == 1_786_959_000.0


async def test_the_owners_statement_for_a_list_without_a_column_is_recorded_as_theirs(
    house: House,
) -> None:
    await writes(house, "STOP", BUDI)
    stated = msgspec.structs.replace(FILE, opted_in_without_column=True)
    people = listed((SARI, "unknown"), (BUDI, "unknown"), column=False)
    assert await campaign(house, people, stated) == {SARI: "queued", BUDI: "cancelled"}
    [consent] = await said(house)
    assert consent.source.startswith("owner: “Promo”")
    assert await stands(house, BUDI) == ("no", "unknown")
    silent = listed(("+6281200000009", "unknown"), column=False)
    other = msgspec.structs.replace(FILE, name="Promo 2")
    assert await campaign(house, silent, other) == {"+6281200000009": "cancelled"}


async def test_the_same_list_again_records_nothing_twice(house: House) -> None:
    await campaign(house, listed((SARI, "yes")))
    await house.stage.play(HOUR)
    await campaign(house, listed((SARI, "yes")))
    assert len(await said(house)) == 1
    dated = listed((SARI, "yes"), cells={"consent_date": "2026-01-01"})
    await campaign(house, dated)
    await house.stage.play(HOUR)
    await campaign(house, dated)
    assert len(await said(house)) == 2


async def test_a_lists_no_stops_what_waits(house: House) -> None:
    ids = await blast(house, "promo", [SARI])
    await campaign(house, listed((SARI, "no")))
    await house.stage.play(2 * HOUR)
    message = await house.message(ids[SARI])
    assert (message.state, message.cause) == (State.CANCELLED, "recipient.opted_out")


async def test_a_no_to_utility_leaves_out_of_utility_campaigns(
    house: House,
) -> None:
    await writes(house, "STOP SEMUA")
    order = CampaignFile(name="Pesanan", template="order_ready", parameters=FILE.parameters)
    found = await campaign(house, listed((SARI, "yes"), (BUDI, "no")), order)
    assert found == {SARI: "cancelled", BUDI: "queued"}
