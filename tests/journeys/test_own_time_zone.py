"""Marketing keeps the quiet hours of the clock a person lives by, as their contact says it."""

import pytest

from crowd import PROMO, unread
from fitness.asking import answers, shown, why
from house import House
from outbox.pacing import at
from segments.people import person, write
from terkirim.store import Contact
from terkirim.vocabulary.clock import HOUR, MINUTE
from terkirim.vocabulary.states import State

NIGHT = "it is a quiet hour where they are"
MORNING_IN_PAPUA = at("Asia/Jayapura", 2026, 11, 3, 8)


def people() -> dict[str, Contact]:
    """Mobile numbers tell no zone within Indonesia."""
    zones = {"papua": "Asia/Jayapura", "unknown": None, "nonsense": "../../etc/passwd"}
    return {
        name: person(number, time_zone=zone)
        for number, (name, zone) in enumerate(zones.items(), start=1)
    }


async def test_evening_in_jakarta_is_night_in_papua(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = people()
    phones = {name: one.phone or "" for name, one in known.items()}
    await write(house.terkirim.store, list(known.values()))
    await unread(house, *phones.values())
    await house.stage.play(10.5 * HOUR)  # 19.30 in Jakarta, 21.30 in Papua
    papua = await shown(house, monkeypatch, phones["papua"])
    assert why(papua, "marketing") == [NIGHT]
    assert answers(await shown(house, monkeypatch, phones["unknown"]))["marketing"] == "yes"
    sent = {name: await house.send(phone, PROMO) for name, phone in phones.items()}
    await house.stage.play(HOUR)
    states = {name: (await house.message(one)).state for name, one in sent.items()}
    assert states == {
        "papua": State.QUEUED,
        "unknown": State.DELIVERED,
        "nonsense": State.DELIVERED,
    }
    assert await house.story(sent["papua"]) == ["taken_in", "postponed"]
    await house.stage.play(11 * HOUR)  # 7.30 in Jakarta
    assert (await house.message(sent["papua"])).state == State.DELIVERED
    [left] = await house.sends(sent["papua"])
    assert MORNING_IN_PAPUA <= left["at"] <= MORNING_IN_PAPUA + 31 * MINUTE
    assert NIGHT in why(await shown(house, monkeypatch, phones["unknown"]), "marketing")
    assert NIGHT not in why(await shown(house, monkeypatch, phones["papua"]), "marketing")
