"""The dashboard over real HTTP, in simulated time, on a database of its own."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest
from dashboard_world import ACCOUNT, Filled, fill
from pydantic import SecretStr
from starlette.applications import Starlette
from terkirim.assembly import Terkirim, assemble
from terkirim.delivery.access.login import create_admin, setup_token
from terkirim.settings import Settings
from terkirim.vocabulary.clock import SimulatedClock
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.web.dashboard import routes
from terkirim.web.server import serve

NOON = 1_790_000_000.0  # 21 September 2026, 20.13.20 in Jakarta
NAME, PASSWORD = "ani", "kata-sandi-panjang"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Answer(NamedTuple):
    """What came back, not redirected."""

    status: int
    text: str
    headers: "aiohttp.typedefs.CIMultiDictProxy[str]"

    @property
    def location(self) -> str:
        return self.headers["Location"]

    @property
    def csrf(self) -> str:
        found = _CSRF.search(self.text)
        assert found, "the page has a form"
        return unescape(found[1])


class Browser:
    """Keeps cookies, follows nothing by itself."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._ask("GET", path, None, headers)

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        return await self._ask("POST", path, fields, headers)

    async def log_in(self, password: str = PASSWORD, **fields: str) -> Answer:
        csrf = (await self.get("/login")).csrf
        form = {"name": NAME, "password": password, "csrf": csrf, **fields}
        return await self.post("/login", form)

    async def _ask(
        self, method: str, path: str, fields: dict[str, str] | None, headers: dict[str, str]
    ) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(
            method, self.url + path, data=fields, headers=named, allow_redirects=False
        ) as answer:
            return Answer(answer.status, await answer.text(), answer.headers)


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
        database=tmp_path / "terkirim.db",
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
async def browser(stranger: Browser, admin: None) -> Browser:
    """A browser that is logged in as the admin."""
    assert (await stranger.log_in()).status == 303
    return stranger


@pytest.fixture
async def filled(terkirim: Terkirim) -> Filled:
    return await fill(terkirim)
