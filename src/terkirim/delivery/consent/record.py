"""Write down what people agreed to, and keep on their rows what it comes to."""

from collections.abc import Collection, Mapping, Sequence

from terkirim.delivery.consent.model import PURPOSES, Change, Consent, Said
from terkirim.delivery.consent.rules import is_own_word, standing
from terkirim.store import consents
from terkirim.store.consents import Recorded, Standings
from terkirim.store.engine import Connection

_NEW = Standings("unknown", "unknown")


async def record(db: Connection, contact_id: str, consent: Consent, now: float) -> list[Change]:
    """Record one consent; answers what changed by it, if anything."""
    return await record_many(db, [Said(contact_id, consent)], now)


async def record_many(
    db: Connection, said: Sequence[Said], now: float, new: Collection[str] = ()
) -> list[Change]:
    """Record what was said about contacts that are written down; answers what changed by it.

    `new` are the ids of contacts this transaction wrote down, with consent unknown: nothing is
    looked up for them. Nothing is recorded of contacts there are no more, nor again what is
    recorded in the same words, nor an owner's undated yes, without words or proof, to what stands
    at yes.
    """
    known_ids = {one.contact_id for one in said if one.contact_id not in new}
    before = await consents.standings(db, known_ids) if known_ids else {}
    there = await consents.of(db, known_ids) if known_ids else {}
    about = [one for one in said if one.contact_id in before or one.contact_id in new]
    fresh = _fresh(about, before, there, now)
    await consents.add(db, fresh, now)
    for one in fresh:
        there.setdefault(one.contact_id, []).append(one)
    after = dict.fromkeys((one.contact_id for one in fresh), _NEW)
    after |= {contact_id: before[contact_id] for contact_id in after if contact_id in before}
    for contact_id, purpose in dict.fromkeys((one.contact_id, one.purpose) for one in fresh):
        stands = standing(there[contact_id], purpose)
        after[contact_id] = after[contact_id]._replace(**{purpose: stands})
    changed = {
        contact_id: own for contact_id, own in after.items() if own != before.get(contact_id, _NEW)
    }
    await consents.set_standings(db, changed)
    return _changes(before, changed)


async def record_new(db: Connection, said: Sequence[tuple[str, Consent]], now: float) -> None:
    """Record the one statement about each of these new contacts (ids), whose rows say it already.

    For lists of millions: nothing is looked up, and no row is written twice.
    """
    alike = {own: _recorded("", own, now)[1:-1] for own in {consent for _, consent in said}}
    await consents.load(db, [(contact_id, *alike[consent]) for contact_id, consent in said], now)


def _fresh(
    said: Sequence[Said],
    before: Mapping[str, Standings],
    there: Mapping[str, Sequence[Recorded]],
    now: float,
) -> list[Recorded]:
    """What is not written down yet."""
    fresh: dict[Recorded, None] = {}
    known = {one._replace(recorded_at=0.0) for those in there.values() for one in those}
    for contact_id, consent in said:
        own = _recorded(contact_id, consent, now)
        if own not in known and not _says_no_more(consent, before.get(contact_id, _NEW)):
            fresh[own] = None
    return list(fresh)


def _says_no_more(consent: Consent, before: Standings) -> bool:
    """An owner's bare yes to what stands at yes: a list that is brought in once more."""
    if not consent.is_bare_yes or is_own_word(consent.source):
        return False
    return bool(getattr(before, consent.purpose) == "yes")


def _recorded(contact_id: str, consent: Consent, now: float) -> Recorded:
    return Recorded(
        contact_id,
        consent.purpose,
        consent.given,
        now if consent.at is None else min(consent.at, now),
        _storable(consent.source),
        _storable(consent.wording),
        _storable(consent.proof),
    )


def _storable(text: str) -> str:
    """PostgreSQL's texts hold no NUL."""
    return text.replace("\0", "")


def _changes(before: Mapping[str, Standings], changed: Mapping[str, Standings]) -> list[Change]:
    return [
        Change(contact_id, purpose, getattr(own, purpose))
        for contact_id, own in changed.items()
        for purpose in PURPOSES
        if getattr(own, purpose) != getattr(before.get(contact_id, _NEW), purpose)
    ]
