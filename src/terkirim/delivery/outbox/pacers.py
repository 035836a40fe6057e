"""The pacers of the senders this worker looks after, made from what is known of each."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from terkirim.delivery.outbox.budgets import BudgetReader, Budgets
from terkirim.delivery.outbox.pacing import (
    Admission,
    Candidate,
    PacingRules,
    RampUp,
    SenderPacer,
    messages_a_second,
)
from terkirim.store import Message, Sender, attempts, registry
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import MINUTE

_LOOK_AGAIN = MINUTE  # the registry may have learnt of another throughput


class _Known(NamedTuple):
    pacer: SenderPacer
    sender: Sender | None
    looked_at: float


class Pacers:
    """One pacer a sender, kept in memory as long as the process lives."""

    def __init__(self, rules: PacingRules, per_second: float | None) -> None:
        """`per_second`: the owner's own pace for every sender; None follows Meta's level."""
        self._rules = rules
        self._budgets = BudgetReader(rules)
        self._per_second = per_second
        self._known: dict[str, _Known] = {}
        self._next_at: dict[str, float] = {}

    async def know(self, db: Connection, sender_ids: Iterable[str], now: float) -> None:
        """Make pacers for these senders, and look again at what Meta says of them."""
        for sender_id in sender_ids:
            known = self._known.get(sender_id)
            if known is not None and now < known.looked_at + _LOOK_AGAIN:
                continue
            sender = await registry.sender(db, sender_id)
            level = self._level(sender)
            if known is None:
                ramp = await self._ramp(db, sender, now)
                pacer = SenderPacer(level, self._rules, now, ramp)
            else:
                pacer = known.pacer
                pacer.set_level(level)
            self._known[sender_id] = _Known(pacer, sender, now)

    def room(self, sender_id: str, now: float) -> int:
        """How many of a sender's messages may leave at all right now."""
        pacer = self._known[sender_id].pacer
        room = pacer.room(now)
        self._next_at[sender_id] = now if room else pacer.worth_asking_at(now)
        return room

    def next_at(self, sender_id: str, now: float) -> float:
        """When it is worth asking again."""
        return self._next_at.get(sender_id, now)

    async def admit(
        self, db: Connection, sender_id: str, due: Sequence[Message], now: float
    ) -> Admission:
        """What becomes of each of these messages of a sender."""
        pacer, sender, _ = self._known[sender_id]
        budgets = await self._budgets.read(db, sender, due, now)
        candidates = [_candidate(message, budgets) for message in due]
        admission = pacer.admit(candidates, now, budgets.reach, budgets.cap)
        self._next_at[sender_id] = admission.next_at if admission.waiting else now
        return admission

    def refused(self, sender_id: str, code: int | None, contact_id: str, now: float) -> None:
        """Meta's answer slows a sender or a pair down."""
        known = self._known.get(sender_id)
        if known is not None:
            known.pacer.refused(code, contact_id, now)

    def _level(self, sender: Sender | None) -> float:
        if self._per_second is not None:
            return self._per_second
        if sender is None:
            return messages_a_second(None)
        return messages_a_second(sender.throughput, on_biz_app=bool(sender.on_biz_app))

    async def _ramp(self, db: Connection, sender: Sender | None, now: float) -> RampUp:
        began_at = sender.onboarded_at if sender else None
        ramp = RampUp(self._rules.ramp, began_at, now)
        if sender is None or math.isinf(ramp.per_second(now)):
            return ramp
        since = ramp.day_began_at(now)
        sent = await attempts.count_marketing(db, sender.id, since)
        return RampUp(self._rules.ramp, began_at, now, sent)


def _candidate(message: Message, budgets: Budgets) -> Candidate:
    return Candidate(
        message.id,
        message.contact_id,
        message.recipient,
        message.category,
        message.priority,
        message.kind == "template",
        message.contact_id in budgets.open_windows or None,
        message.expires_at,
        budgets.time_zones.get(message.contact_id),
    )
