"""Refuse what a person has not agreed to, in one sentence, before anything is written down."""

from collections.abc import Iterable

from terkirim.delivery.consent.rules import stands_against
from terkirim.delivery.templates.rules import Misfit
from terkirim.store import Contact, contacts
from terkirim.store.consents import Standings
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.identifiers import is_bsuid
from terkirim.vocabulary.phone import spellings
from terkirim.vocabulary.text import Text

_NO_CONSENT = Misfit(
    Cause.NO_CONSENT,
    Text(
        id="Belum tercatat bahwa orang ini setuju menerima promosi, jadi pesan ini tidak dikirim; "
        "catat dulu persetujuannya dengan terkirim contacts consent.",
        en="There is no record that this person agreed to marketing, so this was not sent; "
        "record their consent first with terkirim contacts consent.",
    ),
    "No consent to marketing is on record for this recipient; nothing was sent",
)
_NO_MARKETING = Misfit(
    Cause.OPTED_OUT,
    Text(
        id="Orang ini tidak mau menerima promosi, jadi pesan ini tidak dikirim; alasannya ada di "
        "terkirim contacts proof.",
        en="This person wants no marketing, so this was not sent; terkirim contacts proof tells "
        "why.",
    ),
    "This recipient wants no marketing; nothing was sent",
)
_NOTHING = Misfit(
    Cause.OPTED_OUT,
    Text(
        id="Orang ini tidak mau menerima pesan selain kode OTP dan balasan percakapan, jadi pesan "
        "ini tidak dikirim; alasannya ada di terkirim contacts proof.",
        en="This person wants no messages but one-time codes and answers, so this was not sent; "
        "terkirim contacts proof tells why.",
    ),
    "This recipient wants no messages but one-time codes and answers; nothing was sent",
)

_UNKNOWN = Standings("unknown", "unknown")


def refusal(category: str, person: Contact | None) -> Misfit | None:
    """What stands against a message of this category (Meta's, lower case) to this person.

    None for nobody known: who is not written down has agreed to nothing and refused nothing.
    """
    own = Standings(person.consent, person.utility_consent) if person else _UNKNOWN
    cause = stands_against(category, own)
    if cause is None:
        return None
    if cause == Cause.NO_CONSENT:
        return _NO_CONSENT
    return _NO_MARKETING if category == "marketing" else _NOTHING


async def known_people(db: Connection, addresses: Iterable[str]) -> dict[str, Contact]:
    """The contacts of addresses, in any spelling, as far as they are written down."""
    wanted = list(dict.fromkeys(addresses))
    phones = [one for one in wanted if not is_bsuid(one)]
    known = await contacts.by_phone(db, [form for one in phones for form in spellings(one)])
    known |= await contacts.by_bsuids(db, [one for one in wanted if is_bsuid(one)])
    forms = {one: (one,) if is_bsuid(one) else spellings(one) for one in wanted}
    found = {
        one: next((known[form] for form in forms[one] if form in known), None) for one in wanted
    }
    return {one: contact for one, contact in found.items() if contact is not None}
