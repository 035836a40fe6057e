"""Which SMS leave now, and where to: to the number their person has at that moment."""

import msgspec

from terkirim.delivery.contacts.rules import present_address
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.readdress import note_readdressed
from terkirim.store import sms
from terkirim.store.engine import Connection
from terkirim.store.identities import Addresses
from terkirim.store.records import Sms
from terkirim.store.sms import Due
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import MINUTE
from terkirim.vocabulary.identifiers import is_bsuid

_BATCH = 50
_INTERRUPTED_AFTER = 5 * MINUTE  # longer than any provider is waited for


async def claim_sms(db: Connection, now: float) -> list[Sms]:
    """What was due, now `sending`; or `cancelled`, with its cause, where its person has no number.

    Whoever has that number by now is somebody else.
    """
    due = await sms.due(db, now, _BATCH)
    elsewhere = {one.text.message_id: one.text for one in due if _number(one) != one.text.recipient}
    ledger = await Ledger.load(db, elsewhere, now)
    claimed = [_claimed(ledger, one) for one in due]
    moved = {
        one.message_id: (elsewhere[one.message_id].recipient, one.recipient)
        for one in claimed
        if one.state == "sending" and one.message_id in elsewhere
    }
    by_number = {one: pair for one, pair in moved.items() if not is_bsuid(pair[0])}
    await note_readdressed(db, ledger, by_number)
    for text in claimed:
        await sms.save(db, text)
    await ledger.write(db)
    return claimed


def _number(due: Due) -> str | None:
    if due.phone is None:
        return None
    return present_address(Addresses(due.phone, None), due.text.recipient)


def _claimed(ledger: Ledger, due: Due) -> Sms:
    text, number = due.text, _number(due)
    if number is None:
        lost = not is_bsuid(text.recipient)
        cause = Cause.IDENTITY_CHANGED if lost else Cause.IDENTIFIER_UNUSABLE
        ledger.change(text.message_id, cause=cause.value)
        ledger.note(text.message_id, "sms_cancelled", {"cause": cause})
        return msgspec.structs.replace(text, state="cancelled")
    return msgspec.structs.replace(
        text,
        recipient=number,
        state="sending",
        tries=text.tries + 1,
        due_at=ledger.now + _INTERRUPTED_AFTER,
    )
