"""Whether a contact is active, and what brings an inactive one back."""

from collections.abc import Sequence

import msgspec

from terkirim.store import Contact, contacts
from terkirim.store.engine import Connection


async def set_standing(db: Connection, contact_id: str, standing: str) -> None:
    """Make a contact `active` or `inactive`."""
    known = await contacts.by_id(db, [contact_id])
    if contact_id in known:
        await contacts.save(db, [msgspec.structs.replace(known[contact_id], standing=standing)])


async def reached(db: Connection, people: Sequence[Contact]) -> None:
    """Write signs of life down (`delivered_at`, `inbound_at`): earlier failures count no more."""
    await contacts.save(db, [msgspec.structs.replace(one, standing="active") for one in people])
    await contacts.forgive(db, [one.id for one in people])
