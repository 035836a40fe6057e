"""What is written down, and what it comes to on the contact's own row, on both databases."""

import asyncio
from random import Random

import msgspec
import pytest
from sqlalchemy import text

from consent.registry import BUDI, SARI, command, person, said, stands, writes
from house import START, House
from terkirim.delivery.consent.model import Consent, Said
from terkirim.delivery.consent.of_list import consent_of_row, read_moment
from terkirim.delivery.consent.record import record, record_many
from terkirim.delivery.consent.rules import standing
from terkirim.delivery.contacts.save import find_or_add
from terkirim.store import consents, contacts, open_store, postgresql, sqlite
from terkirim.store.address import address_of
from terkirim.store.migrations.migrate import migrate

HOSTILE = "Robert'); DROP TABLE consents;-- \0\x1b[2J “😀”"
BEFORE = {"con_1": "yes", "con_2": "no", "con_3": "unknown", "con_4": "yes"}
CONTACT = text("INSERT INTO contacts (id, phone, consent, created_at) VALUES (:i, :i, :c, 7)")
STATEMENTS = [
    Consent("marketing", True, "list: a.csv", START - 50),
    Consent("marketing", False, "keyword", START - 40, "STOP", '{"wamid": "wamid.1"}'),
    Consent("marketing", True, "list: b.csv", START - 30),
    Consent("marketing", True, "button", START - 20, "Mulai promo"),
    Consent("utility", False, "hand: telepon", START - 20),
    Consent("utility", True, "hand: telepon", START - 20),
    Consent("marketing", False, "131050", START - 60),
]


async def add(house: House, phone: str) -> str:
    """Write a contact down; its id."""
    it = house.terkirim
    async with it.store.write() as db:
        return (await find_or_add(db, it.identifiers, phone, it.clock.now())).id


async def test_in_whatever_order_they_come_the_row_says_the_same(house: House) -> None:
    dice = Random(7)
    for number in range(6):
        phone = f"+62812000001{number:02d}"
        contact_id = await add(house, phone)
        shuffled = [*STATEMENTS, *dice.sample(STATEMENTS, 2)]
        dice.shuffle(shuffled)
        for consent in shuffled:
            async with house.terkirim.store.write_rows() as db:
                await record(db, contact_id, consent, START)
        assert await stands(house, phone) == ("yes", "no"), shuffled
        kept = await said(house, phone)
        assert len(kept) == len(STATEMENTS)
        assert standing(kept, "marketing") == "yes"


async def test_many_in_one_go_say_the_same_as_one_by_one(house: House) -> None:
    first, second = await add(house, SARI), await add(house, BUDI)
    async with house.terkirim.store.write_rows() as db:
        changes = await record_many(
            db,
            [*(Said(first, one) for one in STATEMENTS), Said(second, STATEMENTS[0])],
            START,
            new={second},
        )
    assert {(one.contact_id, one.purpose, one.standing) for one in changes} == {
        (first, "marketing", "yes"),
        (first, "utility", "no"),
        (second, "marketing", "yes"),
    }
    assert (await stands(house), await stands(house, BUDI)) == (("yes", "no"), ("yes", "unknown"))


async def test_two_at_a_time_do_not_lose_a_no(house: House) -> None:
    contact_id = await add(house, SARI)

    async def say(consent: Consent) -> None:
        async with house.terkirim.store.write_rows() as db:
            await record(db, contact_id, consent, START)

    lists = [Consent("marketing", True, f"list: {n}", START - 90 + n) for n in range(5)]
    await asyncio.gather(*(say(one) for one in [*lists, STATEMENTS[1]]))
    assert await stands(house) == ("no", "unknown")


async def test_a_future_date_counts_from_now(house: House) -> None:
    contact_id = await add(house, SARI)
    async with house.terkirim.store.write() as db:
        await record(db, contact_id, Consent("marketing", True, "list", START + 9e6), START)
    assert [one.at for one in await said(house)] == [START]


