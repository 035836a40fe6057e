"""`terkirim segments`: kept, listed, forgotten, and told in advance whom they reach."""

import json
from collections.abc import AsyncIterator

import pytest

from segments.people import hold, person, terkirim, write
from terkirim.store import Store, checks, open_store
from terkirim.store.checks import Check
from terkirim.vocabulary.clock import DAY, SystemClock

BANDUNG = 'kota = "Bandung"'


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    opened = await open_store(database)
    yield opened
    await opened.close()


async def test_everyone_is_counted_once_and_for_one_reason(database: str, store: Store) -> None:
    stopped, capped, absent, silent = (person(number) for number in (10, 11, 12, 13))
    people = [
        person(1),
        person(2),
        person(3, consent="no"),
        person(4, consent="unknown"),
        person(5, standing="inactive"),
        person(6, standing="doubtful"),
        person(7, phone=None, bsuid="ID.abcdefgh"),
        person(8, kota="Cimahi"),
        person(9, kota=None),
        *(stopped, capped, absent, silent),
        person(14, standing="inactive", consent="no"),
        person(15, phone=None),
    ]
    held = [
        hold(stopped, "recipient_marketing", "recipient.opted_out"),
        hold(capped, "recipient_marketing", "recipient.marketing_cap", until=9e9),
        hold(absent, "recipient", "recipient.no_whatsapp"),
        hold(silent, "recipient", "recipient.unreachable"),
        hold(people[0], "recipient", "recipient.unreachable", lifted_at=2.0),
    ]
    await write(store, people, held)
    told = await terkirim(database, "segments", "preview", BANDUNG, "--json")
    assert told.exit_code == 0, told.output
    seen = json.loads(told.stdout)
    assert (seen["matched"], seen["now"]) == (13, 4)
    assert {one["reason"]: one["people"] for one in seen["excluded"]} == {
        "no_address": 1,
        "opted_out": 3,
        "no_consent": 1,
        "no_whatsapp": 1,
        "inactive": 2,
    }
    assert {one["reason"]: one["people"] for one in seen["waiting"]} == {"held": 1}
    assert "00001" not in told.stdout, "numbers are masked"
    assert seen["examples"][0] == "+62********001"

    told = await terkirim(
        database, "segments", "preview", BANDUNG, "--json", "--category", "utility", "--sms"
    )
    seen = json.loads(told.stdout)
    assert (seen["matched"], seen["now"]) == (13, 12), "an order notice needs no yes to marketing"

    told = await terkirim(
        database, "segments", "preview", BANDUNG, "--json", "--category", "authentication"
    )
    excluded = {one["reason"]: one["people"] for one in json.loads(told.stdout)["excluded"]}
    assert excluded == {"no_address": 1, "user_id_only": 1, "no_whatsapp": 1, "inactive": 3}


async def test_an_sms_reaches_only_who_has_a_number(database: str, store: Store) -> None:
    people = [
        person(1, standing="inactive"),
        person(2, phone=None, bsuid="ID.abcdefgh", standing="inactive"),
        person(3, phone=None, bsuid="ID.abcdefgi"),
    ]
    await write(store, people, [hold(people[2], "recipient", "recipient.no_whatsapp")])
    told = await terkirim(database, "segments", "preview", BANDUNG, "--json", "--sms")
    seen = json.loads(told.stdout)
    assert (seen["now"], seen["examples"]) == (1, ["+62********001"])
    assert {one["reason"] for one in seen["excluded"]} == {"no_whatsapp", "inactive"}


