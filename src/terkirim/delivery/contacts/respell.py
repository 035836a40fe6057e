"""Take Meta's spelling of a number: its `wa_id` is how it knows the person from now on."""

from collections.abc import Mapping

import msgspec

from terkirim.store import Store, contacts, identities
from terkirim.store.identities import Identity
from terkirim.vocabulary.phone import spellings


async def respell(store: Store, spelled: Mapping[str, str], now: float) -> None:
    """Note by which spelling Meta knows contacts, by our id.

    Whoever else is written down under it stays so until a webhook shows that both are one.
    """
    async with store.read() as db:
        known = await identities.present(db, spelled)
    news = {
        one: phone
        for one, phone in spelled.items()
        if one in known and known[one].phone != phone and known[one].phone in spellings(phone)
    }
    if not news:
        return
    async with store.write() as db:
        taken = await contacts.by_phone(db, news.values())
        for contact in (await contacts.by_id(db, news)).values():
            phone = news[contact.id]
            if phone not in taken and contact.phone in spellings(phone):
                since = contact.created_at
                past = Identity(contact.id, "phone", contact.phone or "", since, now, "answer")
                await identities.add(db, [past])
                await identities.set_addresses(db, msgspec.structs.replace(contact, phone=phone))
