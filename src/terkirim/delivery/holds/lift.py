"""End a hold. What it held is released by the outbox."""

from collections.abc import Sequence

import msgspec

from terkirim.delivery.contacts.standing import set_standing
from terkirim.delivery.holds.rules import subject_of
from terkirim.errors import NotFound
from terkirim.store import Hold, Store, alerts, holds
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import Text


async def lift(db: Connection, hold: Hold, now: float, by: str) -> None:
    """End a hold and resolve its alerts. `by` says who or what saw the cause gone."""
    await holds.save(db, msgspec.structs.replace(hold, lifted_at=now, lifted_by=by))
    subject = subject_of(hold.cause, hold.scope, hold.key)
    others = [subject_of(other.cause, other.scope, other.key) for other in await holds.active(db)]
    if subject not in others:
        await alerts.resolve(db, subject, now)
    if hold.cause == Cause.UNREACHABLE and hold.scope == Scope.RECIPIENT:
        await set_standing(db, hold.key, "active")


async def lift_if_held(
    db: Connection,
    scope: Scope,
    keys: Sequence[str],
    causes: tuple[Cause, ...],
    now: float,
    by: str,
) -> None:
    """End whichever of these holds are in force."""
    for hold in await holds.active_on(db, scope, keys, causes):
        await lift(db, hold, now, by)


async def lift_by_hand(store: Store, clock: Clock, hold_id: str, by: str) -> None:
    """End a hold because a person says so. Raises NotFound unless it is in force."""
    async with store.write() as db:
        hold = await holds.get(db, hold_id)
        if hold is None or hold.lifted_at is not None:
            raise NotFound(
                Text(
                    id=f"Tidak ada penahanan “{hold_id}” yang sedang berlaku.",
                    en=f"There is no hold “{hold_id}” in force.",
                )
            )
        await lift(db, hold, clock.now(), by)
