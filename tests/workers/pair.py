"""Two workers on one PostgreSQL, in one test process and in simulated time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from house import House, open_house
from terkirim.assembly import Terkirim, assemble
from terkirim.sandbox import LIVE_SENDER, TEST_SENDER
from terkirim.service import Service
from terkirim.store import leases
from terkirim.vocabulary.identifiers import Identifiers

ALLOWED = [f"+628120000000{number}" for number in range(1, 6)]
SENDERS = (LIVE_SENDER, TEST_SENDER)


class Pair(NamedTuple):
    """The first worker is the house's; the second looks at the same database and clock."""

    house: House
    terkirim: Terkirim
    service: Service

    async def both(self) -> None:
        """Let both do what is due, side by side."""
        await asyncio.gather(self.house.service.until_idle(), self.service.until_idle())

    async def pass_time(self, seconds: float) -> None:
        """Time passes and neither does anything."""
        clock = self.house.stage.clock
        await clock.advance_to(clock.now() + seconds)
        await self.house.sandbox.advance_to(clock.now())

    async def work(self, seconds: float, step: float = 1.0) -> None:
        """Time passes and both work."""
        for _ in range(int(seconds / step)):
            await self.pass_time(step)
            await self.both()

    async def owners(self) -> dict[str, str]:
        """Who sends for which sender."""
        async with self.terkirim.store.read() as db:
            found = await leases.in_force(db, "sender/", self.terkirim.clock.now())
        return {sender_id: lease.owner for sender_id, lease in found.items()}

    async def sends(self) -> list[str]:
        """Our id of every request the sandbox accepted."""
        record = await self.house.sandbox.record()
        return [one["callback_data"] for one in record["sends"] if one["outcome"] == "accepted"]


@asynccontextmanager
async def open_pair(folder: Path, database: str, **changes: Any) -> AsyncIterator[Pair]:
    """Build both; `changes` are settings."""
    async with open_house(folder, database=database, **changes) as house:
        await house.sandbox.sender(TEST_SENDER, allow_list=ALLOWED)
        clock, chosen = house.stage.clock, house.terkirim.settings
        async with assemble(chosen, clock, Identifiers(2)) as terkirim:
            yield Pair(house, terkirim, Service(terkirim))


class Held:
    """In place of `CloudApi.send`: requests stay in the air until let go."""

    def __init__(self, send: Any) -> None:
        self._send = send
        self._go = asyncio.Event()
        self.in_air = asyncio.Event()

    async def __call__(self, sender_id: str, body: bytes) -> Any:
        self.in_air.set()
        await self._go.wait()
        return await self._send(sender_id, body)

    def let_go(self) -> None:
        """They go on."""
        self._go.set()
