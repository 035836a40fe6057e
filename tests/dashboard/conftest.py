"""The dashboard over real HTTP, in simulated time, on a database of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr
from starlette.applications import Starlette

from dashboard.browser import NAME, PASSWORD, Browser
from dashboard.world import ACCOUNT, Filled, fill
from migrated import migrated_file_now
from terkirim.assembly import Terkirim, assemble
from terkirim.delivery.access import login
from terkirim.delivery.access.login import create_admin, setup_token
from terkirim.settings import Settings
from terkirim.vocabulary.clock import SimulatedClock
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.web.dashboard import routes
from terkirim.web.server import serve

NOON = 1_790_000_000.0  # 21 September 2026, 21.13.20 in Jakarta


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(NOON)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Nobody listens at these addresses: the dashboard needs neither Meta nor an SMS provider."""
    return Settings(
        account_id=ACCOUNT,
        access_token=SecretStr("token"),
        app_secret=SecretStr("secret"),
        verify_token=SecretStr("word"),
        graph_url="http://127.0.0.1:9/v23.0",
        sms_url=SecretStr("json://127.0.0.1:9/?:to={to}"),
        database=migrated_file_now(tmp_path / "terkirim.db"),
    )


@pytest.fixture
async def terkirim(settings: Settings, clock: SimulatedClock) -> AsyncIterator[Terkirim]:
    async with assemble(settings, clock, Identifiers(1)) as assembled:
        yield assembled


@pytest.fixture
async def url(terkirim: Terkirim) -> AsyncIterator[str]:
    app = Starlette(routes=routes(terkirim))
    async with serve(app, "127.0.0.1", 0) as served:
        yield served


@pytest.fixture
async def stranger(url: str) -> AsyncIterator[Browser]:
    """A browser that is not logged in and prefers English."""
    jar = aiohttp.CookieJar(unsafe=True)
    english = {"Accept-Language": "en"}
    async with aiohttp.ClientSession(cookie_jar=jar, headers=english) as session:
        yield Browser(session, url)


@pytest.fixture
async def admin(terkirim: Terkirim, clock: SimulatedClock) -> None:
    """There is an admin."""
    token = await setup_token(terkirim.store)
    assert token is not None
    await create_admin(terkirim.store, clock, token, NAME, PASSWORD)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little work: half a second a test where logging in is not what is tried."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(login, "_HASHER", hasher)


@pytest.fixture
async def browser(quick: None, stranger: Browser, admin: None) -> Browser:
    """A browser that is logged in as the admin."""
    assert (await stranger.log_in()).status == 303
    return stranger


@pytest.fixture
async def filled(terkirim: Terkirim) -> Filled:
    return await fill(terkirim)
