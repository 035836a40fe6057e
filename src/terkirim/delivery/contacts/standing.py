"""Whether a contact is active, what makes one doubtful or inactive, and what brings one back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from terkirim.delivery.contacts.fitness import standing_after
from terkirim.store import Contact, contacts
from terkirim.store.engine import Connection


async def set_standing(db: Connection, contact_id: str, standing: str) -> None:
    """Make a contact `active`, `doubtful` or `inactive`."""
    known = await contacts.by_id(db, [contact_id])
    if contact_id in known:
        await contacts.save(db, [msgspec.structs.replace(known[contact_id], standing=standing)])


async def weigh(db: Connection, contact_ids: Iterable[str], until_inactive: int) -> None:
    """Lower contacts by the failures that count; only a sign of life raises one again."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for contact_id, counted in (await contacts.counted_failures(db, contact_ids)).items():
        grouped[standing_after(counted, until_inactive)].append(contact_id)
    await contacts.lower(db, grouped["doubtful"], "doubtful", above=("active",))
    await contacts.lower(db, grouped["inactive"], "inactive", above=("active", "doubtful"))


async def reached(db: Connection, people: Sequence[Contact]) -> None:
    """Write signs of life down (`delivered_at`, `read_at`, `inbound_at`): earlier failures count
    no more.
    """
    await contacts.save(db, [msgspec.structs.replace(one, standing="active") for one in people])
    await contacts.forgive(db, [one.id for one in people])
