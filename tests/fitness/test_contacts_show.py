"""`terkirim contacts show`: one verdict a kind of message, and what would change it."""

import msgspec
import pytest

from crowd import PROMO, unread
from fitness.asking import answers, show, shown, why
from house import House
from segments import people
from segments.people import person, terkirim, write, written_to
from terkirim.delivery.consent.rules import stands_against
from terkirim.sandbox import LIVE_SENDER, TEST_SENDER
from terkirim.store import consents, contacts, identities
from terkirim.store.conditions import Is
from terkirim.store.consents import Recorded, Standings
from terkirim.store.identities import Identity
from terkirim.store.segments import Sift
from terkirim.vocabulary.clock import HOUR

SARI = "+6281200000001"
BODY = {"name": "Sari [bold]O'Brien[/] \x1b[31m", "phone": SARI}


async def agree(house: House, contact_id: str, *, given: bool = True) -> None:
    """A consent with its source, and what it comes to on the contact's row."""
    now = house.terkirim.clock.now()
    said = Recorded(contact_id, "marketing", given, now, "list: toko.csv", "Ya, kabari saya", "")
    async with house.terkirim.store.write() as db:
        await consents.add(db, [said], now)
        await consents.set_standings(
            db, {contact_id: Standings("yes" if given else "no", "unknown")}
        )


async def test_any_spelling_finds_the_person_and_what_they_agreed_to(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sari = person(1, consent="unknown", **BODY)
    await write(house.terkirim.store, [sari])
    await agree(house, sari.id)
    for spelling in ("0812-0000-0001", "+62 812 0000 0001", "wa.me/6281200000001", sari.id):
        found = await shown(house, monkeypatch, spelling)
        assert found["known"]["contact"]["id"] == sari.id, spelling
    assert answers(found) == {"marketing": "yes", "utility": "yes", "service": "no"}
    assert why(found, "service") == ["the 24-hour window is closed: only templates can be sent"]
    told = await show(house, monkeypatch, SARI)
    assert "Marketing: written to (nothing stands against it)" in told
    assert "marketing: yes (list: toko.csv, 2026-11-02 09:20 WIB, “Ya, kabari saya”)" in told
    assert "[bold]O'Brien[/]" in told, "a name is no markup"
    assert "\x1b" not in told, "and no command to the terminal"


async def test_without_a_sender_of_the_settings_the_first_there_is_would_write(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.sandbox.writes(LIVE_SENDER, SARI, "Halo")
    await house.stage.play(5)
    monkeypatch.setattr(people, "LIVE_SENDER", "")
    found = await shown(house, monkeypatch, SARI)
    assert found["known"]["sender_id"] == LIVE_SENDER
    assert answers(found)["service"] == "yes", "its window is open"
    other = await show(house, monkeypatch, SARI, "--json", "--sender", TEST_SENDER)
    assert f'"sender_id": "{TEST_SENDER}"' in other


async def test_a_number_they_had_before_finds_them_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sari, old = person(1, **BODY), "+6281200007777"
    await write(house.terkirim.store, [sari])
    async with house.terkirim.store.write() as db:
        former = Identity(sari.id, "phone", old, 1.0, house.terkirim.clock.now(), "number_change")
        await identities.add(db, [former])
    found = await shown(house, monkeypatch, "0812 0000 7777")
    assert found["known"]["contact"]["phone"] == SARI
    assert [one["value"] for one in found["known"]["former"]] == [old]
    told = await show(house, monkeypatch, old, language="id")
    assert f"Alamat dulu       {old} sampai 2026-11-02 09:20 WIB" in told


async def test_without_a_yes_and_after_a_no_marketing_is_not_sent(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sari = person(1, consent="unknown", **BODY)
    await write(house.terkirim.store, [sari])
    assert why(await shown(house, monkeypatch, SARI), "marketing") == ["no consent is on record"]
    await agree(house, sari.id, given=False)
    person_ = await shown(house, monkeypatch, SARI)
    assert why(person_, "marketing") == ["they do not want it"]
    told = await show(house, monkeypatch, SARI, "--lang", "id")
    assert "Promosi: tidak dikirimi" in told
    assert "hanya orangnya sendiri: ia menulis MULAI" in told


async def test_who_had_enough_or_sleeps_is_written_to_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sari = person(1, **BODY)
    await write(house.terkirim.store, [sari])
    await unread(house, SARI)
    await house.send(SARI, PROMO)
    await house.stage.play(HOUR)
    later = await shown(house, monkeypatch, SARI)
    assert answers(later)["marketing"] == "later"
    assert why(later, "marketing") == ["they had marketing in the last 24 hours"]
    await house.stage.play(13 * HOUR)
    night = await shown(house, monkeypatch, SARI)
    assert why(night, "marketing")[1:] == ["it is a quiet hour where they are"]
    assert answers(night)["utility"] == "yes"
    await house.stage.play(12 * HOUR)
    assert answers(await shown(house, monkeypatch, SARI))["marketing"] == "yes"


async def test_nobody_and_nonsense_are_one_sentence(house: House) -> None:
    for wanted, said in (
        ("+6281200009999", "There is no contact “+6281200009999”"),
        ("ID.abcdefg", "There is no contact “ID.abcdefg”"),
        ("'; drop table contacts; --", "is no WhatsApp number, user id or contact id"),
    ):
        told = await terkirim(house.terkirim.settings.database, "contacts", "show", "--", wanted)
        assert told.exit_code == 2
        assert said in told.stderr
        assert told.stderr.count("\n") == 1


async def test_segments_exclude_exactly_whom_consent_stands_against(house: House) -> None:
    said = ("yes", "no", "unknown")
    pairs = [(marketing, utility) for marketing in said for utility in said]
    people = [
        msgspec.structs.replace(person(number), consent=marketing, utility_consent=utility)
        for number, (marketing, utility) in enumerate(pairs)
    ]
    async with house.terkirim.store.write() as db:
        await contacts.add(db, people)
    for category in ("marketing", "utility", "authentication", "service"):
        async with house.terkirim.store.read() as db:
            everyone, sift = Is("country", ("id",)), Sift(0.0, category)
            found = await written_to(db, everyone, sift)
        assert found == [
            one.id
            for one, pair in zip(people, pairs, strict=True)
            if stands_against(category, Standings(*pair)) is None
        ], category
