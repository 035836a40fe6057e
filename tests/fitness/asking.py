"""`terkirim contacts show` on a house, in the house's own time."""

import json
from typing import Any

import pytest

from house import House
from segments.people import terkirim
from terkirim.vocabulary.clock import SystemClock


async def show(
    house: House, patch: pytest.MonkeyPatch, address: str, *more: str, language: str = "en"
) -> str:
    """What the command says of a person."""
    patch.setattr(SystemClock, "now", lambda _self: house.terkirim.clock.now())
    words = ("contacts", "show", *more, "--", address)
    told = await terkirim(house.terkirim.settings.database, *words, language=language)
    assert told.exit_code == 0, told.output
    return told.stdout


async def shown(house: House, patch: pytest.MonkeyPatch, address: str) -> dict[str, Any]:
    """The same as an object, its verdicts by category."""
    person: dict[str, Any] = json.loads(await show(house, patch, address, "--json"))
    person["verdicts"] = {one["category"]: one for one in person["verdicts"]}
    return person


def answers(person: dict[str, Any]) -> dict[str, str]:
    """Whether each kind of message is sent to the person."""
    return {category: one["written_to"] for category, one in person["verdicts"].items()}


def why(person: dict[str, Any], category: str) -> list[str]:
    """The obstacles, in English."""
    return [one["why"]["en"] for one in person["verdicts"][category]["obstacles"]]