async def test_what_is_hostile_is_only_text(house: House) -> None:
    done = await command(
        house,
        *("contacts", "consent", SARI, "--no", "--source", HOSTILE.replace("\0", "")),
        *("--wording", HOSTILE.replace("\0", ""), "--at", "23/10/2026 14:30"),
    )
    assert (done.exit_code, done.stdout) == (0, "Recorded: refused.\n"), done.output
    contact_id = await add(house, SARI)
    async with house.terkirim.store.write() as db:
        await record(db, contact_id, Consent("marketing", False, "list", None, HOSTILE), START)
    shown = await command(house, "contacts", "proof", "0812 0000 0001", language="id")
    assert "dicatat dengan tangan: Robert" in shown.stdout
    assert "2026-10-23 14:30:00 WIB" in shown.stdout
    assert "menolak ← berlaku" in shown.stdout
    assert "\x1b[2J" not in shown.stdout
    told = msgspec.json.decode((await command(house, "contacts", "proof", SARI, "--json")).stdout)
    assert told["standings"] == {"marketing": "no", "utility": "unknown"}
    assert told["entries"][0]["wording"] == HOSTILE.replace("\0", "")


async def test_the_proof_of_a_stop_holds_its_words_and_message(house: House) -> None:
    await house.agree(SARI)
    await writes(house, "BERHENTI")
    shown = await command(house, "contacts", "proof", SARI)
    assert "wrote it in WhatsApp" in shown.stdout
    assert "BERHENTI" in shown.stdout
    assert "wamid" in shown.stdout
    refused = await command(
        house, "contacts", "consent", SARI, "--yes", "--source", "kasir", language="id"
    )
    assert refused.stdout.startswith(
        "Dicatat, tetapi penolakan lebih kuat (menulisnya di WhatsApp)"
    )
    assert await stands(house) == ("no", "unknown")


@pytest.mark.parametrize(
    ("words", "said_of_it"),
    [
        (("proof", "+6281299999999"), "Nothing is recorded about +6281299999999."),
        (("proof", "tukang"), "“tukang” is not a usable WhatsApp number"),
        (("consent", SARI, "--yes", "--source", "x", "--at", "kemarin"), "“kemarin” is no date"),
        (("forget", "+6281299999999", "--yes"), "There is no contact with +6281299999999."),
    ],
)
async def test_bad_input_is_one_line(house: House, words: tuple[str, ...], said_of_it: str) -> None:
    refused = await command(house, "contacts", *words)
    assert refused.exit_code == 2
    [line] = refused.stderr.splitlines()
    assert said_of_it in line
    assert await person(house) is None


async def test_what_was_agreed_before_the_registry_is_its_beginning(untouched: str) -> None:
    address = address_of(untouched)
    writer, reader = (sqlite if address.drivername.startswith("sqlite") else postgresql).engines(
        address
    )
    await migrate(writer, "0004")
    async with writer.begin() as db:
        for id_, consent in (
            ("con_1", "yes"),
            ("con_2", "no"),
            ("con_3", "unknown"),
            ("con_4", "yes"),
        ):
            await db.execute(
                text(
                    "INSERT INTO contacts (id, phone, consent, created_at) VALUES (:i, :p, :c, 7)"
                ),
                {"i": id_, "p": f"+{id_}", "c": consent},
            )
        await db.execute(
            text(
                "INSERT INTO holds (id, scope, key, cause, since, canary, stage_since) VALUES"
                " ('h1', 'recipient_marketing', 'con_4', 'recipient.opted_out', 9, :f, 9)"
            ),
            {"f": False},
        )
    await writer.dispose()
    await reader.dispose()
    store = await open_store(untouched)
    async with store.write() as db:
        found = await consents.of(db, ["con_1", "con_2", "con_3", "con_4"])
        known = await contacts.by_id(db, found)
        assert {id_: standing(all_of, "marketing") for id_, all_of in found.items()} == {
            "con_1": "yes",
            "con_2": "no",
            "con_4": "no",
        }
        assert known["con_4"].consent == "no"
        await record(db, "con_4", Consent("marketing", True, "list: b", 99.0), 100.0)
        assert (await contacts.by_id(db, ["con_4"]))["con_4"].consent == "no"
    await store.close()


@pytest.mark.parametrize(
    ("text_", "instant"),
    [
        ("2026-08-17", 1_786_924_800.0),
        ("2026-08-17T09:30:00+07:00", 1_786_933_800.0),
        ("17/08/2026", 1_786_924_800.0),
        ("17-08-2026 00:00:05", 1_786_924_805.0),
        ("08/17/2026", None),
        ("kemarin", None),
        ("", None),
    ],
)
def test_dates_of_lists(text_: str, instant: float | None) -> None:
    assert read_moment(text_) == instant
    found = consent_of_row("yes", {"consent_date": text_}, "a.csv")
    assert found is not None
    assert (found.at, found.source) == (instant, "list: a.csv")
    assert consent_of_row("unknown", {"consent_date": text_}, "a.csv") is None
