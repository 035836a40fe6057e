"""A whole house for tests: product and sandbox over real HTTP and SQLite, in simulated time."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
from pydantic import SecretStr

from migrated import migrated_file
from terkirim.assembly import Terkirim, assemble
from terkirim.cli.demo.control import SandboxControl
from terkirim.cli.demo.stage import Stage
from terkirim.delivery.campaigns.rules import template_body
from terkirim.delivery.consent.model import Consent, Source
from terkirim.delivery.holds.record_consent import record_by_hand
from terkirim.delivery.insights.model import Timeline
from terkirim.delivery.outbox.send_one import Refused, Request
from terkirim.sandbox import (
    ACCOUNT,
    APP_SECRET,
    LIVE_SENDER,
    TOKEN,
    VERIFY_TOKEN,
    WALLET_KEY,
    Sandbox,
    serve_sandbox,
)
from terkirim.service import Service
from terkirim.settings import Settings
from terkirim.store import Message, holds
from terkirim.store.records import Hold
from terkirim.vocabulary.clock import SimulatedClock
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.web.app import build_app
from terkirim.web.receiver import PATH
from terkirim.web.server import serve

START = 1_793_586_000.0  # Monday 2 November 2026, nine in Jakarta
REOPENING = template_body("buka_percakapan", "id", ["Sari"])


def settings(sandbox_url: str, **changes: Any) -> Settings:
    """The settings of an owner whose Meta is the sandbox."""
    chosen: dict[str, Any] = {
        "account_id": ACCOUNT,
        "access_token": SecretStr(TOKEN),
        "app_secret": SecretStr(APP_SECRET),
        "verify_token": SecretStr(VERIFY_TOKEN),
        "sender": LIVE_SENDER,
        "graph_url": f"{sandbox_url}/v23.0",
        "sms_url": SecretStr(f"{sandbox_url.replace('http', 'json', 1)}/sms/send?:to={{to}}"),
        "balance_url": f"{sandbox_url}/v2/balance",
        "balance_key": SecretStr(WALLET_KEY),
    }
    return Settings(**{**chosen, **changes})


class House(NamedTuple):
    """Everything a test needs to act on the product and to look at it."""

    terkirim: Terkirim
    service: Service
    sandbox: SandboxControl
    stage: Stage
    url: str
    http: aiohttp.ClientSession

    async def send(
        self,
        to: str,
        body: Mapping[str, Any] | None = None,
        sender: str = LIVE_SENDER,
        **more: Any,
    ) -> str:
        """Put a message in the outbox (an order notice if no body is given); its id."""
        chosen = body or template_body("order_ready", "id", ["Sari", "A-17"])
        taken = await self.terkirim.single.take_in(Request(sender, to, chosen, **more))
        assert not isinstance(taken, Refused), taken
        return taken.id

    async def agree(self, *people: str, given: bool = True) -> None:
        """These people agreed to marketing on paper (or refused it), and the owner recorded it."""
        it, consent = self.terkirim, Consent("marketing", given, Source.HAND.of("kartu anggota"))
        for phone in people:
            await record_by_hand(it.store, it.identifiers, it.clock, phone, consent)

    async def message(self, message_id: str) -> Message:
        """A message as it is now."""
        return (await self.timeline(message_id)).message

    async def timeline(self, message_id: str) -> Timeline:
        """All that happened to a message."""
        return await self.terkirim.insights.timeline(message_id)

    async def story(self, message_id: str) -> list[str]:
        """The kinds of a message's events, in order."""
        return [station.kind for station in (await self.timeline(message_id)).stations]

    async def decisions(self, message_id: str) -> list[dict[str, Any]]:
        """The data of its decisions."""
        stations = (await self.timeline(message_id)).stations
        return [station.data for station in stations if station.kind == "decided"]

    async def holds(self) -> list[Hold]:
        """The holds in force."""
        async with self.terkirim.store.read() as db:
            return await holds.active(db)

    async def sends(self, message_id: str) -> list[dict[str, Any]]:
        """What the sandbox saw of a message, by its own record."""
        record = await self.sandbox.record()
        return [send for send in record["sends"] if send["callback_data"] == message_id]


@asynccontextmanager
async def open_house(
    folder: Path, seed: int = 1, policy: str = "", **changes: Any
) -> AsyncIterator[House]:
    """Build a house in a folder; `policy` is the owner's policy.toml, `changes` are settings."""
    file = folder / "policy.toml"
    file.write_text(policy)
    async with AsyncExitStack() as closing:
        sandbox = Sandbox(seed, SimulatedClock(START))
        sandbox_url = await closing.enter_async_context(serve_sandbox(sandbox))
        clock = SimulatedClock(START)
        if "database" not in changes:
            changes["database"] = await migrated_file(folder / "terkirim.db")
        chosen = settings(sandbox_url, policy=file, **changes)
        terkirim = await closing.enter_async_context(assemble(chosen, clock, Identifiers(seed)))
        service = Service(terkirim)
        app = build_app(terkirim, service.wake)
        url = await closing.enter_async_context(serve(app, "127.0.0.1", 0))
        session = await closing.enter_async_context(aiohttp.ClientSession())
        control = SandboxControl(session, sandbox_url)
        await service.start()
        await control.deliver_to(f"{url}{PATH}", VERIFY_TOKEN)
        stage = Stage(service, clock, control, lambda _now: None)
        yield House(terkirim, service, control, stage, url, session)
