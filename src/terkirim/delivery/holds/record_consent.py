"""Record by hand what a person agreed to or refused outside WhatsApp."""

from typing import NamedTuple

from terkirim.delivery.consent.model import Change, Consent, Standing
from terkirim.delivery.consent.record import record
from terkirim.delivery.consent.rules import deciding, standing
from terkirim.delivery.consent.suppress import heed
from terkirim.delivery.contacts.save import find_or_add
from terkirim.delivery.holds.follow_consent import follow_many
from terkirim.store import Store, consents
from terkirim.store.consents import Recorded
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.identifiers import Identifiers


class Outcome(NamedTuple):
    """What the consent is now, and what decides it: not always what was just recorded."""

    standing: Standing
    decided_by: Recorded | None


async def record_by_hand(
    store: Store, identifiers: Identifiers, clock: Clock, address: str, consent: Consent
) -> Outcome:
    """Record one consent for an address (E.164 or user id), written down if it is new."""
    now = clock.now()
    async with store.write() as db:
        contact = await find_or_add(db, identifiers, address, now)
        if contact.created_at == now:
            await heed(db, [contact], now)
        changes: list[Change] = await record(db, contact.id, consent, now)
        await follow_many(db, identifiers, changes, now)
        said = (await consents.of(db, [contact.id])).get(contact.id, [])
    return Outcome(standing(said, consent.purpose), deciding(said, consent.purpose))
