"""When did the customer last write? (facts/platform.md, section g)"""

from collections.abc import Iterable

from terkirim.store import contacts
from terkirim.store.engine import Connection


async def note_inbound(db: Connection, sender_id: str, contact_id: str, at: float) -> None:
    """The customer wrote: the window is open for 24 hours from `at`."""
    await contacts.set_window(db, sender_id, contact_id, at)


async def ages(
    db: Connection, sender_id: str, contact_ids: Iterable[str], now: float
) -> dict[str, float]:
    """Seconds since each contact last wrote to the sender; absent where nothing is on record."""
    latest = await contacts.last_inbound(db, sender_id, contact_ids)
    return {contact_id: max(now - at, 0.0) for contact_id, at in latest.items()}
