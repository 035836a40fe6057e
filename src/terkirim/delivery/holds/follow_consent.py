"""Marketing that waits in the outbox follows what the person agreed to."""

from collections.abc import Iterable, Sequence

from terkirim.delivery.consent.model import Change
from terkirim.delivery.holds.lift import lift_if_held
from terkirim.delivery.holds.place import HoldDesk
from terkirim.knowledge.policy import Hold
from terkirim.store import consents
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.scopes import Scope


async def follow(
    db: Connection, identifiers: Identifiers, changes: Sequence[Change], now: float, by: str
) -> None:
    """What people changed themselves: a no stops their marketing at once, a yes frees it."""
    own = [one for one in changes if one.purpose == "marketing"]
    await _stop(db, identifiers, [one.contact_id for one in own if one.standing == "no"], now)
    again = [one.contact_id for one in own if one.standing == "yes"]
    await lift_if_held(db, Scope.RECIPIENT_MARKETING, again, (Cause.OPTED_OUT,), now, by)


async def follow_many(
    db: Connection, identifiers: Identifiers, changes: Sequence[Change], now: float
) -> None:
    """What the owner stated of many: a no stops those for whom marketing waits or is under way.

    The others need no hold: marketing to them is not taken in any more.
    """
    stopped = [one.contact_id for one in changes if one.standing == "no"]
    waiting = await consents.with_open_marketing(db, stopped)
    concerned = [one for one in changes if one.standing != "no" or one.contact_id in waiting]
    await follow(db, identifiers, concerned, now, "the owner recorded a consent")


async def _stop(
    db: Connection, identifiers: Identifiers, contact_ids: Iterable[str], now: float
) -> None:
    desk = HoldDesk(db, identifiers, now)
    for contact_id in contact_ids:
        hold = Hold(Scope.RECIPIENT_MARKETING, Cause.OPTED_OUT, probe="resume")
        await desk.place(hold, contact_id)
