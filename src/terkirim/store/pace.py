"""What the pace of marketing to people rests on: when each got some, and by which clock they live.

One statement a batch, for it is read at every claim.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Float, String, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.messages import LEFT
from terkirim.store.rows import among, chunks
from terkirim.store.tables import contacts, messages

_NEVER = literal(None, Float)
_NO_ZONE = literal(None, String)


class Past(NamedTuple):
    """By contact: when marketing to them left that did not fail, and their own time zone (an IANA
    name); nothing of those of whom nothing is known.
    """

    sent: dict[str, list[float]]
    time_zones: dict[str, str]


async def of_marketing(db: AsyncConnection, contact_ids: Iterable[str], since: float) -> Past:
    """What is known of these contacts; marketing that left after `since` (epoch seconds)."""
    own, person = messages.c, contacts.c
    past = Past({}, {})
    for part in chunks(contact_ids):
        sent = select(own.contact_id, own.sent_at, _NO_ZONE).where(
            among(db, own.contact_id, part),
            own.category == "marketing",
            own.sent_at > since,
            own.state.in_(LEFT),
        )
        zones = select(person.id, _NEVER, person.time_zone).where(
            among(db, person.id, part), person.time_zone.is_not(None)
        )
        for contact_id, at, zone in (await db.execute(union_all(sent, zones))).all():
            if zone is None:
                past.sent.setdefault(contact_id, []).append(at)
            else:
                past.time_zones[contact_id] = zone
    return past
