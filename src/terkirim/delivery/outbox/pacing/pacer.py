"""Which of a sender's due messages leave now. One pacer for each sender a worker leases."""

import math
from collections.abc import Sequence
from typing import Final

from terkirim.delivery.outbox.pacing.frequency import MarketingCap
from terkirim.delivery.outbox.pacing.model import (
    Admission,
    Candidate,
    PacingRules,
    Postponed,
    Postponement,
)
from terkirim.delivery.outbox.pacing.pairs import Pairs
from terkirim.delivery.outbox.pacing.quiet_hours import QuietHours
from terkirim.delivery.outbox.pacing.ramp import RampUp
from terkirim.delivery.outbox.pacing.reach import ReachBudget
from terkirim.delivery.outbox.pacing.throughput import Throughput
from terkirim.delivery.outbox.pacing.time_zones import TimeZones
from terkirim.vocabulary.clock import MINUTE

_THROUGHPUT_REACHED: Final = 130429
_PAIR_RATE_REACHED: Final = 131056
_TICK_S = 0.25  # what waits is worth asking about so often, not for each token


class SenderPacer:
    """The pace of one sender, in its owner's memory.

    `level`: messages a second, as `messages_a_second` reads it or less where the owner says so.
    Beginning with empty memory is safe: at worst Meta answers 130429 or 131056, which are refused
    before processing, and the pacer learns from them.
    """

    def __init__(self, level: float, rules: PacingRules, now: float, ramp: RampUp) -> None:
        self._level = level
        self._rules = rules
        self._ramp = ramp
        self._throughput = Throughput(min(level, ramp.per_second(now)), now)
        self._pairs = Pairs()
        self._quiet = QuietHours(rules.quiet_from, rules.quiet_until, rules.quiet_spread_minutes)
        self._zones = TimeZones(rules.timezones)
        self._urgent_at = -math.inf

    def room(self, now: float) -> int:
        """How many may leave at all right now."""
        self._throughput.set_level(min(self._level, self._ramp.per_second(now)), now)
        return self._throughput.room(now)

    def worth_asking_at(self, now: float) -> float:
        """When there is room again for as many as are worth a transaction."""
        return self._throughput.ready_at(self._a_tick(now), now)

    def rate(self, now: float) -> float:
        """Messages a second at present: below the level while Meta's refusals are remembered."""
        return self._throughput.rate(now)

    def set_level(self, level: float) -> None:
        """Meta raised or lowered the sender's throughput, or the owner did."""
        self._level = level

    def admit(
        self, due: Sequence[Candidate], now: float, reach: ReachBudget, cap: MarketingCap
    ) -> Admission:
        """Decide about a batch: those that go are counted as sent, here and in the two budgets.

        Everything else overtakes marketing, and while urgent messages come, marketing leaves a
        share of the room to them.
        """
        queue = sorted(due, key=_turn)
        if queue and not queue[0].marketing:
            self._urgent_at = now
        room = self.room(now)
        marketing_room = room - self._kept_for_urgent(now)
        go: list[str] = []
        postponed: dict[str, Postponed] = {}
        waiting: list[Candidate] = []
        expired: list[str] = []
        for candidate in queue:
            if candidate.expires_at is not None and candidate.expires_at <= now:
                expired.append(candidate.id)
            elif len(go) >= (marketing_room if candidate.marketing else room):
                waiting.append(candidate)
            elif obstacle := self._obstacle(candidate, now, reach, cap):
                postponed[candidate.id] = obstacle
            else:
                self._let_go(candidate, now, reach, cap)
                go.append(candidate.id)
        self._throughput.take(len(go), now)
        next_at = self._next_at(waiting, now)
        return Admission(go, postponed, [one.id for one in waiting], expired, next_at)

    def heard(self, messages: int, now: float) -> None:
        """So many came in: Meta's throughput counts them too."""
        self._throughput.take(messages, now)

    def took_back(self, candidate: Candidate, now: float) -> None:
        """A message that was let go did not leave after all (a rolled-back transaction). The two
        budgets belong to the batch and are given up with it.
        """
        self._throughput.give_back(1, now)
        self._pairs.took_back(candidate.contact_id)
        if candidate.marketing:
            self._ramp.count(-1, now)

    def refused(self, code: int | None, contact_id: str, now: float) -> None:
        """What Meta refused: 130429 slows the sender, 131056 the pair; other codes nothing."""
        if code == _THROUGHPUT_REACHED:
            self._throughput.slow(now)
        elif code == _PAIR_RATE_REACHED:
            self._pairs.refused(contact_id, now)

    def _obstacle(
        self, candidate: Candidate, now: float, reach: ReachBudget, cap: MarketingCap
    ) -> Postponed | None:
        """What keeps a message back though there is room. Marketing is never due again at night."""
        pair_free_at = self._pairs.free_at(candidate.contact_id, now)
        if pair_free_at > now:
            return Postponed(pair_free_at, Postponement.PAIR)
        full = self._full_until(candidate, now, reach, cap)
        if not candidate.marketing:
            return full
        until = full.until if full else now
        zones = self._zones.of(candidate.recipient, candidate.timezone)
        opens = self._quiet.open_at(zones, until, candidate.id)
        if opens > now:
            return Postponed(opens, full.reason if full else Postponement.QUIET_HOURS)
        return None

    def _full_until(
        self, candidate: Candidate, now: float, reach: ReachBudget, cap: MarketingCap
    ) -> Postponed | None:
        """The last of the counts that are used up to have a place again."""
        full: Postponed | None = None
        for reason, until in (
            (Postponement.FREQUENCY, cap.full_until(candidate, now)),
            (Postponement.RAMP_UP, self._ramp.full_until(now) if candidate.marketing else None),
            (Postponement.REACH, reach.full_until(candidate, now)),
        ):
            if until is not None and (full is None or until > full.until):
                full = Postponed(until, reason)
        return full

    def _let_go(
        self, candidate: Candidate, now: float, reach: ReachBudget, cap: MarketingCap
    ) -> None:
        self._pairs.sent(candidate.contact_id, now)
        reach.take(candidate)
        if candidate.marketing:
            cap.take(candidate, now)
            self._ramp.count(1, now)

    def _kept_for_urgent(self, now: float) -> int:
        """How much of the room marketing leaves; nothing where a bucket holds a single token."""
        if now - self._urgent_at >= self._rules.urgent_minutes * MINUTE:
            return 0
        capacity = math.floor(self._throughput.capacity)
        return min(math.ceil(capacity * self._rules.urgent_share), capacity - 1)

    def _next_at(self, waiting: Sequence[Candidate], now: float) -> float:
        """When asking again is worth a transaction: a tick's messages, or all that wait."""
        if not waiting:
            return self._throughput.ready_at(1, now)
        kept = self._kept_for_urgent(now) if waiting[0].marketing else 0
        return self._throughput.ready_at(min(len(waiting), self._a_tick(now)) + kept, now)

    def _a_tick(self, now: float) -> int:
        return math.ceil(self._throughput.rate(now) * _TICK_S)


def _turn(candidate: Candidate) -> tuple[int, int]:
    return candidate.turn
