"""What people do: they write, they answer, they say stop."""

import msgspec

from terkirim.cloudapi.webhooks import InboundMessage, PreferenceChange
from terkirim.delivery.contacts.save import find_or_add
from terkirim.delivery.contacts.standing import reached
from terkirim.delivery.conversations import windows
from terkirim.delivery.conversations.rules import says_stop
from terkirim.delivery.holds.lift import lift_if_held
from terkirim.delivery.holds.place import HoldDesk
from terkirim.delivery.inbox.match import UNREACHED
from terkirim.knowledge.policy import Hold
from terkirim.store import Contact
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.scopes import Scope

_NOT_WRITTEN = {"system", "edit", "revoke"}


async def hear_inbound(
    db: Connection, identifiers: Identifiers, inbound: InboundMessage, now: float
) -> None:
    """A person wrote: the window opens, parked messages go out, an inactive contact is back.

    What WhatsApp says about a person, or a person changes afterwards, opens no window.
    """
    if inbound.kind in _NOT_WRITTEN:
        return
    contact = await find_or_add(
        db,
        identifiers,
        inbound.phone or inbound.user_id or "",
        now,
        bsuid=inbound.user_id,
        name=inbound.name,
    )
    at = min(inbound.at or now, now)
    await windows.note_inbound(db, inbound.sender_id, contact.id, at)
    await reached(db, [msgspec.structs.replace(contact, inbound_at=at)])
    by = "the person wrote"
    await lift_if_held(db, Scope.RECIPIENT, [contact.id], UNREACHED, now, by)
    pair = f"{inbound.sender_id}/{contact.id}"
    await lift_if_held(db, Scope.WINDOW, [pair], (Cause.WINDOW_CLOSED,), now, by)
    if says_stop(inbound.text):
        await _stop_marketing(db, identifiers, contact, now)


async def hear_preference(
    db: Connection, identifiers: Identifiers, change: PreferenceChange, now: float
) -> None:
    """A person switched marketing off or on in WhatsApp."""
    address = change.phone or change.user_id
    if address is None:
        return
    contact = await find_or_add(db, identifiers, address, now, bsuid=change.user_id)
    if change.value == "stop":
        await _stop_marketing(db, identifiers, contact, now)
    else:
        causes, by = (Cause.OPTED_OUT,), "the person resumed"
        await lift_if_held(db, Scope.RECIPIENT_MARKETING, [contact.id], causes, now, by)


async def _stop_marketing(
    db: Connection, identifiers: Identifiers, contact: Contact, now: float
) -> None:
    hold = Hold(Scope.RECIPIENT_MARKETING, Cause.OPTED_OUT, probe="resume")
    await HoldDesk(db, identifiers, now).place(hold, contact.id)
