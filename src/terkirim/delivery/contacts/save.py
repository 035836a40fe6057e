"""Write contacts down, and find the one a message or webhook is about."""

from collections.abc import Iterable

import msgspec

from terkirim.store import Contact, contacts
from terkirim.store.engine import Connection
from terkirim.vocabulary.identifiers import Identifiers, is_bsuid
from terkirim.vocabulary.phone import region_of, spellings


async def find(db: Connection, phone: str | None, bsuid: str | None) -> Contact | None:
    """The contact of a number (in any spelling WhatsApp uses) or of a user id."""
    if bsuid and (contact := await contacts.by_bsuid(db, bsuid)):
        return contact
    if phone:
        known = await contacts.by_phone(db, spellings(phone))
        for spelling in spellings(phone):
            if spelling in known:
                return await _learn(db, known[spelling], bsuid)
    return None


async def find_or_add(
    db: Connection,
    identifiers: Identifiers,
    address: str,
    now: float,
    *,
    bsuid: str | None = None,
    name: str | None = None,
) -> Contact:
    """The contact of an address (E.164 number or user id), written down if it is new."""
    phone = None if is_bsuid(address) else address
    known = await find(db, phone, bsuid or (address if phone is None else None))
    if known is not None:
        return known
    contact = _unknown(identifiers, address, now, bsuid, name)
    await contacts.add(db, [contact])
    return contact


async def find_or_add_all(
    db: Connection, identifiers: Identifiers, addresses: Iterable[str], now: float
) -> dict[str, Contact]:
    """The contacts of addresses, in any spelling; written down where they are new."""
    wanted = list(dict.fromkeys(addresses))
    phones = [address for address in wanted if not is_bsuid(address)]
    known = await contacts.by_phone(db, [each for one in phones for each in spellings(one)])
    known |= await contacts.by_bsuids(db, [one for one in wanted if is_bsuid(one)])
    found: dict[str, Contact] = {}
    fresh: list[Contact] = []
    for address in wanted:
        forms = (address,) if is_bsuid(address) else spellings(address)
        contact = next((known[form] for form in forms if form in known), None)
        if contact is None:
            contact = known[address] = _unknown(identifiers, address, now)
            fresh.append(contact)
        found[address] = contact
    await contacts.add(db, fresh)
    return found


def _unknown(
    identifiers: Identifiers,
    address: str,
    now: float,
    bsuid: str | None = None,
    name: str | None = None,
) -> Contact:
    phone = None if is_bsuid(address) else address
    return Contact(
        id=identifiers.new("con", now),
        phone=phone,
        bsuid=bsuid or (address if phone is None else None),
        name=name,
        region=region_of(phone) if phone else address[:2],
        created_at=now,
    )


async def _learn(db: Connection, contact: Contact, bsuid: str | None) -> Contact:
    if bsuid is None or contact.bsuid == bsuid:
        return contact
    learnt = msgspec.structs.replace(contact, bsuid=bsuid)
    await contacts.save(db, [learnt])
    return learnt
