"""Import a contact list, some thousand people a transaction; the same list again changes nothing.

What is committed stays: a second run completes what a first one, cut off, began.
"""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from terkirim.delivery.consent.model import Consent, Said
from terkirim.delivery.consent.of_list import consent_of_row
from terkirim.delivery.consent.record import record_many, record_new
from terkirim.delivery.consent.suppress import Newcomer, heed
from terkirim.delivery.holds.follow_consent import follow_many
from terkirim.delivery.imports.model import Imported
from terkirim.delivery.imports.rules import changed, person_of
from terkirim.delivery.lists.model import CleanList, Contact, Rejected
from terkirim.store import Store, consents, identities, imports
from terkirim.store.engine import Connection
from terkirim.store.imports import Person
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.phone import Phone, read_phone
from terkirim.vocabulary.text import Text

PORTION = 10_000  # people a transaction
_REFUSED = "no_consent"


class _People(NamedTuple):
    """Whose a portion's rows are, in their order, who of them is new, and how many changed."""

    ids: Sequence[str]
    new: Collection[str]
    changed: int


class ContactImporter:
    """Brings lists in."""

    def __init__(self, store: Store, identifiers: Identifiers, clock: Clock) -> None:
        self._store = store
        self._identifiers = identifiers
        self._clock = clock
        self._all_new = True  # so far: then nobody is looked up where that can be left out

    async def run(self, portions: AsyncIterator[CleanList], origin: str, region: str) -> Imported:
        """Write a list down as it comes. `origin` names it in the proof of consent; `region` is
        the ISO country of numbers without a country code.

        Raises what reading it raises; what came before that is in.
        """
        counts: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        notes: tuple[Text, ...] = ()
        async for gathered in _gathered(portions):
            rejected = [one for portion in gathered for one in portion.rejected]
            reasons.update(one.code for one in rejected)
            notes += tuple(note for portion in gathered for note in portion.notes)
            accepted = [one for portion in gathered for one in portion.accepted]
            counts["rows"] += sum(portion.input_rows for portion in gathered)
            counts["left_out"] += len(rejected)
            counts.update(await self._enter(accepted, origin))
            refusals = list(_refusals(rejected, region))
            counts["refused"] += len(refusals)
            counts["consents"] += (await self._enter(refusals, origin))["consents"]
        names = ("rows", "new", "changed", "known", "left_out", "refused", "consents")
        totals = {name: counts[name] for name in names}
        return Imported(**totals, reasons=dict(reasons.most_common()), notes=notes)

    async def _enter(self, contacts: Sequence[Contact], origin: str) -> dict[str, int]:
        if not contacts:
            return {"consents": 0}
        now = self._clock.now()
        ids = self._identifiers.many("con", now, len(contacts))
        listed = [person_of(one, own) for one, own in zip(contacts, ids, strict=True)]
        async with self._store.write_rows() as db:
            people = await self._write(db, listed, now)
            recorded = await self._record(db, contacts, people, origin, now)
        new = len(people.new)
        known = len(contacts) - new - people.changed
        return {"new": new, "changed": people.changed, "known": known, "consents": recorded}

    async def _write(self, db: Connection, listed: Sequence[Person], now: float) -> _People:
        """Who is new is added; of who is known, what the list says otherwise is changed.

        Another spelling of a number, and one a person had before, lead to that person.
        """
        present = await identities.known_as(db, [one.phone for one in listed])
        if present:
            listed = [replace(one, phone=present.get(one.phone, one.phone)) for one in listed]
        elif self._all_new and await imports.add_strangers(db, listed, now):
            ids = [one.id for one in listed]
            return _People(ids, set(ids), 0)
        by_phone = {one.phone: one for one in listed}
        there = await imports.known(db, list(by_phone))
        self._all_new = not there
        fresh = [person for phone, person in by_phone.items() if phone not in there]
        added = await imports.add(db, fresh, now) if fresh else set()
        overtaken = [person.phone for person in fresh if person.phone not in added]
        there |= await imports.known(db, overtaken) if overtaken else {}
        news = [own for phone, known in there.items() if (own := changed(known, by_phone[phone]))]
        await imports.change(db, news)
        whose = {phone: there.get(phone, person).id for phone, person in by_phone.items()}
        new = {person.id for phone, person in by_phone.items() if phone not in there}
        return _People([whose[one.phone] for one in listed], new, len(news))

    async def _record(
        self,
        db: Connection,
        contacts: Sequence[Contact],
        people: _People,
        origin: str,
        now: float,
    ) -> int:
        """What the list says of consent; answers how much of it was new."""
        if await consents.any_suppressed(db):
            those = [(own, one.e164) for one, own in zip(contacts, people.ids, strict=True)]
            await heed(db, [Newcomer(*one) for one in those if one[0] in people.new], now)
        of_new: list[tuple[str, Consent]] = []
        of_known: list[Said] = []
        for one, own in zip(contacts, people.ids, strict=True):
            consent = consent_of_row(one.consent, one.columns, origin)
            if consent is None:
                continue
            if own in people.new:
                of_new.append((own, consent))
            else:
                of_known.append(Said(own, consent))
        await record_new(db, of_new, now)
        recorded = await record_many(db, of_known, now) if of_known else []
        await follow_many(db, self._identifiers, recorded, now)
        return len(of_new) + len(recorded)


async def _gathered(portions: AsyncIterator[CleanList]) -> AsyncIterator[list[CleanList]]:
    """Portions together, so that a transaction is worth its way to the disk."""
    waiting: list[CleanList] = []
    async for portion in portions:
        waiting.append(portion)
        if sum(len(one.accepted) for one in waiting) >= PORTION:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _refusals(rejected: Iterable[Rejected], region: str) -> Iterable[Contact]:
    """Who was left out because they refused: their no is worth keeping."""
    seen: set[str] = set()
    for one in rejected:
        phone = read_phone(one.raw, region) if one.code == _REFUSED else None
        if isinstance(phone, Phone) and phone.e164 not in seen:
            seen.add(phone.e164)
            yield Contact(one.line, phone.e164, phone.region, None, "no", {})
