"""Which SMS leave now, and where to: what their person has and wants at that moment counts, and
the hour it is where they are.
"""

import msgspec

from terkirim.delivery.consent.rules import stands_against
from terkirim.delivery.contacts.rules import present_address
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.pacing import PacingRules, Postponement
from terkirim.delivery.outbox.pacing.quiet_hours import QuietHours
from terkirim.delivery.outbox.pacing.time_zones import TimeZones
from terkirim.delivery.outbox.readdress import note_readdressed
from terkirim.store import Message, sms
from terkirim.store.engine import Connection
from terkirim.store.identities import Addresses
from terkirim.store.records import Sms
from terkirim.store.sms import Due
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import MINUTE
from terkirim.vocabulary.identifiers import is_bsuid

_BATCH = 50
_INTERRUPTED_AFTER = 5 * MINUTE  # longer than any provider is waited for


class Night:
    """When no marketing leaves, by the clock of who it is for."""

    def __init__(self, rules: PacingRules) -> None:
        self._quiet = QuietHours(rules.quiet_from, rules.quiet_until, rules.quiet_spread_minutes)
        self._zones = TimeZones(rules.timezones)

    def over_at(self, message: Message, due: Due, number: str, now: float) -> float:
        """When an SMS may go to this number: `now`, or epoch seconds of the morning."""
        if not message.marketing:
            return now
        return self._quiet.open_at(self._zones.of(number, due.time_zone), now, message.id)


async def claim_sms(db: Connection, now: float, night: Night) -> list[Sms]:
    """What was due, now `sending`; or still `waiting`, for the morning; or `cancelled`, with its
    cause, where its life is over, or its person has refused such messages since, has the same
    message another way, or has no number: whoever has that number by now is somebody else.
    """
    due = await sms.due(db, now, _BATCH)
    ledger = await Ledger.load(db, [one.text.message_id for one in due], now)
    claimed = [_claimed(ledger, one, night) for one in due]
    moved = {
        new.message_id: (old.text.recipient, new.recipient)
        for old, new in zip(due, claimed, strict=True)
        if old.text.recipient != new.recipient and not is_bsuid(old.text.recipient)
    }
    await note_readdressed(db, ledger, moved)
    for text in claimed:
        await sms.save(db, text)
    await ledger.write(db)
    return claimed


def _claimed(ledger: Ledger, due: Due, night: Night) -> Sms:
    text, message = due.text, ledger[due.text.message_id]
    found = _number(message, due, ledger.now)
    if isinstance(found, Cause):
        ledger.change(text.message_id, cause=found.value)
        ledger.note(text.message_id, "sms_cancelled", {"cause": found})
        return msgspec.structs.replace(text, state="cancelled")
    day_at = night.over_at(message, due, found, ledger.now)
    if day_at > ledger.now:
        data = {"reason": Postponement.QUIET_HOURS, "until": day_at}
        ledger.note(text.message_id, "postponed", data)
        return msgspec.structs.replace(text, due_at=day_at)
    return msgspec.structs.replace(
        text,
        recipient=found,
        state="sending",
        tries=text.tries + 1,
        due_at=ledger.now + _INTERRUPTED_AFTER,
    )


def _number(message: Message, due: Due, now: float) -> str | Cause:
    """Where it goes, or why it goes nowhere. Not to have said yes or no is no refusal."""
    if message.expires_at is not None and message.expires_at <= now:
        return Cause.MESSAGE_EXPIRED
    if stands_against(message.category, due.consent) == Cause.OPTED_OUT:
        return Cause.OPTED_OUT
    if message.sms_text is None:  # they have it already: who it is for was two contacts
        return Cause.IDENTITY_CHANGED
    if due.phone is not None:
        return present_address(Addresses(due.phone, None), due.text.recipient)
    lost = not is_bsuid(due.text.recipient)
    return Cause.IDENTITY_CHANGED if lost else Cause.IDENTIFIER_UNUSABLE
