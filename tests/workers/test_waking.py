"""Processes wake each other, and a duty that takes long keeps no other waiting."""

import asyncio

import pytest
from sqlalchemy import text

from crowd import blast, numbers
from house import House
from terkirim.store import open_store
from terkirim.store.notify import open_bell
from terkirim.vocabulary.states import State
from workers.pair import ALLOWED, Held, Pair

_BREAK = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    " AND (query LIKE 'LISTEN%' OR query LIKE 'SELECT pg_notify%')"
)


async def test_a_bell_is_heard_by_others_also_after_the_line_broke(shared: str) -> None:
    heard = asyncio.Event()
    store = await open_store(shared)
    async with open_bell(store, heard.set):
        await asyncio.wait_for(heard.wait(), 10)  # it listens: what came before may be there
        for _ in range(2):
            heard.clear()
            async with open_bell(store, lambda: None) as bell:
                bell.ring()
                await asyncio.wait_for(heard.wait(), 10)
            heard.clear()
            async with store.write_rows() as db:
                await db.execute(_BREAK)
            await asyncio.wait_for(heard.wait(), 10)
    await store.close()


async def test_a_bell_does_not_wake_who_rang(shared: str) -> None:
    heard = asyncio.Event()
    store = await open_store(shared)
    async with open_bell(store, heard.set) as bell:
        await asyncio.wait_for(heard.wait(), 10)
        heard.clear()
        bell.ring()
        await asyncio.wait_for(bell.told(), 10)
        assert not heard.is_set()
    await store.close()


async def test_a_campaign_is_heard_of_with_its_first_portion(pair: Pair) -> None:
    heard = asyncio.Event()
    async with open_bell(pair.terkirim.store, heard.set):
        await asyncio.wait_for(heard.wait(), 10)
        heard.clear()
        await blast(pair.house, "Promo", numbers(2))
        await asyncio.wait_for(heard.wait(), 10)


async def test_webhooks_are_applied_while_requests_are_in_the_air(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await house.send(ALLOWED[0])
    await house.service.until_idle()
    held = Held(house.terkirim.api.send)
    monkeypatch.setattr(house.terkirim.api, "send", held)
    second = await house.send(ALLOWED[1])
    stop = asyncio.Event()
    running = asyncio.create_task(house.service.run(stop))
    await held.in_air.wait()
    await house.sandbox.advance_to(house.stage.clock.now() + 30)
    async with asyncio.timeout(10):
        while (await house.message(first)).state == State.ACCEPTED:
            pass
    assert (await house.message(second)).state == State.SENDING
    stop.set()
    held.let_go()
    await running
    assert (await house.message(second)).state == State.ACCEPTED
