"""Import a contact list, some thousand people a transaction; the same list again changes nothing.

What is committed stays: a second run completes what a first one, cut off, began.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import NamedTuple

from terkirim.delivery.consent.model import Said
from terkirim.delivery.consent.of_list import consent_of_row
from terkirim.delivery.consent.record import record_many, record_new
from terkirim.delivery.consent.suppress import Newcomer, heed
from terkirim.delivery.holds.follow_consent import follow_many
from terkirim.delivery.imports.model import Imported
from terkirim.delivery.imports.rules import changed, fields_of
from terkirim.delivery.lists.model import CleanList, Contact, Rejected
from terkirim.store import Store, identities, imports
from terkirim.store.engine import Connection
from terkirim.store.imports import Known, Person
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.phone import Phone, read_phone
from terkirim.vocabulary.text import Text

PORTION = 10_000  # people a transaction
_REFUSED = "no_consent"


class _People(NamedTuple):
    """Who a portion's numbers belong to, and what the list did with them."""

    ids: dict[str, str]
    new: set[str]
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
        async with self._store.write_rows() as db:
            people = await self._write(db, contacts, now)
            consents = await self._record(db, contacts, people, origin, now)
        new = len(people.new)
        known = len(contacts) - new - people.changed
        return {"new": new, "changed": people.changed, "known": known, "consents": consents}

    async def _write(self, db: Connection, contacts: Sequence[Contact], now: float) -> _People:
        """Who is new is added; of who is known, what the list says otherwise is changed.

        Another spelling of a number, and one a person had before, lead to that person.
        """
        present = await identities.known_as(db, [one.e164 for one in contacts])
        listed = {
            phone: self._person(one, phone, now)
            for one in contacts
            for phone in (present.get(one.e164, one.e164),)
        }
        there: dict[str, Known] = {}
        if self._all_new and await imports.copied(db, listed.values(), now):
            return _people(contacts, present, listed, there, 0)
        there = await imports.known(db, list(listed))
        fresh = [person for phone, person in listed.items() if phone not in there]
        added = await imports.add(db, fresh, now) if fresh else set()
        overtaken = [person.phone for person in fresh if person.phone not in added]
        there |= await imports.known(db, overtaken) if overtaken else {}
        news = [after for phone, known in there.items() if (after := changed(known, listed[phone]))]
        await imports.change(db, news)
        self._all_new = not there
        return _people(contacts, present, listed, there, len(news))

    async def _record(
        self,
        db: Connection,
        contacts: Sequence[Contact],
        people: _People,
        origin: str,
        now: float,
    ) -> int:
        """What the list says of consent; answers how much of it was new."""
        newcomers = [
            Newcomer(people.ids[one.e164], one.e164)
            for one in contacts
            if people.ids[one.e164] in people.new
        ]
        await heed(db, newcomers, now)
        said = [
            Said(people.ids[one.e164], consent)
            for one in contacts
            if (consent := consent_of_row(one.consent, one.columns, origin)) is not None
        ]
        of_new = [one for one in said if one.contact_id in people.new]
        of_known = [one for one in said if one.contact_id not in people.new]
        await record_new(db, of_new, now)
        recorded = await record_many(db, of_known, now) if of_known else []
        await follow_many(db, self._identifiers, recorded, now)
        return len(of_new) + len(recorded)

    def _person(self, contact: Contact, phone: str, now: float) -> Person:
        return Person(
            phone,
            self._identifiers.new("con", now),
            contact.name,
            contact.region,
            contact.language,
            contact.time_zone,
            fields_of(contact.columns),
            contact.consent,
        )


def _people(
    contacts: Sequence[Contact],
    present: Mapping[str, str],
    listed: Mapping[str, Person],
    there: Mapping[str, Known],
    news: int,
) -> _People:
    ids = {phone: _id_of(person, there) for phone, person in listed.items()}
    return _People(
        {one.e164: ids[present.get(one.e164, one.e164)] for one in contacts},
        {person.id for phone, person in listed.items() if phone not in there},
        news,
    )


def _id_of(person: Person, there: Mapping[str, Known]) -> str:
    known = there.get(person.phone)
    return person.id if known is None else known.id


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
