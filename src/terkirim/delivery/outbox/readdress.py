"""A message goes to another address than before: its event log says since when, and why."""

from collections.abc import Mapping

from terkirim.delivery.outbox.ledger import Ledger
from terkirim.store import identities
from terkirim.store.engine import Connection
from terkirim.vocabulary.phone import mask, spellings


async def write_readdressed(db: Connection, moved: Mapping[str, str], now: float) -> None:
    """Write down of messages, by id, that they would have gone to this address and do not."""
    ledger = await Ledger.load(db, moved, now)
    ways = {one: (old, ledger[one].recipient) for one, old in moved.items() if one in ledger}
    await note_readdressed(db, ledger, {one: way for one, way in ways.items() if way[0] != way[1]})
    await ledger.write(db)


async def note_readdressed(
    db: Connection, ledger: Ledger, ways: Mapping[str, tuple[str, str]]
) -> None:
    """Note of messages, by id, that they go to the second address instead of the first.

    `since` and `reason` are when the person changed it, and who told of that; numbers are masked.
    """
    forms = {old: spellings(old) for old, _ in ways.values()}
    had = await identities.had(db, {form for those in forms.values() for form in those})
    for message_id, (old, new) in ways.items():
        owner = ledger[message_id].contact_id
        lost = [one for one in had if one.contact_id == owner and one.value in forms[old]]
        since, reason = (lost[-1].until, lost[-1].source) if lost else (ledger.now, "unknown")
        data = {"from": mask(old), "to": mask(new), "since": since, "reason": reason}
        ledger.note(message_id, "readdressed", data)
