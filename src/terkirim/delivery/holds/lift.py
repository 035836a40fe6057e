"""End a hold. What it held is released by the outbox."""

import msgspec

from terkirim.delivery.contacts.standing import set_standing
from terkirim.delivery.holds.rules import subject_of
from terkirim.store import Hold, alerts, holds
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope


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
    db: Connection, scope: Scope, key: str, causes: tuple[Cause, ...], now: float, by: str
) -> None:
    """End whichever of these holds are in force."""
    for cause in causes:
        standing = await holds.find(db, scope, key, cause)
        if standing is not None:
            await lift(db, standing, now, by)
