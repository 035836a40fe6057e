"""Holds in words: what they wait for, and who ended them."""

from terkirim.store import Hold
from terkirim.vocabulary.scopes import Scope
from terkirim.web.dashboard.reader import Reader, mark

SCOPES_WIDE_FIRST = [
    Scope.SERVICE,
    Scope.ACCOUNT,
    Scope.SENDER,
    Scope.SENDER_MARKETING,
    Scope.TEMPLATE,
    Scope.RECIPIENT,
    Scope.RECIPIENT_MARKETING,
    Scope.RECIPIENT_UTILITY,
    Scope.PAIR,
    Scope.WINDOW,
    Scope.MESSAGE,
]

PERSONAL = {
    Scope.RECIPIENT,
    Scope.RECIPIENT_MARKETING,
    Scope.RECIPIENT_UTILITY,
    Scope.PAIR,
    Scope.WINDOW,
}

_PROBES: dict[str, str] = {
    "health": mark("until WhatsApp reports the account as healthy"),
    "balance": mark("until the balance is topped up"),
    "sender": mark("until the number is registered"),
    "template": mark("until the template fits"),
    "inbound": mark("until the person writes"),
    "resume": mark("until the person wants these messages again"),
}
_BY_HAND = mark("until you lift it")

_LIFTED: dict[str, str] = {
    "time": mark("its time was over"),
    "canary": mark("the small shares sent first went well"),
    "nobody answered": mark("nobody answered"),
    "the person wrote": mark("the person wrote"),
    "the person resumed": mark("the person wants marketing again"),
    "probe": mark("the cause was seen to be gone"),
    "delivered": mark("a message arrived"),
    "read": mark("a message arrived"),
}


def probe_words(reader: Reader, probe: str | None) -> str:
    """What a hold without an end waits for."""
    return reader.labelled(_PROBES, probe) if probe else reader.say(_BY_HAND)


def waits_for(reader: Reader, hold: Hold, now: float) -> str:
    """Until when a hold stands, or what it waits for."""
    if hold.until is None:
        return probe_words(reader, hold.probe)
    at, ago = reader.moment(hold.until), reader.ago(hold.until, now)
    if hold.stage:
        return reader.say("letting a small share out first; next step %(at)s", at=at)
    if hold.probe:
        waits = probe_words(reader, hold.probe)
        return reader.say("%(waits)s, at the longest until %(at)s", waits=waits, at=at)
    return reader.say("until %(at)s (%(ago)s)", at=at, ago=ago)


def lifted_by(reader: Reader, hold: Hold) -> str | None:
    """Who or what saw the cause gone; None while the hold is in force."""
    if hold.lifted_at is None:
        return None
    by = hold.lifted_by or ""
    if by.endswith(" by hand"):
        return reader.say("%(user)s lifted it", user=by.removesuffix(" by hand"))
    reason = _LIFTED.get(by) or _LIFTED.get(by.partition(" ")[0])
    return reader.say(reason) if reason else by
