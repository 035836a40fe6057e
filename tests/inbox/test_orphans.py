"""Statuses that come before their message is known wait for it, and are shown if it never comes."""

from itertools import permutations

from crowd import numbers
from house import House
from statuses import deliver, envelope, said
from terkirim.delivery.inbox.orphans import LIFE
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State

ORDERS = list(permutations(("sent", "delivered", "read")))


async def test_in_every_order_they_find_their_message_when_its_id_is_known(house: House) -> None:
    """The answer is lost, and only `sent` echoes our id: it tells which id the others are about."""
    people = numbers(len(ORDERS))
    await house.sandbox.people(*({"phone": one, "delivers": False} for one in people))
    cut = {"name": "cut", "match": {"recipients": people}, "connection": "reset_after_acceptance"}
    await house.sandbox.faults(cut)
    ids = [await house.send(one) for one in people]
    await house.service.until_idle()
    assert {(await house.message(one)).state for one in ids} == {State.UNRESOLVED}
    sends = (await house.sandbox.record())["sends"]
    wamids = {one["callback_data"]: one["wamid"] for one in sends}
    for place in range(3):
        now = house.stage.clock.now()
        for ours, order in zip(ids, ORDERS, strict=True):
            status = order[place]
            echoed = ours if status == "sent" else None
            assert await deliver(house, envelope([said(status, wamids[ours], now, echoed)])) == 200
        await house.service.until_idle()
    await house.stage.play(MINUTE)
    assert {(await house.message(one)).state for one in ids} == {State.READ}
    assert len((await house.sandbox.record())["sends"]) == len(ids)
    assert await house.terkirim.insights.set_aside() == []


async def test_a_failure_waits_as_well(house: House) -> None:
    [person] = numbers(1)
    await house.sandbox.people({"phone": person, "delivers": False})
    cut = {"name": "cut", "match": {"recipients": [person]}, "connection": "reset_after_acceptance"}
    await house.sandbox.faults(cut)
    ours = await house.send(person)
    await house.service.until_idle()
    [send] = await house.sends(ours)
    now = house.stage.clock.now()
    assert await deliver(house, envelope([said("failed", send["wamid"], now)])) == 200
    await house.service.until_idle()
    assert (await house.message(ours)).state == State.UNRESOLVED
    assert await deliver(house, envelope([said("sent", send["wamid"], now, ours)])) == 200
    await house.stage.play(MINUTE)
    assert (await house.message(ours)).state == State.FAILED


async def test_one_whose_message_never_comes_is_shown_after_three_days(house: House) -> None:
    now = house.stage.clock.now()
    assert await deliver(house, envelope([said("delivered", "wamid.STRANGE", now)])) == 200
    await house.stage.play(LIFE - HOUR)
    assert await house.terkirim.insights.set_aside() == []
    await house.stage.play(2 * HOUR)
    [shown] = await house.terkirim.insights.set_aside()
    assert (shown.state, shown.received_at) == ("orphaned", now)
    assert "wamid.STRANGE" in shown.note
    await house.stage.play(DAY)
    assert len(await house.terkirim.insights.set_aside()) == 1
