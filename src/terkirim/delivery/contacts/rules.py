"""Who is one person, and what remains of two contacts who are. Pure."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from terkirim.delivery.contacts.model import Moved, Sighting
from terkirim.store import Contact
from terkirim.store.identities import Addresses, Identity
from terkirim.vocabulary.phone import spellings

Verdict = Literal["one_person", "changed_hands", "long_ago"]
LATE = "late"
KINDS = ("phone", "bsuid")
_STANDINGS = ("active", "doubtful", "inactive")


def last_sign(contact: Contact) -> float:
    """When a contact last wrote, got or read something, or since when it is known: the latest
    (epoch seconds).
    """
    signs = (contact.created_at, contact.inbound_at, contact.delivered_at, contact.read_at)
    return max(at for at in signs if at is not None)


def seen_at(contact: Contact, kind: str) -> float:
    """When a contact's present address of a kind was last seen to be theirs; 0 if never."""
    at: float | None = getattr(contact, f"{kind}_seen_at")
    return at or 0.0


def is_same(kind: str, one: str | None, other: str | None) -> bool:
    """Whether two addresses of a kind are one; a number is, in every spelling."""
    if one is None or other is None:
        return False
    return one == other or (kind == "phone" and one in spellings(other))


def is_silent(contact: Contact, at: float, silence: float) -> bool:
    """Whether nothing was heard of a contact for so long (seconds) that others may have its number.

    Carriers give numbers out again after some months.
    """
    return at - last_sign(contact) >= silence


def who_has(
    number_of: Contact, known: Contact, had: Sequence[Identity], at: float, silence: float
) -> Verdict:
    """An event names the number of one contact and the user id of another.

    They are one person unless both were somebody without it by then, or the number was silent for
    so long: then it has changed hands. `had`: the former addresses of the one with the user id; who
    gave the number up to somebody seen with it since has it in an event from before.
    """
    if any(is_same(one.kind, one.value, number_of.phone) for one in had):
        since = number_of.phone_seen_at or number_of.created_at
        return "changed_hands" if at > since else "long_ago"
    if number_of.bsuid is None:
        return "one_person"
    alone = known.phone is None or at < max(seen_at(known, "phone"), seen_at(number_of, "bsuid"))
    return "one_person" if alone and not is_silent(number_of, at, silence) else "changed_hands"


def is_older(had: Sequence[Identity], kind: str, at: float) -> bool:
    """Whether an event is from before the contact's address of that kind last changed."""
    return any(one.kind == kind and one.until >= at for one in had)


def is_late(
    contact: Contact, had: Sequence[Identity], seen: Sighting, kind: str, told: Moved | None
) -> bool:
    """Whether what an event names is from before the contact's present address of that kind.

    `told`: WhatsApp says that it changed, and from what.
    """
    if getattr(contact, kind) is None:
        return is_older(had, kind, seen.at)
    return seen.at < stands_since(contact, had, kind, told)


def stands_since(contact: Contact, had: Sequence[Identity], kind: str, told: Moved | None) -> float:
    """When a present address was last seen; 0 for the one WhatsApp says is lost, whatever was seen
    of it since: what is told counts for more, unless a later change was told of, too.
    """
    if told is not None and is_same(kind, told.lost(kind), getattr(contact, kind)):
        changes = [one for one in had if one.source == told.source]
        if not is_older(changes, kind, told.at):
            return 0.0
    return seen_at(contact, kind)


def noted_late(contact: Contact, had: Sequence[Identity], kind: str, seen: Sighting) -> Identity:
    """An address from before the present one: theirs until the next, or until that was seen."""
    ends = [one.until for one in had if one.kind == kind and one.until >= seen.at]
    until = min(ends, default=max(seen_at(contact, kind), seen.at))
    since = min(contact.created_at, seen.at)
    return Identity(contact.id, kind, getattr(seen, kind) or "", since, until, LATE)


def present_address(contact: Contact | Addresses, asked: str) -> str:
    """Where to write to who was found by `asked`: there, unless they have it no longer."""
    if asked == contact.bsuid or asked in spellings(contact.phone or ""):
        return asked
    return contact.phone or contact.bsuid or asked


def with_latest(
    whole: Contact,
    people: Sequence[Contact],
    seen: Sighting,
    had: Sequence[Identity],
    told: Moved | None,
) -> Contact:
    """One person with the latest of the addresses these contacts have and an event names."""
    latest: dict[str, str | float | None] = {}
    for kind in KINDS:
        named = (seen.at, getattr(seen, kind))
        theirs = ((stands_since(one, had, kind, told), getattr(one, kind)) for one in people)
        claims = [claim for claim in (named, *theirs) if claim[1] is not None]
        at, value = max(claims, key=_when, default=(0.0, None))
        latest |= {kind: value, f"{kind}_seen_at": at or None}
    return msgspec.structs.replace(whole, **latest)


def _when(claim: tuple[float, object]) -> float:
    return claim[0]


def stricter(one: str, other: str) -> str:
    """The consent of one person with two contacts: a refusal stands, silence says nothing."""
    said = {one, other}
    return next(consent for consent in ("no", "yes", "unknown") if consent in said)


def as_one(kept: Contact, gone: Contact) -> Contact:
    """What is known of both, without their addresses; what `kept` says of itself comes first."""
    return msgspec.structs.replace(
        kept,
        name=kept.name or gone.name,
        consent=stricter(kept.consent, gone.consent),
        utility_consent=stricter(kept.utility_consent, gone.utility_consent),
        standing=min(kept.standing, gone.standing, key=_STANDINGS.index),
        language=kept.language or gone.language,
        time_zone=kept.time_zone or gone.time_zone,
        fields=_both(kept.fields, gone.fields),
        delivered_at=_later(kept.delivered_at, gone.delivered_at),
        read_at=_later(kept.read_at, gone.read_at),
        inbound_at=_later(kept.inbound_at, gone.inbound_at),
        created_at=min(kept.created_at, gone.created_at),
    )


def _later(one: float | None, other: float | None) -> float | None:
    return max((at for at in (one, other) if at is not None), default=None)


def _both(kept: str, gone: str) -> str:
    if gone == "{}":
        return kept
    known = msgspec.json.decode(gone, type=dict[str, object])
    return msgspec.json.encode(known | msgspec.json.decode(kept, type=dict[str, object])).decode()
