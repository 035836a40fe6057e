"""Look whether the cause of a hold is gone, and lift the hold when it is."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from terkirim.channels.balance import BalanceSource
from terkirim.delivery.holds.lift import lift
from terkirim.delivery.holds.place import probe_pause
from terkirim.delivery.senders.rules import can_send, is_ready
from terkirim.delivery.senders.sync import SenderSync
from terkirim.delivery.templates.rules import misfit
from terkirim.delivery.templates.sync import TemplateSync
from terkirim.errors import TerkirimError
from terkirim.store import Hold, Store, Template, holds
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import Clock


class Prober:
    """Runs the probes of the holds in force. A probe that cannot see lifts nothing."""

    def __init__(
        self,
        store: Store,
        senders: SenderSync,
        templates: TemplateSync,
        balance: BalanceSource | None,
        clock: Clock,
    ) -> None:
        self._store = store
        self._senders = senders
        self._templates = templates
        self._balance = balance
        self._clock = clock

    async def run(self) -> int:
        """Probe what is due; answers how many holds were looked at."""
        now = self._clock.now()
        async with self._store.read() as db:
            active = await holds.active(db)
        due = [hold for hold in active if hold.probe_at is not None and hold.probe_at <= now]
        for hold in due:
            gone = await self.sees_it_gone(hold)
            async with self._store.write() as db:
                current = await holds.get(db, hold.id)
                if current is None or current.lifted_at is not None:
                    continue
                if gone:
                    await lift(db, current, now, f"probe {hold.probe}")
                else:
                    again = now + probe_pause(current.pauses)
                    later = msgspec.structs.replace(current, probe_at=again)
                    await holds.save(db, later)
        return len(due)

    async def hasten(self) -> int:
        """Have every probe run at the next turn: somebody says the cause is gone."""
        now = self._clock.now()
        async with self._store.write() as db:
            waiting = [hold for hold in await holds.active(db) if hold.probe_at is not None]
            for hold in waiting:
                await holds.save(db, msgspec.structs.replace(hold, probe_at=now))
        return len(waiting)

    async def sees_it_gone(self, hold: Hold) -> bool:
        """Whether the cause of the hold is seen to be gone; False when it cannot be seen."""
        try:
            if hold.probe == "health":
                return can_send(await self._senders.health())
            if hold.probe == "sender":
                return is_ready(await self._senders.one(hold.key))
            if hold.probe == "balance":
                left = await self._balance.read() if self._balance else None
                return left is not None and left > 0
            return hold.probe == "template" and await self._template_fits(hold)
        except TerkirimError:
            return False

    async def _template_fits(self, hold: Hold) -> bool:
        _, name, language = hold.key.split("/")
        details = msgspec.json.decode(hold.details)
        registry = await self._templates.all()
        if hold.cause == Cause.PARAMETER_FORMAT and _unchanged(registry, hold.key, details):
            return False
        return misfit(registry, name, language, int(details.get("sent", 0))) is None


def _unchanged(registry: Iterable[Template], key: str, details: Mapping[str, Any]) -> bool:
    """Whether a template still is what values of the wrong form were refused for."""
    return any(each.key == key and each.components == details["components"] for each in registry)
