"""What waits in the outbox follows what the person agreed to."""

from collections.abc import Iterable, Sequence
from typing import Final

from terkirim.delivery.consent.model import PURPOSES, Change, Purpose
from terkirim.delivery.holds.lift import lift_if_held
from terkirim.delivery.holds.place import HoldDesk
from terkirim.knowledge.policy import Hold
from terkirim.store import consents
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.scopes import Scope

_SCOPES: Final[dict[Purpose, Scope]] = {
    "marketing": Scope.RECIPIENT_MARKETING,
    "utility": Scope.RECIPIENT_UTILITY,
}


async def follow(
    db: Connection, identifiers: Identifiers, changes: Sequence[Change], now: float, by: str
) -> None:
    """What people changed themselves: a no stops messages of its purpose at once, a yes frees them.

    A purpose is what Meta calls the category of a message: one-time codes and answers go on.
    """
    for purpose, scope in _SCOPES.items():
        own = [one for one in changes if one.purpose == purpose]
        stopped = [one.contact_id for one in own if one.standing == "no"]
        await _stop(db, identifiers, scope, stopped, now)
        again = [one.contact_id for one in own if one.standing == "yes"]
        await lift_if_held(db, scope, again, (Cause.OPTED_OUT,), now, by)


async def follow_many(
    db: Connection, identifiers: Identifiers, changes: Sequence[Change], now: float
) -> None:
    """What the owner stated of many: a no stops those for whom messages of its purpose wait or are
    under way.

    The others need no hold: such messages to them are not taken in any more.
    """
    waiting: set[tuple[str, Purpose]] = set()
    for purpose in PURPOSES:
        noes = [one for one in changes if one.standing == "no" and one.purpose == purpose]
        stopped = await consents.with_open(db, [one.contact_id for one in noes], purpose)
        waiting |= {(contact_id, purpose) for contact_id in stopped}
    concerned = [
        one for one in changes if one.standing != "no" or (one.contact_id, one.purpose) in waiting
    ]
    await follow(db, identifiers, concerned, now, "the owner recorded a consent")


async def _stop(
    db: Connection, identifiers: Identifiers, scope: Scope, contact_ids: Iterable[str], now: float
) -> None:
    desk = HoldDesk(db, identifiers, now)
    for contact_id in contact_ids:
        await desk.place(Hold(scope, Cause.OPTED_OUT, probe="resume"), contact_id)
