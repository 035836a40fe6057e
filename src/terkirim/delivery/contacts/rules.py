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
_STANDINGS = ("active", "doubtful", "inactive")


def last_heard(contact: Contact) -> float:
    """When a contact last wrote, got or read something (epoch seconds); 0 if never."""
    heard = (contact.inbound_at, contact.delivered_at, contact.read_at)
    return max((at for at in heard if at is not None), default=0.0)


def last_sign(contact: Contact) -> float:
    """The same, or since when the contact is known."""
    return max(last_heard(contact), contact.created_at)


def is_silent(contact: Contact, at: float, silence: float) -> bool:
    """Whether nothing was heard of a contact for so long (seconds) that others may have its number.

    Carriers give numbers out again after some months.
    """
    return at - last_sign(contact) >= silence


def who_has(
    number_of: Contact, known: Contact, had: Sequence[Identity], at: float, silence: float
) -> Verdict:
    """An event names the number of one contact and the user id of another.

    They are one person unless both are somebody without it, or the number was silent for so long:
    then it has changed hands. `had`: the former addresses of the one with the user id; who gave
    the number up to somebody active since has it in an event from before.
    """
    if number_of.phone in {one.value for one in had}:
        return "changed_hands" if at > last_sign(number_of) else "long_ago"
    if number_of.bsuid is None:
        return "one_person"
    alone = known.phone is None and not is_silent(number_of, at, silence)
    return "one_person" if alone else "changed_hands"


def is_older(had: Sequence[Identity], kind: str, at: float) -> bool:
    """Whether an event is from before the contact's address of that kind last changed."""
    return any(one.kind == kind and one.until >= at for one in had)


def is_late(
    contact: Contact, had: Sequence[Identity], seen: Sighting, kind: str, told: Moved | None
) -> bool:
    """Whether what an event names is from before the contact's present address of that kind.

    `told`: WhatsApp says that it changed, and from what. That counts for more than the order of
    signs: only what took its place afterwards is later, and where the present address is the one
    lost, only another change WhatsApp told of.
    """
    present = getattr(contact, kind)
    if told is None:
        late = present is not None and seen.at < last_heard(contact)
        return late or is_older(had, kind, seen.at)
    lost = getattr(told, kind)
    if lost is not None and present in spellings(lost):
        return is_older([one for one in had if one.source == told.source], kind, seen.at)
    return is_older([one for one in had if one.source != LATE], kind, seen.at)


def noted_late(contact: Contact, had: Sequence[Identity], kind: str, seen: Sighting) -> Identity:
    """An address from before the present one: theirs until the next, or until they were heard of.

    Its source is LATE where only the order of signs says so.
    """
    ends = [one for one in had if one.kind == kind and one.until >= seen.at]
    until = min((one.until for one in ends), default=max(last_heard(contact), seen.at))
    sure = any(one.source != LATE for one in ends)
    since = min(contact.created_at, seen.at)
    source = seen.source if sure else LATE
    return Identity(contact.id, kind, getattr(seen, kind) or "", since, until, source)


def present_address(contact: Contact | Addresses, asked: str) -> str:
    """Where to write to who was found by `asked`: there, unless they have it no longer."""
    if asked == contact.bsuid or asked in spellings(contact.phone or ""):
        return asked
    return contact.phone or contact.bsuid or asked


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
