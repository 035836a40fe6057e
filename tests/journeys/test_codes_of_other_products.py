"""A message refused with a code that belongs to no message: settled and told all the same."""

import pytest

from crowd import open_alerts, unread
from house import House
from terkirim.vocabulary.clock import HOUR
from terkirim.vocabulary.states import State

SARI = "+6281200000001"


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (138000, "call.disabled"),
        (139000, "flow.blocked"),
        (131041, "group.unavailable"),
        (1752041, "request.needless"),
        (131999, "service.unknown"),
    ],
)
async def test_it_is_given_up_and_the_developers_are_told(
    house: House, code: int, cause: str
) -> None:
    await unread(house, SARI)
    await house.sandbox.faults({"name": "odd", "fail": {"code": code, "phase": "sync"}})
    message = await house.message(await house.send(SARI))
    await house.stage.play(HOUR)
    message = await house.message(message.id)
    assert (message.state, message.cause) == (State.FAILED, cause)
    assert [alert.cause for alert in await open_alerts(house)] == [cause]
