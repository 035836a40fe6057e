"""A checker's verdict is evidence when a message fails; it stops nothing by itself."""

import pytest

from checkers.checking import BUDI, Leaping, checking, contacts_at
from house import START, House
from terkirim.vocabulary.clock import DAY, HOUR
from terkirim.vocabulary.states import State

FACT = "recipient.no_whatsapp_check: {} days old"


async def check(house: House, on_whatsapp: bool, age: float) -> None:
    """Have the checker asked so long ago, when the person was or was not on WhatsApp."""
    settings = house.terkirim.settings
    await house.sandbox.people({"phone": BUDI, "on_whatsapp": on_whatsapp})
    checker = contacts_at(settings.graph_url.removesuffix("/v23.0"), cache_days=0)
    async with checking(settings.database, checker, Leaping(START - age)) as checks:
        outcome = await checks.run(await checks.estimate([BUDI]))
    assert outcome.asked == 1


async def told(house: House) -> list[str]:
    """What the diagnosis of a message to someone without WhatsApp rests on."""
    await house.sandbox.people({"phone": BUDI, "on_whatsapp": False})
    message = await house.send(BUDI)
    await house.stage.play(HOUR)
    [decided] = await house.decisions(message)
    return list(decided["evidence_used"])


async def test_a_verdict_speaks_for_no_whatsapp_with_its_age(house: House) -> None:
    await check(house, False, 3 * DAY)
    assert FACT.format(3) in await told(house)


@pytest.mark.parametrize("age", [91 * DAY, 400 * DAY])
async def test_an_old_verdict_says_nothing(house: House, age: float) -> None:
    await check(house, False, age)
    assert not [fact for fact in await told(house) if "check" in fact]


async def test_a_verdict_taken_back_since_says_nothing(house: House) -> None:
    await check(house, False, 3 * DAY)
    await check(house, True, 2 * DAY)
    assert not [fact for fact in await told(house) if "check" in fact]


async def test_a_verdict_suppresses_nobody(house: House) -> None:
    await check(house, False, 0.0)
    await house.sandbox.people({"phone": BUDI, "on_whatsapp": True})
    message = await house.send(BUDI)
    await house.stage.play(HOUR)
    assert (await house.message(message)).state in (State.DELIVERED, State.READ)
