"""People get another number, another user id or another device, and WhatsApp says so."""

from collections.abc import Sequence

from terkirim.cloudapi.webhooks import PersonChange
from terkirim.delivery.contacts.model import Moved, Sighting
from terkirim.delivery.contacts.recognise import Recogniser
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.transitions import IN_FLIGHT, may
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.states import State

_SOURCE = "number_change"


async def hear_change(people: Recogniser, change: PersonChange) -> None:
    """The person stays who they are to us: consent, window and holds; what they had is history.

    A new identity key alone says nothing, unless the number was silent for long.
    """
    if change.kind == "identity":
        if change.phone is not None:
            await people.renew(change.phone, change.user_id, change.at, "identity_change")
        return
    new_phone, new_id = change.new_phone, change.new_user_id
    if new_phone is None and new_id is None:
        return
    if change.phone is None and change.user_id is None:
        await people.recognise(Sighting(new_phone, new_id, change.at, _SOURCE))
        return
    await people.move(Moved(change.phone, change.user_id, new_phone, new_id, change.at, _SOURCE))


async def leave_out(db: Connection, message_ids: Sequence[str], now: float) -> None:
    """Call off what nobody should get any more, because of who its recipient turned out to be.

    What has left is not called back: should it fail, it goes no second time and no other way.
    """
    ledger = await Ledger.load(db, message_ids, now)
    cause = Cause.IDENTITY_CHANGED.value
    for message_id in message_ids:
        if message_id not in ledger:
            continue
        data, state = {"cause": cause}, ledger[message_id].state
        if may(state, State.CANCELLED):
            ledger.move(message_id, State.CANCELLED, "left_out", data, cause=cause, hold_id=None)
        elif state in IN_FLIGHT:
            ledger.change(message_id, expires_at=now, sms_text=None, reopening_template=None)
            ledger.note(message_id, "left_out", data)
    await ledger.write(db)
