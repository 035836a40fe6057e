"""What becomes of raw webhooks: applied ones leave the queue and are forgotten in time."""

from crowd import numbers
from house import House
from statuses import deliver, envelope, said
from terkirim.cloudapi.signature import HEADER, sign
from terkirim.sandbox import APP_SECRET, LIVE_SENDER
from terkirim.store import webhooks
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE
from terkirim.vocabulary.states import State
from terkirim.web.receiver import PATH


async def _archived(house: House) -> list[bytes]:
    async with house.terkirim.store.read() as db:
        return [body for _, body in await webhooks.archived(db, 0.0)]


async def _counts(house: House) -> dict[str, int]:
    async with house.terkirim.store.read() as db:
        return await webhooks.counts(db)


async def test_applied_ones_are_kept_as_they_came_for_seven_days(house: House) -> None:
    now = house.stage.clock.now()
    bodies = [envelope([said("sent", f"wamid.{number}", now)]) for number in range(3)]
    for body in bodies:
        assert await deliver(house, body) == 200
    assert await _counts(house) == {"pending": 3}
    await house.service.until_idle()
    assert await _archived(house) == bodies
    assert await _counts(house) == {"applied": 3}
    await house.stage.play(7 * DAY - HOUR)
    assert len(await _archived(house)) == 3
    await house.stage.play(2 * HOUR)
    last = envelope([said("sent", "wamid.last", now)])
    assert await deliver(house, last) == 200
    await house.service.until_idle()
    assert await _archived(house) == [last]


async def test_what_a_person_must_see_is_kept_longer_than_what_strangers_send(
    house: House,
) -> None:
    assert await deliver(house, b"{") == 200
    now = house.stage.clock.now()
    assert await deliver(house, envelope([said("sent", "wamid.1", now)], "999")) == 200
    assert await _counts(house) == {"quarantined": 1, "foreign": 1}
    await house.stage.play(8 * DAY)
    assert await deliver(house, envelope([])) == 200
    await house.stage.play(MINUTE)
    assert {one.state for one in await house.terkirim.insights.set_aside()} == {"quarantined"}


async def test_one_that_cannot_be_applied_spoils_no_other(house: House) -> None:
    """PostgreSQL keeps no NUL in a text: the fast path fails on it, and must go on."""
    [person] = numbers(1)
    await house.sandbox.people({"phone": person, "delivers": False})
    ours = await house.send(person)
    await house.service.until_idle()
    [send] = await house.sends(ours)
    now = house.stage.clock.now()
    assert await deliver(house, envelope([said("read", "wamid.\0", now)])) == 200
    assert await deliver(house, envelope([said("delivered", send["wamid"], now, ours)])) == 200
    await house.service.until_idle()
    assert (await house.message(ours)).state == State.DELIVERED
    shown = [one.state for one in await house.terkirim.insights.set_aside()]
    assert shown == (["unapplied"] if house.terkirim.store.shared else [])


async def test_a_body_that_comes_in_parts_is_put_together(house: House) -> None:
    body = envelope([said("sent", "wamid.1", house.stage.clock.now(), LIVE_SENDER)])

    async def parts() -> object:
        for start in range(0, len(body), 100):
            yield body[start : start + 100]

    headers = {HEADER: sign(body, APP_SECRET)}
    async with house.http.post(f"{house.url}{PATH}", data=parts(), headers=headers) as answer:
        assert answer.status == 200
    await house.service.until_idle()
    assert await _archived(house) == [body]
