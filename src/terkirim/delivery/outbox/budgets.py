"""The counts a batch is paced by: people a portfolio reached, marketing each person had."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from terkirim.delivery.conversations import windows
from terkirim.delivery.outbox.pacing import (
    MarketingCap,
    PacingRules,
    ReachBudget,
    people_a_day,
)
from terkirim.store import Message, Sender, attempts, pace, registry
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import DAY


class Budgets(NamedTuple):
    """What one batch may use, whose windows are open, and the time zones people have of their own
    (IANA names), both by contact id.
    """

    reach: ReachBudget
    cap: MarketingCap
    open_windows: frozenset[str] = frozenset()
    time_zones: Mapping[str, str] = MappingProxyType({})


class ReachBook:
    """Whom a portfolio wrote to outside windows in the last 24 h, by any of its senders.

    Read once from the attempts, then only what has come since: other workers' included.
    """

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._order: list[tuple[float, str]] = []
        self._read_until: dict[str, float] = {}

    async def look(self, db: Connection, sender_ids: Iterable[str], now: float) -> None:
        """Bring the book up to date. An attempt at the very instant of the last look is re-read."""
        for sender_id in sender_ids:
            since = self._read_until.get(sender_id, now - DAY)
            for contact_id, at in await attempts.reached(db, sender_id, since):
                if at > self._last.get(contact_id, 0.0):
                    self._last[contact_id] = at
                    heapq.heappush(self._order, (at, contact_id))
            self._read_until[sender_id] = now
        self._forget(now - DAY)

    def budget(self, limit: int, reserve: float) -> ReachBudget:
        """The places left."""
        frees_at = self._order[0][0] + DAY if self._order else None
        used = len(self._last)
        return ReachBudget(limit, reserve, used=used, reached=self._last, frees_at=frees_at)

    def _forget(self, until: float) -> None:
        while self._order and (self._order[0][0] <= until or self._outdated()):
            at, contact_id = heapq.heappop(self._order)
            if self._last.get(contact_id) == at:
                del self._last[contact_id]

    def _outdated(self) -> bool:
        at, contact_id = self._order[0]
        return self._last.get(contact_id) != at


class BudgetReader:
    """Reads what a batch of one sender needs to know, and nothing where no limit applies."""

    def __init__(self, rules: PacingRules) -> None:
        self._rules = rules
        self._book = ReachBook()

    async def read(
        self, db: Connection, sender: Sender | None, batch: Sequence[Message], now: float
    ) -> Budgets:
        """The budgets of a batch. The senders of an installation are one portfolio's."""
        limit = _limit(sender)
        cap = self._rules.marketing_per_contact
        people = [one.contact_id for one in batch if one.marketing]
        past = await pace.of_marketing(db, people, now - DAY)
        limited = limit is not None or (people and cap)
        return Budgets(
            await self._reach(db, limit, now),
            MarketingCap(cap, past.sent),
            await _open_windows(db, sender, batch, now) if limited else frozenset(),
            past.time_zones,
        )

    async def _reach(self, db: Connection, limit: int | None, now: float) -> ReachBudget:
        if limit is None:
            return ReachBudget(None, 0.0)
        await self._book.look(db, await registry.sender_ids(db), now)
        return self._book.budget(limit, self._rules.reach_reserve)


def _limit(sender: Sender | None) -> int | None:
    """No limit is assumed where Meta has not told one."""
    if sender is None or sender.messaging_limit is None:
        return None
    return people_a_day(sender.messaging_limit)


async def _open_windows(
    db: Connection, sender: Sender | None, batch: Sequence[Message], now: float
) -> frozenset[str]:
    if sender is None:
        return frozenset()
    ages = await windows.ages(db, sender.id, [one.contact_id for one in batch], now)
    return frozenset(contact_id for contact_id, age in ages.items() if age < DAY)
