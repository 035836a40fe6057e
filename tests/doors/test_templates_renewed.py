"""A webhook that was lost: what Meta approved meanwhile is found all the same."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from structlog.testing import capture_logs

from house import START, House
from terkirim.cloudapi import CloudApi
from terkirim.delivery.campaigns.rules import template_body
from terkirim.delivery.outbox.send_one import Refused, Request
from terkirim.errors import Unreachable
from terkirim.sandbox import ACCOUNT, LIVE_SENDER, TOKEN
from terkirim.store import Message, registry
from terkirim.vocabulary.clock import HOUR, MINUTE, SimulatedClock

NEW = {"name": "pesanan_siap", "language": "id", "body": "Pesanan {{1}} siap diambil."}
FAILED = "templates cannot be read, what is stored stays"


class Meta:
    """Counts how often the registry is read, and may be out of reach."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.away = self.bare = self.twice = False
        self.asked = 0
        read = CloudApi.templates

        async def answer(api: CloudApi, account: str) -> list[dict[str, Any]]:
            self.asked += 1
            if self.away:
                raise Unreachable
            found = [] if self.bare else await read(api, account)
            return found + found[-1:] * self.twice

        patch.setattr(CloudApi, "templates", answer)


@pytest.fixture
async def meta(house: House, monkeypatch: pytest.MonkeyPatch) -> Meta:
    """Meta has approved a template since it was read, and no webhook tells of it."""
    await house.sandbox.template(**NEW, category="UTILITY", status="APPROVED")
    return Meta(monkeypatch)


async def pass_(house: House, until_s: float) -> None:
    """Time passes for the product alone."""
    clock = house.terkirim.clock
    assert isinstance(clock, SimulatedClock)
    await clock.advance_to(START + until_s)


async def send(house: House, many: int = 1, count: int = 1) -> list[str]:
    """As many messages at once, with so many parameters; what became of each."""
    body = template_body("pesanan_siap", "id", ["A-17"] * count)
    requests = [Request(LIVE_SENDER, f"+62812000{number:05d}", body) for number in range(many)]
    taken = await asyncio.gather(*map(house.terkirim.single.take_in, requests))
    return _told(taken)


def _told(taken: Sequence[Message | Refused]) -> list[str]:
    causes = [one.misfit.cause if isinstance(one, Refused) and one.misfit else "" for one in taken]
    return [str(cause) for cause in causes]


async def known(house: House) -> set[str]:
    """The names of the templates written down."""
    async with house.terkirim.store.read() as db:
        return {one.name for one in await registry.all_templates(db, ACCOUNT)}


async def test_it_is_found_by_the_message_that_needs_it_one_reading_for_all(
    house: House, meta: Meta
) -> None:
    await pass_(house, 4 * MINUTE)
    assert await send(house) == ["template.missing"]
    assert meta.asked == 0, "what was read minutes ago is believed"
    await pass_(house, 5 * MINUTE)
    assert await send(house, many=20) == [""] * 20
    assert meta.asked == 1
    states = (await house.terkirim.insights.overview()).states
    assert {state: count for state, count in states.items() if count} == {"queued": 20}
    await pass_(house, 9 * MINUTE)
    assert await send(house, many=3, count=2) == ["template.parameter_count"] * 3
    assert meta.asked == 1


async def test_another_number_of_parameters_is_found_too(house: House, meta: Meta) -> None:
    await house.terkirim.templates.all()
    changed = {**NEW, "body": "Kak {{1}}, pesanan {{2}} siap diambil."}
    await house.sandbox.template(**changed, category="UTILITY", status="APPROVED")
    await pass_(house, 5 * MINUTE)
    assert await send(house, count=2) == [""]


async def test_pages_that_overlap_are_one_registry(house: House, meta: Meta) -> None:
    meta.twice = True
    await house.terkirim.templates.all()
    assert "pesanan_siap" in await known(house)


async def test_where_meta_does_not_answer_what_is_stored_decides(house: House, meta: Meta) -> None:
    meta.away = True
    await pass_(house, HOUR)
    with capture_logs() as logs:
        assert await send(house, many=20) == ["template.missing"] * 20
        assert await send(house) == ["template.missing"]
    assert meta.asked == 1, "not asked again at once, whoever comes"
    assert [(one["event"], one["log_level"]) for one in logs] == [(FAILED, "warning")]
    assert TOKEN not in str(logs)
    meta.away = False
    await pass_(house, HOUR + 5 * MINUTE)
    assert await send(house) == [""]


async def test_it_is_found_by_age_though_nobody_asks(house: House, meta: Meta) -> None:
    await pass_(house, 6 * HOUR - 1)
    await house.service.until_idle()
    assert (meta.asked, "pesanan_siap" in await known(house)) == (0, False)
    await pass_(house, 6 * HOUR)
    await asyncio.wait_for(house.service.until_idle(), 30)
    assert (meta.asked, "pesanan_siap" in await known(house)) == (1, True)
    meta.bare = True
    await pass_(house, 12 * HOUR)
    await asyncio.wait_for(house.service.until_idle(), 30)
    assert (meta.asked, await known(house)) == (2, set()), "no template has an age of its own"


async def test_a_reading_that_failed_stops_nothing_and_is_repeated_in_minutes(
    house: House, meta: Meta
) -> None:
    """Here the webhook came, and the reading it led to failed."""
    meta.away = True
    with capture_logs() as logs:
        await house.sandbox.template(**NEW, status="PENDING", notify=True)
        await house.sandbox.advance_to(START + MINUTE)
        await pass_(house, MINUTE)
        waiting = await house.send("+6281200000001")
        await asyncio.wait_for(house.service.until_idle(), 30)
    assert [one["event"] for one in logs].count(FAILED) == meta.asked == 1
    assert TOKEN not in str(logs)
    assert len(await house.sends(waiting)) == 1
    meta.away = False
    await pass_(house, 6 * MINUTE - 1)
    await house.service.until_idle()
    assert (meta.asked, "pesanan_siap" in await known(house)) == (1, False)
    await pass_(house, 6 * MINUTE)
    await house.service.until_idle()
    assert (meta.asked, "pesanan_siap" in await known(house)) == (2, True)
