"""Find the contacts messages are for, and write down who is new.

Who webhooks are about is found by `recognise`, which learns from them.
"""

from collections.abc import Iterable, Sequence

import msgspec

from terkirim.store import Contact, contacts, identities
from terkirim.store.engine import Connection
from terkirim.vocabulary.identifiers import Identifiers, is_bsuid
from terkirim.vocabulary.phone import region_of, spellings


async def find_or_add(
    db: Connection, identifiers: Identifiers, address: str, now: float, name: str | None = None
) -> Contact:
    """The contact of an address (E.164 number or user id); written down, with this name, if new."""
    known = await _known(db, [address])
    if address in known:
        return known[address]
    contact = msgspec.structs.replace(_unknown(identifiers, address, now), name=name)
    await contacts.add(db, [contact])
    return contact


async def find_or_add_all(
    db: Connection, identifiers: Identifiers, addresses: Iterable[str], now: float
) -> dict[str, Contact]:
    """The contacts of addresses, in any spelling, or one they had before; written down where new.

    Two spellings of a new number are one contact.
    """
    wanted = list(dict.fromkeys(addresses))
    known = await _known(db, wanted)
    found: dict[str, Contact] = {}
    fresh: list[Contact] = []
    for address in wanted:
        contact = next((known[form] for form in _forms(address) if form in known), None)
        if contact is None:
            contact = known[address] = _unknown(identifiers, address, now)
            fresh.append(contact)
        found[address] = contact
    await contacts.add(db, fresh)
    return found


async def _known(db: Connection, addresses: Sequence[str]) -> dict[str, Contact]:
    """Who is written down, by the address as it was given."""
    forms = {address: _forms(address) for address in addresses}
    every = [form for those in forms.values() for form in those]
    present = await contacts.by_phone(db, [one for one in every if not is_bsuid(one)])
    present |= await contacts.by_bsuids(db, [one for one in every if is_bsuid(one)])
    found = {
        address: present[form]
        for address, those in forms.items()
        for form in reversed(those)
        if form in present
    }
    missing = [form for address, those in forms.items() if address not in found for form in those]
    whose = {one.value: one.contact_id for one in await identities.had(db, missing)}
    people = await contacts.by_id(db, whose.values())
    for address, those in forms.items():
        former = next((whose[form] for form in those if form in whose), None)
        if address not in found and former in people and _is_reached(people[former]):
            found[address] = people[former]
    return found


def _forms(address: str) -> tuple[str, ...]:
    return (address,) if is_bsuid(address) else spellings(address)


def _is_reached(contact: Contact) -> bool:
    """Whose number became another person's, and who has no other address, cannot be meant."""
    return (contact.phone or contact.bsuid) is not None


def _unknown(identifiers: Identifiers, address: str, now: float) -> Contact:
    phone = None if is_bsuid(address) else address
    return Contact(
        id=identifiers.new("con", now),
        phone=phone,
        bsuid=address if phone is None else None,
        region=region_of(phone) if phone else address[:2],
        created_at=now,
    )
