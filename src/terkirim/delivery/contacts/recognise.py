"""Find out which contact an event is about, and learn what it says of their addresses.

A contact's row holds its present addresses, `identities` those it had. Events come late and in any
order: one from before an address changed finds the same person by the old address.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from terkirim.delivery.contacts.model import Moved, Sighting
from terkirim.delivery.contacts.rules import (
    KINDS,
    as_one,
    is_late,
    is_same,
    is_silent,
    last_sign,
    noted_late,
    seen_at,
    who_has,
    with_latest,
)
from terkirim.store import Contact, contacts, identities, merging
from terkirim.store.engine import Connection
from terkirim.store.identities import Identity
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.phone import region_of, spellings

SILENCE = 90 * DAY
_NAMED = "named"  # an old address a change names: when it was lost is told, not guessed


class _Holder(NamedTuple):
    """Whose an address is, or was at the time: then it is `past`, and nothing is learnt of it."""

    contact: Contact | None
    past: bool = False


class Recogniser:
    """Recognises people within one transaction that is alone (`Store.write`).

    `added`: the contacts it wrote down. `surplus`: the messages nobody should get any more, because
    who they wait for is in the same campaign twice, or has lost the number they go to. `moved`: the
    messages that go to another address now, by id, and where they would have gone.
    """

    def __init__(
        self, db: Connection, identifiers: Identifiers, now: float, silence: float = SILENCE
    ) -> None:
        """`silence`: seconds after which a number that is heard of again may be another's."""
        self._db = db
        self.identifiers = identifiers
        self._now = now
        self._silence = silence
        self.added: list[Contact] = []
        self.surplus: list[str] = []
        self.moved: dict[str, str] = {}

    async def recognise(self, seen: Sighting) -> Contact:
        """The contact of a sighting, written down if it is new; its addresses are as seen."""
        contact = await self.identify(seen)
        await identities.note_seen(self._db, contact)
        return contact

    async def identify(self, seen: Sighting) -> Contact:
        """The same for a caller who saves the contact: that it was seen is not written yet."""
        seen = seen._replace(at=min(seen.at or self._now, self._now))
        by_bsuid = await self._holder("bsuid", seen.bsuid, seen.at)
        by_phone = await self._holder("phone", seen.phone, seen.at)
        known, number_of = by_bsuid.contact, by_phone.contact
        one = known or number_of
        if one is None:
            return await self._add(seen)
        past = by_bsuid.past, by_phone.past
        if known is not None and number_of is not None and known.id != number_of.id:
            return await self._tell_apart(known, number_of, seen, past)
        return await self._learn(one, _without(seen, past))

    async def move(self, moved: Moved) -> Contact:
        """A person has another address: it is theirs from now on, the old one is history."""
        moved = moved._replace(at=min(moved.at or self._now, self._now))
        contact = await self._follow(moved)
        lost = [old for old in map(moved.lost, KINDS) if old is not None]
        await identities.end(self._db, contact.id, lost, moved.at, moved.source)
        return contact

    async def _follow(self, moved: Moved) -> Contact:
        """Until the change they had the old address: that alone gives nobody's new one up."""
        just_before = math.nextafter(moved.at, 0.0)
        before = await self.recognise(Sighting(moved.phone, moved.bsuid, just_before, _NAMED))
        new = Sighting(moved.new_phone, moved.new_bsuid, moved.at, moved.source)
        after = await self._another(new, before)
        if after is None or after.id == before.id:
            return await self._learn(before, new, moved)
        return await self._merge(before, after, new._replace(source=_NAMED), moved)

    async def renew(self, phone: str, bsuid: str | None, at: float, source: str) -> Contact:
        """The identity key of a number changed: a new device, or a new person.

        Who was silent for long and is not known to be the same loses the number to a new contact.
        """
        holder = await self._holder("phone", phone, at)
        contact = holder.contact
        seen = Sighting(phone, bsuid, at, source)
        if contact is None or holder.past or not is_silent(contact, at, self._silence):
            return await self.recognise(seen)
        if bsuid is not None and contact.bsuid == bsuid:
            return contact
        await self._give_up_number(contact, seen)
        return await self.recognise(seen)

    async def _holder(self, kind: str, value: str | None, at: float) -> _Holder:
        if value is None:
            return _Holder(None)
        forms = spellings(value) if kind == "phone" else (value,)
        had = [one for one in await identities.had(self._db, forms) if one.kind == kind]
        past = next((one for one in had if one.until >= at), None)
        if past is not None:
            found = await contacts.by_id(self._db, [past.contact_id])
            if past.contact_id in found:
                return _Holder(found[past.contact_id], past=True)
        present = await self._present(kind, value, at)
        if present is None and kind == "bsuid" and had:
            found = await contacts.by_id(self._db, [had[-1].contact_id])
            present = found.get(had[-1].contact_id)  # an id is never another person's
        return _Holder(present)

    async def _present(self, kind: str, value: str, at: float) -> Contact | None:
        """Who has an address now; a number written down twice, in two spellings, is made one."""
        if kind == "bsuid":
            return await contacts.by_bsuid(self._db, value)
        found = await contacts.by_phone(self._db, spellings(value))
        people = [found[form] for form in spellings(value) if form in found]
        if len(people) > 1 and None in (people[0].bsuid, people[1].bsuid):
            return await self._merge(people[0], people[1], Sighting(value, None, at, "spelling"))
        return people[0] if people else None

    async def _another(self, seen: Sighting, than: Contact) -> Contact | None:
        """Who else has addresses of a sighting already; nobody is added."""
        phone = (await self._holder("phone", seen.phone, seen.at)).contact
        bsuid = (await self._holder("bsuid", seen.bsuid, seen.at)).contact
        others = [one for one in (phone, bsuid) if one is not None and one.id != than.id]
        if phone is not None and phone.id == than.id:
            seen = seen._replace(phone=None)
        if bsuid is not None and bsuid.id == than.id:
            seen = seen._replace(bsuid=None)
        return await self.recognise(seen) if others else None

    async def _tell_apart(
        self, known: Contact, number_of: Contact, seen: Sighting, past: tuple[bool, bool]
    ) -> Contact:
        """One contact has the user id, another the number, or had it then."""
        had = await identities.of_contact(self._db, known.id)
        verdict = who_has(number_of, known, had, seen.at, self._silence)
        if verdict == "one_person":
            return await self._merge(known, number_of, seen)
        if verdict == "long_ago" or True in past:
            return number_of if past == (True, False) else known
        await self._give_up_number(number_of, seen)
        return await self._learn(known, seen)

    async def _learn(self, contact: Contact, seen: Sighting, told: Moved | None = None) -> Contact:
        """Take what is new of the addresses. `told`: WhatsApp says that they changed."""
        news = {
            kind: value
            for kind, value in zip(KINDS, (seen.phone, seen.bsuid), strict=True)
            if value not in (None, getattr(contact, kind))
        }
        contact = _noted(contact, seen)
        if not news:
            return contact
        had = await identities.of_contact(self._db, contact.id)
        for kind in [kind for kind in news if is_late(contact, had, seen, kind, told)]:
            await self._note_late(contact, had, kind, seen)
            del news[kind]
        if told is not None:
            return await self._take_from_double(contact, news, seen, told)
        if self._is_another(contact, news, seen):
            await self._give_up_number(contact, seen)
            return await self._add(seen)
        return await self._take(contact, news, seen)

    async def _take_from_double(
        self, contact: Contact, news: dict[str, str], seen: Sighting, told: Moved
    ) -> Contact:
        """A contact seen by a new address alone is the same person; who is somebody keeps it."""
        for kind, value in list(news.items()):
            other = await self._present(kind, value, seen.at)
            if other is None or other.id == contact.id:
                continue
            if None in (other.phone, other.bsuid):
                return await self._merge(contact, other, seen, told)
            del news[kind]
        return await self._take(contact, news, seen)

    def _is_another(self, contact: Contact, news: Mapping[str, str], seen: Sighting) -> bool:
        """The number was silent for long, and now somebody else has it."""
        other = contact.bsuid is not None and "bsuid" in news
        number = seen.phone is not None and contact.phone in spellings(seen.phone)
        return other and number and is_silent(contact, seen.at, self._silence)

    async def _note_late(
        self, contact: Contact, had: Sequence[Identity], kind: str, seen: Sighting
    ) -> None:
        """An address from before the present one, not known until now."""
        if getattr(seen, kind) not in {one.value for one in had}:
            await identities.add(self._db, [noted_late(contact, had, kind, seen)])

    async def _take(self, contact: Contact, news: Mapping[str, str], seen: Sighting) -> Contact:
        """Write the present addresses down; those before are history."""
        seen_now = {f"{kind}_seen_at": seen.at for kind in news}
        phone = news.get("phone", contact.phone)
        taken = msgspec.structs.replace(
            contact, **news, **seen_now, region=_country(phone, contact.region)
        )
        if news:
            await self._note_past(contact, taken, seen.at, seen.source)
            await identities.set_addresses(self._db, taken)
            await self._readdress(contact, taken)
        return taken

    async def _give_up_number(self, contact: Contact, seen: Sighting) -> None:
        """The number is another person's: whoever had it keeps all but the number."""
        left = msgspec.structs.replace(contact, phone=None, phone_seen_at=None)
        await self._note_past(contact, left, min(last_sign(contact), seen.at), seen.source)
        await identities.set_addresses(self._db, left)
        await self._readdress(contact, left)

    async def _merge(
        self, one: Contact, other: Contact, seen: Sighting, told: Moved | None = None
    ) -> Contact:
        """The older contact stays, with the latest addresses."""
        kept, gone = sorted((one, other), key=lambda contact: (contact.created_at, contact.id))
        had = [
            former
            for own in (one, other)
            for former in await identities.of_contact(self._db, own.id)
        ]
        whole = with_latest(as_one(kept, gone), (kept, gone), seen, had, told)
        whole = msgspec.structs.replace(whole, region=_country(whole.phone, kept.region))
        self.surplus += await merging.merge(self._db, gone.id, whole, self._now)
        for former in (kept, gone):
            own = msgspec.structs.replace(former, id=kept.id)
            await self._note_past(own, whole, seen.at, seen.source)
            await self._readdress(own, whole)
        return whole

    async def _note_past(self, before: Contact, after: Contact, at: float, source: str) -> None:
        """What a contact had and has no longer: until the next was seen, or until then."""
        had = await identities.of_contact(self._db, after.id)
        ended = [
            Identity(
                before.id,
                kind,
                value,
                _since(before, had, kind),
                seen_at(after, kind) or at,
                source,
            )
            for kind in KINDS
            if (value := getattr(before, kind)) is not None and value != getattr(after, kind)
        ]
        await identities.add(self._db, ended)

    async def _readdress(self, before: Contact, after: Contact) -> None:
        """What waits for an address that is gone goes to the present one, or to nobody."""
        gone = {before.phone, before.bsuid} - {None, after.phone, after.bsuid}
        if after.phone is not None and before.phone is not None:
            gone -= set(spellings(after.phone))
        old = [form for one in gone if one for form in (one, *spellings(one)[1:])]
        if old:
            new = after.phone or after.bsuid
            done = await identities.readdress(self._db, after.id, old, new)
            self.surplus += done.stranded
            self.moved = done.moved | self.moved

    async def _add(self, seen: Sighting) -> Contact:
        contact = Contact(
            id=self.identifiers.new("con", self._now),
            phone=seen.phone,
            bsuid=seen.bsuid,
            name=seen.name,
            region=_country(seen.phone, (seen.bsuid or "")[:2]),
            created_at=self._now,
            phone_seen_at=seen.at if seen.phone else None,
            bsuid_seen_at=seen.at if seen.bsuid else None,
        )
        await contacts.add(self._db, [contact])
        self.added.append(contact)
        return contact


def _noted(contact: Contact, seen: Sighting) -> Contact:
    """A contact whose present addresses were seen once more."""
    again = {
        f"{kind}_seen_at": max(seen.at, seen_at(contact, kind))
        for kind in KINDS
        if is_same(kind, getattr(seen, kind), getattr(contact, kind))
    }
    return msgspec.structs.replace(contact, **again)


def _without(seen: Sighting, past: tuple[bool, bool]) -> Sighting:
    """A sighting without the user id, and without the number, that is somebody's no longer."""
    bsuid, phone = past
    return seen._replace(bsuid=None if bsuid else seen.bsuid, phone=None if phone else seen.phone)


def _country(phone: str | None, otherwise: str) -> str:
    return region_of(phone) if phone else otherwise


def _since(contact: Contact, had: Sequence[Identity], kind: str) -> float:
    """Since when a contact has its present address of that kind, as far as it is known."""
    return max((one.until for one in had if one.kind == kind), default=contact.created_at)
