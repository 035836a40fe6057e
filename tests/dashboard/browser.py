"""A browser without a screen: it keeps cookies and follows nothing by itself."""

import re
from html import unescape
from typing import NamedTuple

import aiohttp
from multidict import CIMultiDictProxy

NAME, PASSWORD = "ani", "kata-sandi-panjang"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Answer(NamedTuple):
    """What came back, not redirected."""

    status: int
    text: str
    headers: CIMultiDictProxy[str]

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
