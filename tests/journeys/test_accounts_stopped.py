"""Journeys through an account that stops: 131042 in both phases, both readings of 131031."""

from typing import Literal

import pytest

from crowd import open_alerts, unread
from house import House
from terkirim.cli.demo.human import Human
from terkirim.sandbox import ACCOUNT
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State

SARI = "+6281200000001"

PEOPLE = ["+6281200000001", "+6281200000002", "+6281200000003"]
OUT = ["released", "sending", "accepted", "sent", "delivered"]


async def held_for(house: House, cause: str) -> list[str]:
    """Three notices that meet a stopped account, one of them later; their ids."""
    ids = [await house.send(phone) for phone in PEOPLE[:2]]
    await house.stage.play(HOUR)
    ids.append(await house.send(PEOPLE[2]))
    await house.stage.play(HOUR)
    for one in ids:
        message = await house.message(one)
        assert (message.state, message.cause) == (State.HELD, cause)
    [hold] = await house.holds()
    assert (hold.scope, hold.key, hold.cause) == ("account", ACCOUNT, cause)
    assert await house.story(ids[2]) == ["taken_in", "kept_back"]
    assert await house.sends(ids[2]) == []
    return ids


async def everything_went_out(house: House, ids: list[str], met: list[str]) -> None:
    """The hold is gone, its alert resolved, and each message delivered exactly once.

    The first two met the failure; whichever was settled first raised the one alert.
    """
    assert await house.holds() == []
    assert await open_alerts(house) == []
    held = ["taken_in", *met, "held"]
    told = sorted([await house.story(one) for one in ids[:2]], key=len)
    assert told == [[*held, *OUT], [*held, "alerted", *OUT]]
    assert await house.story(ids[2]) == ["taken_in", "kept_back", *OUT]
    for one in ids:
        assert (await house.message(one)).state == State.DELIVERED
        statuses = [s["status"] for send in await house.sends(one) for s in send["statuses"]]
        assert statuses.count("delivered") == 1


@pytest.mark.parametrize("phase", ["sync", "webhook"])
async def test_131042_holds_the_account_tells_once_and_a_probe_lets_everything_out(
    house: House, phase: Literal["sync", "webhook"]
) -> None:
    await unread(house, *PEOPLE)
    await house.sandbox.account(ACCOUNT, payment_ok=False, payment_phase=phase)
    ids = await held_for(house, "account.payment")
    [alert] = await open_alerts(house)
    assert (alert.cause, alert.audience) == ("account.payment", "owner")
    assert alert.link is not None
    assert "billing" in alert.link
    [decided] = await house.decisions(ids[0])
    assert "account.health_codes=141006" in decided["evidence_used"]
    await house.stage.play(DAY)
    assert len(await open_alerts(house)) == 1
    await Human(house.terkirim, house.sandbox).pays()
    await house.stage.play(20 * MINUTE)
    accepted = ["accepted"] if phase == "webhook" else []
    await everything_went_out(house, ids, ["sending", *accepted, "failed", "decided"])


async def test_131031_with_an_empty_balance_waits_for_the_top_up(house: House) -> None:
    await unread(house, *PEOPLE)
    await house.sandbox.account(ACCOUNT, balance=0.0)
    ids = await held_for(house, "account.balance")
    [alert] = await open_alerts(house)
    assert (alert.cause, alert.audience) == ("account.balance", "owner")
    [decided] = await house.decisions(ids[0])
    assert "account.balance_empty" in decided["evidence_used"]
    [hold] = await house.holds()
    assert hold.probe == "balance"
    await house.sandbox.account(ACCOUNT, balance=250_000.0)
    await house.stage.play(20 * MINUTE)
    await everything_went_out(house, ids, ["sending", "failed", "decided"])


async def test_131031_on_a_locked_account_waits_for_the_appeal(house: House) -> None:
    await unread(house, *PEOPLE)
    await house.sandbox.account(ACCOUNT, locked=True, notify=True)
    ids = await held_for(house, "account.locked")
    [alert] = await open_alerts(house)
    assert (alert.cause, alert.audience) == ("account.locked", "owner")
    assert "banding" in f"{alert.title.id} {alert.body.id}"
    [decided] = await house.decisions(ids[0])
    assert "account.health_codes=141014" in decided["evidence_used"]
    await house.stage.play(2 * DAY)
    assert (await house.message(ids[0])).state == State.HELD
    await Human(house.terkirim, house.sandbox).appeals()
    await house.stage.play(20 * MINUTE)
    await everything_went_out(house, ids, ["sending", "failed", "decided"])


async def test_a_hold_whose_probe_is_wrong_comes_back_ever_more_slowly(house: House) -> None:
    """Health says the account can send, and every send says it is locked."""
    await unread(house, SARI)
    await house.sandbox.faults(
        {"name": "locked", "fail": {"code": 131031, "phase": "sync"}},
    )
    message_id = await house.send(SARI)
    await house.stage.play(5 * DAY)
    assert (await house.message(message_id)).state == State.HELD
    tries = len(await house.sends(message_id))
    assert 3 <= tries <= 12, "each time it is needed again, the probe waits twice as long"
    await house.sandbox.forget_fault("locked")
    await house.stage.play(2 * DAY)
    assert (await house.message(message_id)).state == State.DELIVERED
