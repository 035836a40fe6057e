"""Which holds concern which messages, and what they do to them. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from terkirim.store import Hold, Message
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope


def key_of(scope: Scope, message: Message) -> str:
    """What a hold of that scope on this message's behalf is about."""
    pair = f"{message.sender_id}/{message.contact_id}"
    keys = {
        Scope.ACCOUNT: message.account_id,
        Scope.SENDER: message.sender_id,
        Scope.SENDER_MARKETING: message.sender_id,
        Scope.RECIPIENT: message.contact_id,
        Scope.RECIPIENT_MARKETING: message.contact_id,
        Scope.RECIPIENT_UTILITY: message.contact_id,
        Scope.PAIR: pair,
        Scope.WINDOW: pair,
        Scope.TEMPLATE: message.template_key or "",
        Scope.MESSAGE: message.id,
    }
    return keys[scope]


def subject_of(cause: str, scope: str, key: str) -> str:
    """What an alert about such a hold is about: one alert serves all recipients of a sender."""
    return f"{cause}/{key.partition('/')[0] if scope == Scope.PAIR else key}"


def scopes_of(message: Message) -> list[Scope]:
    """Every scope a message lies within, the widest first."""
    scopes = [Scope.ACCOUNT, Scope.SENDER]
    if message.marketing:
        scopes += [Scope.SENDER_MARKETING, Scope.RECIPIENT_MARKETING]
    elif message.category == "utility":
        scopes.append(Scope.RECIPIENT_UTILITY)
    scopes.append(Scope.WINDOW if message.free_form else Scope.TEMPLATE)
    return [*scopes, Scope.RECIPIENT, Scope.PAIR]


class HoldBook:
    """The holds in force, ready to be asked about many messages."""

    def __init__(self, active: Iterable[Hold]) -> None:
        self._by_place: dict[tuple[str, str], list[Hold]] = {}
        for hold in active:
            self._by_place.setdefault((hold.scope, hold.key), []).append(hold)

    def over(self, message: Message) -> Hold | None:
        """The hold that stops a message; one that let it out as a canary does not."""
        if not self._by_place:
            return None
        for scope in scopes_of(message):
            for hold in self._by_place.get((scope, key_of(scope, message)), ()):
                if hold.id != message.released_from:
                    return hold
        return None


class Treatment(StrEnum):
    """What a hold does with a message that meets it."""

    HOLD = "hold"
    REROUTE = "reroute"
    LEAVE_OUT = "leave_out"


_OTHER_CHANNEL = {Cause.NO_WHATSAPP, Cause.UNREACHABLE}


def treatment(hold: Hold, message: Message) -> Treatment:
    """A recipient WhatsApp does not reach gets an SMS or is left out of campaigns; who said stop
    is left out; everything else waits.
    """
    if hold.cause == Cause.OPTED_OUT:
        return Treatment.LEAVE_OUT
    if hold.cause in _OTHER_CHANNEL and hold.scope == Scope.RECIPIENT:
        if message.sms_text:
            return Treatment.REROUTE
        if message.campaign_id:
            return Treatment.LEAVE_OUT
    return Treatment.HOLD
