"""Whether a contact is active, and what brings an inactive one back."""

import msgspec

from terkirim.store import Contact, contacts
from terkirim.store.engine import Connection


async def set_standing(db: Connection, contact_id: str, standing: str) -> None:
    """Make a contact `active` or `inactive`."""
    known = await contacts.by_id(db, [contact_id])
    if contact_id in known:
        await contacts.save(db, [msgspec.structs.replace(known[contact_id], standing=standing)])


async def reached(db: Connection, contact: Contact, **when: float) -> None:
    """Note a sign of life (`delivered_at` or `inbound_at`): earlier failures no longer count."""
    await contacts.save(db, [msgspec.structs.replace(contact, standing="active", **when)])
    await contacts.forgive(db, contact.id)
