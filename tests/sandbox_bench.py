"""A served sandbox, a client that talks to it, and a receiver for its webhooks."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from terkirim.sandbox import APP_SECRET, LIVE_SENDER, TOKEN, Sandbox, serve_sandbox
from terkirim.vocabulary.clock import Clock, SimulatedClock

START = 1_790_000_000.0
PERSON = "+6281200000001"
MESSAGES = f"/v25.0/{LIVE_SENDER}/messages"
APP = "500000000000001"
DAY = 86_400.0


class Receiver:
    """An owner's webhook endpoint; `answers` are the next HTTP statuses, then 200."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: list[Any] = []
        self.signed: list[bool] = []
        self.answers: list[int] = []
        self.verify_token = "sandbox-verify"
        self._arrived = asyncio.Condition()

    async def take(self, request: web.Request) -> web.Response:
        """Answer a handshake or a webhook."""
        if request.method == "GET":
            right = request.query.get("hub.verify_token") == self.verify_token
            text = request.query["hub.challenge"] if right else "no"
            return web.Response(text=text, status=200 if right else 403)
        raw = await request.read()
        mac = hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
        self.signed.append(request.headers["X-Hub-Signature-256"] == f"sha256={mac}")
        self.bodies.append(json.loads(raw))
        async with self._arrived:
            self._arrived.notify_all()
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    async def has_statuses(self, number: int) -> None:
        """Wait until so many statuses have arrived."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: len(self.statuses()) >= number)

    def changes(self, field: str = "messages") -> list[Any]:
        """The values of one field, in order of arrival."""
        return [
            change["value"]
            for body in self.bodies
            for entry in body["entry"]
            for change in entry["changes"]
            if change["field"] == field
        ]

    def statuses(self) -> list[Any]:
        """Every status, in order of arrival."""
        return [one for value in self.changes() for one in value.get("statuses", [])]

    def messages(self) -> list[Any]:
        """Every inbound message, in order of arrival."""
        return [one for value in self.changes() for one in value.get("messages", [])]


class Bench:
    """A client of a served sandbox."""

    def __init__(self, url: str, session: aiohttp.ClientSession, receiver: Receiver) -> None:
        self.url, self.session, self.receiver = url, session, receiver

    async def call(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """A request with the token; answers status and JSON."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        kwargs: dict[str, Any] = {} if body is None else {"json": body}
        async with self.session.request(method, self.url + path, headers=headers, **kwargs) as got:
            return got.status, await got.json()

    async def post(self, path: str, body: object = None) -> tuple[int, Any]:
        """A POST."""
        return await self.call("POST", path, {} if body is None else body)

    async def get(self, path: str) -> Any:
        """A GET that must succeed."""
        status, body = await self.call("GET", path)
        assert status == 200, body
        return body

    async def order(self, path: str, body: object, method: str = "POST") -> Any:
        """A control-plane order that must succeed."""
        status, answer = await self.call(method, f"/_sandbox/{path}", body)
        assert status == 200, answer
        return answer

    async def send(self, body: object) -> str:
        """A send that must be accepted; answers the message id."""
        status, answer = await self.post(MESSAGES, body)
        assert status == 200, answer
        return str(answer["messages"][0]["id"])

    async def refused(self, body: object, path: str = MESSAGES) -> tuple[int, Any]:
        """A POST that must be refused; answers HTTP status and the error object."""
        status, answer = await self.post(path, body)
        assert status >= 400, answer
        return status, answer["error"]

    async def handle(self, kind: str = "image/png", content: bytes = b"sample") -> str:
        """The handle of a file uploaded at once."""
        announced = {"file_name": "contoh", "file_type": kind, "file_length": len(content)}
        _, session = await self.post(f"/{APP}/uploads", announced)
        headers = {"Authorization": f"OAuth {TOKEN}", "file_offset": "0"}
        url = f"{self.url}/v25.0/{session['id']}"
        async with self.session.post(url, headers=headers, data=content) as got:
            return str((await got.json())["h"])

    async def advance(self, seconds: float) -> Any:
        """Let virtual time pass."""
        return await self.order("clock", {"advance_s": seconds})

    async def record(self) -> Any:
        """The sandbox's own record."""
        return await self.get("/_sandbox/record")


def template(
    data: str | None = None,
    to: str = PERSON,
    name: str = "order_ready",
    language: str = "id",
    params: int = 2,
) -> dict[str, Any]:
    """A template send."""
    values = [{"type": "text", "text": f"nilai {n}"} for n in range(params)]
    body: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "to": to,
        "type": "template",
        "template": {
            "name": name,
            "language": {"code": language},
            "components": [{"type": "body", "parameters": values}],
        },
    }
    return body if data is None else {**body, "biz_opaque_callback_data": data}


def text(data: str | None = None, to: str = PERSON, body: str = "Halo") -> dict[str, Any]:
    """A free-form text."""
    message = {"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": body}}
    return message if data is None else {**message, "biz_opaque_callback_data": data}


@asynccontextmanager
async def open_receiver() -> AsyncIterator[Receiver]:
    """A receiver on a free port."""
    receiver = Receiver()
    app = web.Application(client_max_size=4 * 2**20)
    app.router.add_route("*", "/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    receiver.url = f"http://127.0.0.1:{port}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@asynccontextmanager
async def open_bench(seed: int = 1, clock: Clock | None = None) -> AsyncIterator[Bench]:
    """A bench in virtual time, its webhooks going to its receiver."""
    sandbox = Sandbox(seed, clock or SimulatedClock(START))
    async with (
        open_receiver() as receiver,
        serve_sandbox(sandbox) as url,
        aiohttp.ClientSession() as session,
    ):
        bench = Bench(url, session, receiver)
        await bench.order("webhook", {"url": receiver.url})
        yield bench
