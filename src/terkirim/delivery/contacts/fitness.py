"""Whether writing to a person is worth it, and which channel reaches them. Pure."""

from typing import Literal

from terkirim.knowledge.policy import Decision, Hold
from terkirim.store import Contact
from terkirim.vocabulary.scopes import Scope

Standing = Literal["active", "doubtful", "inactive"]
Channel = Literal["whatsapp", "sms", "none", "unknown"]


def standing_after(counted: int, until_inactive: int) -> Standing:
    """What so many failures that count make of a contact; `until_inactive` is the policy's."""
    if counted >= until_inactive:
        return "inactive"
    return "doubtful" if counted else "active"


def counts_at_once(decision: Decision) -> bool:
    """Whether a failure speaks about the person and is not watched first: the policy holds them."""
    if decision.watch_until is not None:
        return False
    holds = (one for one in decision.remedies if isinstance(one, Hold))
    return any(hold.scope == Scope.RECIPIENT for hold in holds)


def channel_of(contact: Contact, sms: str | None, *, unreached: bool) -> Channel:
    """What reaches the person, as far as anything tells.

    `sms`: the state of the last SMS to them; `unreached`: they are held because WhatsApp does not
    reach them. That an SMS was taken by the provider is all that is known of it.
    """
    lost = unreached or contact.standing == "inactive"
    heard = contact.delivered_at is not None or contact.inbound_at is not None
    if heard and not lost:
        return "whatsapp"
    if sms == "sent":
        return "sms"
    return "none" if lost else "unknown"
