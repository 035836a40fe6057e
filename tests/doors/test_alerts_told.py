"""Alerts reach people through a real service, once when raised and once when resolved."""

from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from house import open_house
from terkirim.sandbox import ACCOUNT
from terkirim.vocabulary.clock import HOUR

PHONES = [f"+628120000000{number}" for number in range(1, 6)]


async def test_a_stopped_payment_is_told_once_and_its_end_once(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []

    async def take(request: web.Request) -> web.Response:
        told.append(await request.json())
        return web.Response()

    application = web.Application()
    application.router.add_post("/{path:.*}", take)
    async with TestServer(application) as service:
        url = SecretStr(f"json://127.0.0.1:{service.port}/")
        async with open_house(tmp_path, alert_urls=[url], language="id") as house:
            await house.sandbox.account(ACCOUNT, payment_ok=False)
            for phone in PHONES:
                await house.send(phone)
            await house.stage.play(HOUR)
            [raised] = told
            assert "https://business.facebook.com" in raised["message"]
            await house.sandbox.account(ACCOUNT, payment_ok=True)
            await house.stage.play(HOUR)
            assert [one["title"] for one in told[1:]] == [f"Selesai: {raised['title']}"]
            assert await house.holds() == []
