"""What people do: they write, they answer, they say stop."""

import msgspec

from terkirim.cloudapi.webhooks import InboundMessage, PreferenceChange
from terkirim.delivery.consent.hear import Manners, hear_switch, hear_wish, wish_in
from terkirim.delivery.consent.suppress import heed
from terkirim.delivery.contacts.model import Sighting
from terkirim.delivery.contacts.recognise import Recogniser
from terkirim.delivery.contacts.standing import reached
from terkirim.delivery.conversations import windows
from terkirim.delivery.holds.follow_consent import follow
from terkirim.delivery.holds.lift import lift_if_held
from terkirim.delivery.inbox.match import UNREACHED
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import NewMessage
from terkirim.delivery.outbox.take_in import PRIORITIES, take_in
from terkirim.store import Contact, registry
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.scopes import Scope

_NOT_WRITTEN = {"system", "edit", "revoke"}


async def hear_inbound(
    db: Connection, people: Recogniser, inbound: InboundMessage, manners: Manners, now: float
) -> None:
    """A person wrote: the window opens, parked messages go out, an inactive contact is back.

    What WhatsApp says about a person, or a person changes afterwards, opens no window.
    """
    if inbound.kind in _NOT_WRITTEN:
        return
    at = min(inbound.at or now, now)
    contact = await people.identify(
        Sighting(inbound.phone, inbound.user_id, at, "inbound", inbound.name)
    )
    latest = max(at, contact.inbound_at or 0.0)
    await windows.note_inbound(db, inbound.sender_id, contact.id, at)
    await reached(db, [msgspec.structs.replace(contact, inbound_at=latest)])
    by = "the person wrote"
    await lift_if_held(db, Scope.RECIPIENT, [contact.id], UNREACHED, now, by)
    pair = f"{inbound.sender_id}/{contact.id}"
    await lift_if_held(db, Scope.WINDOW, [pair], (Cause.WINDOW_CLOSED,), now, by)
    await _heed(db, contact, now)
    wish = wish_in(inbound, manners.keywords)
    if wish is not None:
        changes = await hear_wish(db, contact, inbound, wish, now)
        await follow(db, people.identifiers, changes, now, by)
        text = manners.answer(wish)
        if changes and text:
            await _answer(db, people.identifiers, inbound, contact, text, now)


async def hear_preference(
    db: Connection, people: Recogniser, change: PreferenceChange, now: float
) -> None:
    """A person switched marketing off or on in WhatsApp."""
    if change.phone is None and change.user_id is None:
        return
    contact = await people.recognise(
        Sighting(change.phone, change.user_id, change.at, "preference")
    )
    await _heed(db, contact, now)
    changes = await hear_switch(db, contact, change, now)
    await follow(db, people.identifiers, changes, now, "the person resumed")


async def _heed(db: Connection, contact: Contact, now: float) -> None:
    """Who is new may have been here before, and have asked to be forgotten."""
    if contact.created_at == now:
        await heed(db, [contact], now)


async def _answer(
    db: Connection,
    identifiers: Identifiers,
    inbound: InboundMessage,
    contact: Contact,
    text: str,
    now: float,
) -> None:
    """Confirm it once, inside the window the person has just opened."""
    sender = await registry.sender(db, inbound.sender_id)
    if sender is None:
        return
    ledger = Ledger({}, now)
    new = NewMessage(
        account_id=sender.account_id,
        sender_id=sender.id,
        contact_id=contact.id,
        recipient=inbound.phone or inbound.user_id or "",
        body={"type": "text", "text": {"body": text}},
        category="service",
        priority=PRIORITIES["service"],
        expires_at=min(inbound.at or now, now) + DAY,
    )
    take_in(ledger, identifiers, new)
    await ledger.write(db)
