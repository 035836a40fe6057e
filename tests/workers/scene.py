"""Real processes on one PostgreSQL: sandbox, web, and workers whose leases last 6 s, not 30."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from sqlalchemy import TextClause, text

from kills.drill import Client
from kills.processes import Running, free_port, run_all, until_up, write_settings
from terkirim.assembly import assemble
from terkirim.cli.demo.control import SandboxControl
from terkirim.delivery.access.keys import create_key
from terkirim.sandbox import LIVE_SENDER, VERIFY_TOKEN
from terkirim.settings import load_settings
from terkirim.store import Store, leases

_FASTER = (
    "from terkirim.delivery.outbox import leases; from terkirim.store import postgresql; "
    "leases._LIFE, leases._RENEW_AFTER, leases._MARGIN = 6.0, 2.0, 1.5; "
    "postgresql._LEFT_OPEN_S = postgresql._IN_ALL_S = 6"
)
_LOOK_EVERY_S = 0.1
_LATENCY_S = 0.2
_OPEN = text(
    "SELECT count(*) FROM messages WHERE state IN ('queued', 'sending', 'unresolved', 'held')"
)
# Their time is over: to be tried again, or to be reconciled after a minute.
_AGE = text(
    "UPDATE messages SET due_at = 0 WHERE id = ANY(:ids) AND state IN ('queued', 'unresolved')"
    " AND updated_at < extract(epoch FROM now()) - 2"
)


class Scene:
    """What happens, and the sandbox's own record of it."""

    def __init__(self, folder: Path, store: Store, client: Client, control: SandboxControl) -> None:
        self.client = client
        self.store = store
        self._folder = folder
        self._control = control

    def worker(self, name: str) -> Running:
        """A worker, not yet started."""
        words = ("serve", "-c", str(self._folder / "terkirim.toml"), "--role", "worker")
        return Running(self._folder / f"{name}.log", *words, first=_FASTER)

    async def taken(self) -> Counter[str]:
        """How often the sandbox took each message, by our id."""
        sends = (await self._control.record())["sends"]
        return Counter(one["callback_data"] for one in sends if one["outcome"] == "accepted")

    async def owner(self) -> str | None:
        """The worker that sends."""
        async with self.store.read() as db:
            found = await leases.in_force(db, "sender/", time.time())
        return found[LIVE_SENDER].owner if LIVE_SENDER in found else None

    async def until_taken(self, count: int) -> None:
        """Wait until the sandbox has taken so many."""

        async def so() -> bool:
            return len(await self.taken()) >= count

        await _until(so)

    async def until_another_sends(self, before: str) -> None:
        """Wait until the sender is another worker's."""

        async def so() -> bool:
            return await self.owner() not in (None, before)

        await _until(so)

    async def until_some(self, query: TextClause) -> None:
        """Wait until a query counts some."""

        async def so() -> bool:
            async with self.store.read() as db:
                return bool((await db.execute(query)).scalar_one())

        await _until(so)

    async def until_at_work(self, worker: str) -> None:
        """Wait until a worker counts itself among the workers."""

        async def so() -> bool:
            async with self.store.read() as db:
                return worker in await leases.in_force(db, "worker/", time.time())

        await _until(so)

    async def until_all_are_taken(self) -> None:
        """Wait until the sandbox has taken all; for what never left, time is made to pass."""

        async def so() -> bool:
            missing = set(self.client.promised.values()) - (await self.taken()).keys()
            async with self.store.write_rows() as db:
                await db.execute(_AGE, {"ids": sorted(missing)})
            return not missing

        await _until(so)

    async def until_settled(self) -> None:
        """Wait until nothing is open in our books either."""
        await self.until_all_are_taken()

        async def so() -> bool:
            async with self.store.read() as db:
                return not int((await db.execute(_OPEN)).scalar_one())

        await _until(so)


@asynccontextmanager
async def open_scene(folder: Path, database: str) -> AsyncIterator[Scene]:
    """Sandbox and web process run; each answer of the sandbox takes a while."""
    sandbox_port, port = free_port(), free_port()
    config = write_settings(folder, sandbox_port, port, database)
    config.write_text(f"{config.read_text()}requests_at_once = 8\n")
    url, door = f"http://127.0.0.1:{sandbox_port}", f"http://127.0.0.1:{port}"
    sandbox = Running(folder / "sandbox.log", "sandbox", "--port", str(sandbox_port))
    web = Running(folder / "web.log", "serve", "-c", str(config), "--role", "web")
    async with assemble(load_settings(config)) as terkirim, aiohttp.ClientSession() as http:
        key = await create_key(terkirim.store, terkirim.clock, "scene")
        async with run_all(sandbox, web):
            await until_up(http, f"{url}/_sandbox/clock")
            await until_up(http, f"{door}/healthz")
            await terkirim.senders.all()
            await terkirim.templates.all()
            control = SandboxControl(http, url)
            await control.deliver_to(f"{door}/webhooks/whatsapp", VERIFY_TOKEN)
            await control.faults({"name": "slow", "latency": _LATENCY_S})
            yield Scene(folder, terkirim.store, Client(http, door, key), control)


async def _until(so: Callable[[], Awaitable[bool]]) -> None:
    while not await so():  # noqa: ASYNC110  nobody could set an event
        await asyncio.sleep(_LOOK_EVERY_S)
