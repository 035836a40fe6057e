"""PostgreSQL is restarted under a worker: it goes on by itself, and what flew is written down."""

import asyncio

import pytest

from kills.processes import restarted
from postgres import Postgres
from terkirim.store.faults import is_databases
from terkirim.vocabulary.states import State
from workers.pair import ALLOWED, Held, Pair

_TRIES = 6


async def test_a_request_in_the_air_while_the_server_restarts_is_written_down_after_it(
    pair: Pair, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(pair.house.terkirim.api.send)
    monkeypatch.setattr(pair.house.terkirim.api, "send", held)
    message_id = await pair.house.send(ALLOWED[0])
    turn = asyncio.create_task(pair.house.service.turn())
    await held.in_air.wait()
    await restarted(postgres.server)
    held.let_go()
    await asyncio.gather(turn, return_exceptions=True)
    for _ in range(_TRIES):
        try:
            await pair.house.service.until_idle()
        except Exception as error:
            if not is_databases(error):
                raise
    assert (await pair.house.message(message_id)).state == State.ACCEPTED
    assert await pair.house.story(message_id) == ["taken_in", "sending", "accepted"]
    assert await pair.sends() == [message_id]
