"""A message that goes to another address than it was meant for says so in its timeline."""

import json
from typing import Any

import msgspec
import pytest

from consent.registry import everything as whole_database
from crowd import blast
from dashboard.test_dashboard_words import reader
from house import House
from journeys.test_waiting_sms import another_installed_it, waits
from people.webhooks import became, tell, wrote
from segments.people import terkirim
from statuses import deliver, envelope, said
from terkirim.delivery.outbox.forget_person import forget_person
from terkirim.sandbox import LIVE_SENDER
from terkirim.vocabulary.clock import DAY, HOUR
from terkirim.vocabulary.text import Language
from terkirim.web.dashboard.words.stations import days

SARI, NEW, ID, NEW_ID = "+6281200000001", "+6281300000009", "ID.1001200300", "ID.2002300400"
MASKED = {"from": "+62********001", "to": "+62********009"}
PASSES = 131000  # something went wrong: worth another try


async def changes(house: House, message_id: str) -> list[dict[str, Any]]:
    """What the timeline tells of other addresses."""
    stations = (await house.timeline(message_id)).stations
    return [station.data for station in stations if station.kind == "readdressed"]


async def waiting(house: House, to: str) -> str:
    """A message that cannot leave yet, as Meta says that there are too many."""
    match, refusal = {"sender": LIVE_SENDER}, {"code": 130429, "phase": "sync"}
    await house.sandbox.faults({"name": "busy", "match": match, "fail": refusal})
    message_id = await house.send(to)
    await house.service.until_idle()
    assert (await house.message(message_id)).state == "queued"
    await house.sandbox.forget_fault("busy")
    return message_id


async def test_what_waits_says_where_it_goes_since_when_and_why(house: House) -> None:
    message_id = await waiting(house, SARI)
    changed_at = int(house.stage.clock.now()) - 5
    await tell(house, became((SARI, None), (NEW, NEW_ID), changed_at))
    told = {**MASKED, "since": changed_at, "reason": "number_change"}
    assert await changes(house, message_id) == [told]
    await house.stage.play(HOUR)
    assert await changes(house, message_id) == [told], "it is said once"
    assert [one["to"] for one in await house.sends(message_id)][-1] == NEW


async def test_what_fails_says_so_when_it_is_tried_again_elsewhere(house: House) -> None:
    await house.sandbox.people({"phone": SARI, "delivers": False})
    message_id = await house.send(SARI)
    await house.service.until_idle()
    await tell(house, became((SARI, None), (NEW, NEW_ID), house.stage.clock.now()))
    assert await changes(house, message_id) == [], "it has left: nothing goes elsewhere"
    message = await house.message(message_id)
    failed = said("failed", str(message.wamid), house.stage.clock.now(), message_id, PASSES)
    assert await deliver(house, envelope([failed])) == 200
    await house.service.until_idle()
    [told] = await changes(house, message_id)
    assert (told["from"], told["to"], told["reason"]) == (*MASKED.values(), "number_change")
    assert (await house.story(message_id))[-2:] == ["readdressed", "retry"]


async def test_an_sms_that_goes_to_another_number_says_so(house: House) -> None:
    message_id = await waits(house, SARI)
    await tell(house, became((SARI, None), (NEW, NEW_ID), house.stage.clock.now()))
    await house.stage.play(HOUR)
    [told] = await changes(house, message_id)
    assert told.items() >= MASKED.items()
    assert (await house.story(message_id))[-2:] == ["readdressed", "sms_sent"]


async def test_who_lost_the_number_is_written_to_by_user_id_and_it_is_told_why(
    house: House,
) -> None:
    await tell(house, wrote(SARI, ID, house.stage.clock.now()))
    await house.stage.clock.advance_to(house.stage.clock.now() + 100 * DAY)
    message_id = await waiting(house, SARI)
    await tell(house, another_installed_it(house.stage.clock.now()))
    [told] = await changes(house, message_id)
    assert (told["to"], told["reason"]) == ("ID.*******300", "identity_change")
    assert (await house.message(message_id)).recipient == ID


async def test_what_is_left_out_goes_nowhere_else(house: House) -> None:
    """Sari was in a campaign by both numbers: one message goes, to the new one."""
    ids = await blast(house, "promo", [NEW, SARI])
    await tell(house, became((SARI, None), (NEW, NEW_ID), house.stage.clock.now()))
    stories = [await house.story(one) for one in ids.values()]
    assert sorted(story[-1] for story in stories) == ["accepted", "left_out"]
    assert [story for story in stories if {"left_out", "readdressed"} <= set(story)] == []
    await house.stage.play(HOUR)
    assert [one["to"] for one in (await house.sandbox.record())["sends"]] == [NEW]


async def test_another_spelling_of_the_same_number_is_no_other_address(house: House) -> None:
    brazilian, without_nine = "+5511998765432", "+551198765432"
    message_id = await waiting(house, brazilian)
    await tell(house, wrote(without_nine, ID, house.stage.clock.now()))
    await house.stage.play(HOUR)
    assert await changes(house, message_id) == []


async def test_a_number_that_changes_back_at_once_changes_nothing(house: House) -> None:
    """Both changes come in one webhook, so that they are applied together."""
    message_id = await waiting(house, SARI)
    now = house.stage.clock.now()
    there, back = became((SARI, None), (NEW, None), now - 9), became((NEW, None), (SARI, None), now)
    together = msgspec.json.decode(envelope([]))
    value = together["entry"][0]["changes"][0]["value"]
    value.update(messages=[there, back])
    assert await deliver(house, msgspec.json.encode(together)) == 200
    await house.service.until_idle()
    assert (await house.message(message_id)).recipient == SARI
    assert await changes(house, message_id) == []


async def test_nothing_of_it_is_left_of_who_is_forgotten(house: House) -> None:
    message_id = await waiting(house, SARI)
    await tell(house, became((SARI, None), (NEW, NEW_ID), house.stage.clock.now()))
    assert MASKED["from"] in await whole_database(house)
    await forget_person(house.terkirim.store, house.terkirim.clock, NEW)
    after = await whole_database(house)
    assert not [one for one in MASKED.values() if one in after]
    assert (await house.story(message_id)).count("readdressed") == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", "bukan lagi ke +62********001"),
        ("en", "to +62********009 instead of +62********001"),
    ],
)
async def test_the_command_and_the_page_say_it_in_the_readers_language(
    house: House, database: str, language: Language, words: str
) -> None:
    message_id = await waiting(house, SARI)
    await tell(house, became((SARI, None), (NEW, NEW_ID), house.stage.clock.now()))
    shown = await terkirim(database, "messages", "show", message_id, "--lang", language)
    assert shown.exit_code == 0, shown.output
    assert words in " ".join(shown.stdout.replace("│", " ").split())
    as_json = await terkirim(database, "messages", "show", message_id, "--json")
    stations = json.loads(as_json.stdout)["stations"]
    assert {"readdressed"} <= {one["kind"] for one in stations}
    told = days(reader(language), (await house.timeline(message_id)).stations)
    titles = [line.title for _, lines in told for line in lines]
    assert [title for title in titles if words in title], titles
