"""Ask a checker about numbers. What was paid for is on disk before anything more is asked."""

import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal

import structlog

from terkirim.channels.checkers.model import Checker, Reply
from terkirim.delivery.checkers.model import Outcome, Plan, Terms, Why
from terkirim.delivery.checkers.rules import (
    AGAIN,
    TRIES,
    Pace,
    Patience,
    goes,
    pause_after,
    plan_of,
)
from terkirim.errors import BadInput
from terkirim.store import Store, checks, leases
from terkirim.store.checks import Check
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.text import Text

_LEASE_S = 60.0  # beyond the wait for the next request and the time one may take
_log = structlog.get_logger(__name__)


class CheckRunner:
    """Asks one checker: what it said lately is not asked again."""

    def __init__(self, store: Store, checker: Checker, terms: Terms, clock: Clock) -> None:
        self._store = store
        self._checker = checker
        self._terms = terms
        self._clock = clock

    @property
    def terms(self) -> Terms:
        """The terms of the settings."""
        return self._terms

    async def estimate(self, phones: Sequence[str], terms: Terms | None = None) -> Plan:
        """What asking about these E.164 numbers would take; nothing leaves."""
        terms = terms or self._terms
        known = await self._known(phones, terms)
        return plan_of(self._checker.name, phones, known, terms)

    async def run(
        self, plan: Plan, tell: Callable[[int], object] = lambda _numbers: None
    ) -> Outcome:
        """Carry a plan out; `tell` hears of how many numbers each step was.

        Raises BadInput where another process is asking the same checker, which would pay twice.
        What is answered until then, or until the process dies, is kept.
        """
        async with self._leased() as lease:
            known = await self._known(plan.to_ask, plan.terms)
            to_ask = [phone for phone in plan.to_ask if phone not in known]
            tell(len(known))
            work = _Run(self._store, self._checker, plan, lease, self._clock)
            work.checks |= {**plan.known, **known}
            for portion in goes(to_ask, plan.terms.per_second, self._checker.most_at_once):
                await work.ask(portion)
                tell(len(portion))
        return work.outcome()

    async def _known(self, phones: Sequence[str], terms: Terms) -> dict[str, Check]:
        since = self._clock.now() - terms.cache_s
        async with self._store.read() as db:
            return await checks.said_since(db, self._checker.name, phones, since)

    @asynccontextmanager
    async def _leased(self) -> AsyncIterator["_Lease"]:
        lease = _Lease(self._checker.name)
        async with self._store.write_rows() as db:
            await lease.renew(db, self._clock.now(), 0.0)
        try:
            yield lease
        finally:
            async with self._store.write_rows() as db:
                await lease.give_back(db)


class _Lease:
    """That nobody else asks this checker meanwhile."""

    def __init__(self, checker: str) -> None:
        self._key = f"checker/{checker}"
        self._owner = secrets.token_hex(8)

    async def renew(self, db: Connection, now: float, wait: float) -> None:
        """Keep it over a wait. Raises BadInput where somebody else has it."""
        until = now + wait + _LEASE_S
        if not await leases.take(db, [self._key], self._owner, now, until):
            raise BadInput(
                Text(
                    id="Proses lain sedang menanyai pemeriksa nomor ini; tunggu sampai selesai. "
                    "Bila proses itu sudah berhenti, ulangi beberapa menit lagi.",
                    en="Another process is asking this checker; wait until it is done. If that "
                    "process has stopped, try again in a few minutes.",
                )
            )

    async def give_back(self, db: Connection) -> None:
        """Let others ask."""
        await leases.give_back(db, [self._key], self._owner)


class _Run:
    """One run under way."""

    def __init__(
        self, store: Store, checker: Checker, plan: Plan, lease: _Lease, clock: Clock
    ) -> None:
        self._store = store
        self._checker = checker
        self._lease = lease
        self._clock = clock
        self._terms = plan.terms
        self._pace = Pace(plan.terms.per_second)
        self._patience = Patience()
        self._asked = 0
        self.checks: dict[str, Check] = {}
        self._missed: dict[str, Why] = dict.fromkeys(plan.over_cap, "over_cap")

    async def ask(self, portion: Sequence[str]) -> None:
        """Ask about some numbers; what the checker never took is sent again, the rest never is."""
        left = list(portion)
        for _ in range(TRIES):
            if self._patience.over or not left:
                break
            await self._wait()
            self._pace.take(len(left), self._clock.now())
            reply = await self._checker.ask(left)
            await self._keep(reply)
            self._patience.note(reply)
            left = [phone for phone, why in reply.missed.items() if why in AGAIN]
            self._rest(reply, left)
        self._missed |= {phone: self._missed.get(phone, "stopped") for phone in left}

    async def _wait(self) -> None:
        now = self._clock.now()
        wait = self._pace.wait(now)
        async with self._store.write_rows() as db:
            await self._lease.renew(db, now, wait)
        if wait:
            await self._clock.sleep(wait)

    async def _keep(self, reply: Reply) -> None:
        now, name = self._clock.now(), self._checker.name
        new = [Check(one.phone, name, one.verdict, one.details, now) for one in reply.findings]
        async with self._store.write_rows() as db:
            await checks.save(db, new)
        self.checks |= {one.phone: one for one in new}
        for phone in self.checks.keys() & self._missed.keys():
            del self._missed[phone]
        self._missed |= reply.missed
        unpaid = sum(why in (*AGAIN, "refused") for why in reply.missed.values())
        self._asked += len(reply.findings) + len(reply.missed) - unpaid
        if reply.missed:
            why = dict(Counter(reply.missed.values()))
            _log.warning("a checker left numbers open", checker=name, why=why)

    def _rest(self, reply: Reply, left: Sequence[str]) -> None:
        """Before numbers are sent again, the checker gets the time it asked for."""
        now = self._clock.now()
        pause = pause_after(reply, now) if left else 0.0
        if pause is None:
            self._patience.end()
        elif pause:
            self._pace.pause(pause, now)

    def outcome(self) -> Outcome:
        """What came of it until now."""
        cost: Decimal = self._terms.price * self._asked
        return Outcome(self.checks, self._missed, self._asked, cost)
