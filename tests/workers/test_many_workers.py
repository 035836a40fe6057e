"""Many workers on one PostgreSQL: the work is shared, taken over, and never done twice."""

import asyncio

import pytest

from terkirim.errors import Ambiguous
from terkirim.vocabulary.clock import MINUTE
from terkirim.vocabulary.states import State
from workers.pair import ALLOWED, SENDERS, Held, Pair

SARI, BUDI = ALLOWED[0], ALLOWED[1]
NO_WHATSAPP = {"name": "no WhatsApp", "fail": {"code": 131030, "phase": "sync"}}


async def test_two_workers_share_the_senders_and_send_nothing_twice(pair: Pair) -> None:
    sent = []
    for _ in range(12):
        for sender in SENDERS:
            sent += [await pair.house.send(to, sender=sender) for to in ALLOWED]
        await pair.work(3)
    owners = await pair.owners()
    await pair.work(5 * MINUTE, 30.0)
    assert sorted(owners) == sorted(SENDERS)
    assert len(set(owners.values())) == 2
    assert sorted(await pair.sends()) == sorted(sent)
    states = {(await pair.house.message(one)).state for one in sent}
    assert states <= {State.DELIVERED, State.READ, State.SENT}


async def test_a_dead_workers_sender_is_taken_over_after_its_lease(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(pair.house.terkirim.api.send)
    monkeypatch.setattr(pair.house.terkirim.api, "send", held)
    in_air = await pair.house.send(SARI)
    turn = asyncio.create_task(pair.house.service.turn())
    await held.in_air.wait()
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    behind = await pair.house.send(BUDI)
    await pair.pass_time(29)
    await pair.service.until_idle()
    assert (await pair.house.message(behind)).state == State.QUEUED
    await pair.pass_time(2)
    await pair.service.until_idle()
    assert (await pair.house.message(behind)).state == State.ACCEPTED
    assert (await pair.house.message(in_air)).state == State.UNRESOLVED


async def test_an_orderly_stop_leaves_its_senders_at_once(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(pair.house.terkirim.api.send)
    monkeypatch.setattr(pair.house.terkirim.api, "send", held)
    in_air = await pair.house.send(SARI)
    stop = asyncio.Event()
    running = asyncio.create_task(pair.house.service.run(stop))
    await held.in_air.wait()
    stop.set()
    held.let_go()
    await running
    assert (await pair.house.message(in_air)).state == State.ACCEPTED
    behind = await pair.house.send(BUDI)
    await pair.service.until_idle()
    assert (await pair.house.message(behind)).state == State.ACCEPTED


async def test_a_worker_paused_for_longer_than_its_lease_sends_nothing_when_it_wakes(
    narrow: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:

    async def breaks(_sender_id: str, _body: bytes) -> None:
        raise Ambiguous

    held = Held(breaks)
    monkeypatch.setattr(narrow.house.terkirim.api, "send", held)
    ours = [await narrow.house.send(to) for to in (SARI, BUDI)]
    turn = asyncio.create_task(narrow.house.service.turn())
    await held.in_air.wait()
    await narrow.pass_time(31)
    await narrow.house.send(ALLOWED[2])
    await narrow.service.until_idle()
    states = [(await narrow.house.message(one)).state for one in ours]
    assert states == [State.UNRESOLVED, State.UNRESOLVED]
    held.let_go()
    await turn
    after = {(await narrow.house.message(one)).state: one for one in ours}
    assert after.keys() == {State.UNRESOLVED, State.QUEUED}
    behind = after[State.QUEUED]
    assert (await narrow.house.story(behind))[-1] == "not_sent"
    assert not set(await narrow.sends()) & set(ours)
    await narrow.pass_time(31)
    await narrow.service.until_idle()
    assert (await narrow.sends()).count(behind) == 1


async def test_a_stale_outcome_does_not_undo_the_next_owners_attempt(
    narrow: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first was paused so long that the second already sends the message again."""

    async def breaks(_sender_id: str, _body: bytes) -> None:
        raise Ambiguous

    first = Held(breaks)
    monkeypatch.setattr(narrow.house.terkirim.api, "send", first)
    ours = [await narrow.house.send(to) for to in (SARI, BUDI)]
    paused = asyncio.create_task(narrow.house.service.turn())
    await first.in_air.wait()
    await narrow.pass_time(31)
    heard = await narrow.house.send(ALLOWED[2])
    await narrow.service.until_idle()
    await narrow.pass_time(31 * MINUTE)
    assert (await narrow.house.message(heard)).state == State.ACCEPTED
    second = Held(narrow.terkirim.api.send)
    monkeypatch.setattr(narrow.terkirim.api, "send", second)
    again = asyncio.create_task(narrow.service.until_idle())
    await second.in_air.wait()
    first.let_go()
    await paused
    under_way = [(await narrow.house.message(one)).state for one in ours]
    assert under_way == [State.SENDING, State.SENDING]
    second.let_go()
    await again
    await narrow.work(2 * MINUTE, 10.0)
    sends = await narrow.sends()
    assert [sends.count(one) for one in ours] == [1, 1]


async def test_what_must_be_done_once_is_done_once(pair: Pair) -> None:
    texted, plain = ALLOWED[:3], ALLOWED[3:]
    gone = {"name": "gone", "fail": {"code": 131026}, "match": {"recipients": plain}}
    await pair.house.sandbox.faults({**NO_WHATSAPP, "match": {"recipients": texted}}, gone)
    sent = [await pair.house.send(to, sms_text="Pesanan A-17 siap") for to in texted]
    failed = [await pair.house.send(to) for to in plain]
    for _ in range(30):
        await pair.pass_time(60 * MINUTE)
        await pair.both()
    assert len((await pair.house.sandbox.record())["sms"]) == len(sent)
    assert [(await pair.house.story(one)).count("sms_sent") for one in sent] == [1, 1, 1]
    assert [(await pair.house.story(one)).count("judged") for one in failed] == [1, 1]


async def test_an_sms_of_a_dead_worker_becomes_unknown_and_is_not_sent_again(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def hangs(_to: str, _text: str) -> bool:
        asked.set()
        return await asyncio.Future[bool]()

    fault = {**NO_WHATSAPP, "match": {"recipients": [SARI]}}
    await pair.house.sandbox.faults(fault)
    message_id = await pair.house.send(SARI, sms_text="Pesanan A-17 siap")
    monkeypatch.setattr(pair.house.terkirim.sms._channel, "send", hangs)
    dying = asyncio.create_task(pair.house.stage.play(60 * MINUTE))
    await asyncio.wait_for(asked.wait(), 20)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    for minutes, state in ((4, "sending"), (2, "unknown")):
        await pair.pass_time(minutes * MINUTE)
        await pair.service.until_idle()
        sms = (await pair.house.timeline(message_id)).sms
        assert sms is not None
        assert sms.state == state
    assert (await pair.house.sandbox.record())["sms"] == []
    assert (await pair.house.story(message_id))[-1] == "sms_unknown"