async def test_whom_a_checker_doubts_is_told_and_left_out_of_nothing(
    database: str, store: Store
) -> None:
    now = SystemClock().now()
    people = [person(number) for number in range(1, 9)]
    people[2] = person(3, consent="no")
    people[3] = person(4, delivered_at=5.0)
    people[4] = person(5, inbound_at=5.0)
    words = {
        1: [("a", "no_whatsapp", now)],
        2: [("a", "no_whatsapp", now - 9), ("b", "unreachable", now)],
        3: [("a", "no_whatsapp", now)],
        4: [("a", "no_whatsapp", now)],
        5: [("a", "no_whatsapp", now)],
        6: [("a", "no_whatsapp", now - 9), ("b", "has_whatsapp", now)],
        7: [("a", "no_whatsapp", now - 91 * DAY)],
        8: [("a", "unreachable", now), ("b", "invalid", now)],
    }
    said = [
        Check(people[number - 1].phone or "", checker, verdict, {}, at)
        for number, all_ in words.items()
        for checker, verdict, at in all_
    ]
    await write(store, people)
    before = json.loads((await terkirim(database, "segments", "preview", BANDUNG, "--json")).stdout)
    async with store.write() as db:
        await checks.save(db, said)
    after = json.loads((await terkirim(database, "segments", "preview", BANDUNG, "--json")).stdout)
    [doubtful] = after.pop("doubtful")
    assert (doubtful["reason"], doubtful["people"]) == ("check_no_whatsapp", 2)
    assert doubtful["examples"] == ["+62********001", "+62********002"]
    assert before.pop("doubtful") == []
    assert after == before, "nobody is left out for it"
    told = await terkirim(database, "segments", "preview", BANDUNG, language="id")
    assert "Di antara yang dikirimi, 2 diragukan: menurut pemeriksa nomor tidak" in told.stdout
    told = await terkirim(database, "segments", "preview", BANDUNG)
    assert "Of those written to, 2 are doubtful: a checker says" in told.stdout


async def test_a_segment_is_kept_replaced_listed_and_forgotten(database: str, store: Store) -> None:
    await write(store, [person(1), person(2, kota="Cimahi")])
    assert (await terkirim(database, "segments", "add", "kota", BANDUNG)).stdout == (
        "Segment kota is kept.\n"
    )
    again = await terkirim(database, "segments", "add", "kota", "kota = Cimahi", language="id")
    assert again.stdout == "Segmen kota diganti.\n"
    [listed] = json.loads((await terkirim(database, "segments", "list", "--json")).stdout)
    assert (listed["name"], listed["expression"]) == ("kota", "kota = Cimahi")
    told = await terkirim(database, "segments", "preview", "kota", language="id")
    assert told.stdout.startswith("1 kontak cocok; 1 bisa dikirimi sekarang.\n")
    assert (await terkirim(database, "segments", "remove", "kota")).exit_code == 0
    gone = await terkirim(database, "segments", "preview", "kota")
    assert (gone.exit_code, gone.stderr) == (2, "There is no segment “kota”.\n")


async def test_an_unknown_field_is_pointed_at_with_the_nearest(database: str, store: Store) -> None:
    await write(store, [person(1)])
    for language, said in (
        ("en", "Segment, character 19: no contact has a field “kotta”; did you mean kota.\n"),
        ("id", "Segmen, huruf ke-19: tidak ada kontak dengan kolom “kotta”; mungkin maksud"),
    ):
        words = ("segments", "add", "x", "consent = yes and kotta = Bandung")
        told = await terkirim(database, *words, language=language)
        assert told.exit_code == 2
        assert told.stderr.startswith(said)
        drawn, carets = told.stderr.splitlines()[1:]
        assert drawn[carets.index("^") : carets.rindex("^") + 1] == "kotta"
    told = await terkirim(database, "segments", "preview", "standng = active")
    assert "did you mean standing" in told.stderr
    assert (await terkirim(database, "segments", "list")).stdout == ""


async def test_hostile_names_and_values_stay_text(database: str, store: Store) -> None:
    hostile = "x') or 1=1; drop table contacts; --"
    await write(store, [person(1, kota=hostile), person(2)])
    told = await terkirim(database, "segments", "preview", f'kota = "{hostile}"', "--json")
    assert json.loads(told.stdout)["matched"] == 1
    refused = await terkirim(database, "segments", "add", hostile, BANDUNG)
    assert refused.exit_code == 2
    assert refused.stderr.count("\n") == 1
