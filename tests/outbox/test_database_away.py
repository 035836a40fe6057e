"""The database fails between a request and its record: nothing stays open, nothing is repeated."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from house import House
from terkirim.store import Store, attempts
from terkirim.store.attempts import Unnamed
from terkirim.store.engine import Connection
from terkirim.vocabulary.states import State

SARI, BUDI = "+6281200000001", "+6281200000002"
REFUSED = {
    "name": "no WhatsApp",
    "match": {"recipients": [SARI]},
    "fail": {"code": 131030, "phase": "sync"},
}


class Failing:
    """In place of something that asks others: afterwards the database fails, once."""

    def __init__(
        self, ask: Callable[..., Awaitable[Any]], store: Store, name: str, patch: pytest.MonkeyPatch
    ) -> None:
        self._ask = ask
        self._store = store
        self._name = name
        self._patch = patch
        self._works = getattr(store, name)

    async def __call__(self, *given: Any) -> Any:
        answer = await self._ask(*given)
        self._patch.setattr(self._store, self._name, self._fail)
        return answer

    def _fail(self) -> Any:
        self._patch.setattr(self._store, self._name, self._works)
        raise OSError("the disk is away")


async def test_an_acceptance_that_could_not_be_written_down_is_written_by_the_next_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = house.terkirim.api
    monkeypatch.setattr(
        api, "send", Failing(api.send, house.terkirim.store, "write_rows", monkeypatch)
    )
    message_id = await house.send(SARI)
    with pytest.raises(OSError, match="the disk is away"):
        await house.service.until_idle()
    assert (await house.message(message_id)).state == State.SENDING
    monkeypatch.undo()
    await house.service.until_idle()
    assert await house.story(message_id) == ["taken_in", "sending", "accepted"]
    assert len(await house.sends(message_id)) == 1


async def test_what_is_still_in_the_air_when_the_database_fails_is_written_down_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, failed = house.terkirim.api, asyncio.Event()
    send, record = api.send, house.terkirim.dispatcher._recorder.record
    asked: list[bytes] = []

    async def one_is_slow(sender_id: str, body: bytes) -> Any:
        asked.append(body)
        if len(asked) > 1:
            await failed.wait()
        return await send(sender_id, body)

    async def fails(db: Any, landed: Any) -> None:
        if landed and not failed.is_set():
            failed.set()
            raise OSError("the disk is away")
        await record(db, landed)

    monkeypatch.setattr(api, "send", one_is_slow)
    monkeypatch.setattr(house.terkirim.dispatcher._recorder, "record", fails)
    sent = [await house.send(to) for to in (SARI, BUDI)]
    with pytest.raises(OSError, match="the disk is away"):
        await house.service.until_idle()
    await house.service.until_idle()
    assert [(await house.message(one)).state for one in sent] == [State.ACCEPTED] * 2
    assert [len(await house.sends(one)) for one in sent] == [1, 1]


async def test_an_outcome_nobody_can_write_down_stops_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = house.terkirim.dispatcher._recorder
    record = recorder.record
    bad = await house.send(SARI)

    async def fails(db: Any, landed: Any) -> None:
        if any(one.message.id == bad for one in landed):
            raise ValueError("it cannot be written")
        await record(db, landed)

    monkeypatch.setattr(recorder, "record", fails)
    good = await house.send(BUDI)
    with pytest.raises(ValueError, match="it cannot be written"):
        await house.service.until_idle()
    await house.service.until_idle()
    assert (await house.message(good)).state == State.ACCEPTED
    monkeypatch.undo()
    await house.stage.play(3600)
    assert (await house.message(bad)).state in (State.SENT, State.DELIVERED, State.READ)
    assert len(await house.sends(bad)) == 1


async def test_a_claim_that_was_never_written_leaves_no_attempt_behind(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be taken for that of the next claim, which bears its number."""
    store, claimer, api = (
        house.terkirim.store,
        house.terkirim.dispatcher._claimer,
        house.terkirim.api,
    )
    write_rows, claim, send = store.write_rows, claimer.claim, api.send
    under_way: list[Unnamed] = []
    message_id = await house.send(SARI)

    @asynccontextmanager
    async def cannot_commit() -> AsyncIterator[Connection]:
        async with write_rows() as db:
            yield db
            raise OSError("the disk is away")

    async def claim_in_vain(db: Connection, room: int) -> Any:
        monkeypatch.undo()
        return await claim(db, room)

    async def look(sender_id: str, body: bytes) -> Any:
        async with store.read() as db:
            under_way.append((await attempts.unnamed(db, [message_id]))[message_id])
        return await send(sender_id, body)

    monkeypatch.setattr(store, "write_rows", cannot_commit)
    monkeypatch.setattr(claimer, "claim", claim_in_vain)
    with pytest.raises(OSError, match="the disk is away"):
        await house.service.until_idle()
    monkeypatch.setattr(api, "send", look)
    await house.service.until_idle()
    assert under_way == [Unnamed(1, 1, 1)]
    assert (await house.message(message_id)).state == State.ACCEPTED


async def test_an_sms_whose_outcome_could_not_be_written_down_is_written_by_the_next_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.sandbox.faults(REFUSED)
    channel = house.terkirim.sms._channel
    failing = Failing(channel.send, house.terkirim.store, "write", monkeypatch)
    monkeypatch.setattr(channel, "send", failing)
    message_id = await house.send(SARI, sms_text="Pesanan A-17 siap")
    with pytest.raises(OSError, match="the disk is away"):
        await house.service.until_idle()
    monkeypatch.undo()
    await house.service.until_idle()
    assert (await house.story(message_id))[-2:] == ["rerouted", "sms_sent"]
    assert len((await house.sandbox.record())["sms"]) == 1
