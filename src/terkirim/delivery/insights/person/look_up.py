"""Read all that is known of one person, found by any spelling of any address they ever had."""

from collections.abc import Sequence
from typing import NamedTuple

from terkirim.delivery.consent.model import PURPOSES
from terkirim.delivery.consent.rules import deciding
from terkirim.delivery.contacts.fitness import channel_of
from terkirim.delivery.insights.person.model import Agreed, Failed, Former, Known, Pace, Person
from terkirim.delivery.insights.person.rules import judge
from terkirim.delivery.outbox.pacing import Candidate, MarketingCap, PacingRules
from terkirim.delivery.outbox.pacing.quiet_hours import QuietHours
from terkirim.delivery.outbox.pacing.time_zones import TimeZones
from terkirim.errors import BadInput, NotFound
from terkirim.store import Contact, Hold, consents, contacts, fitness, identities, pace, registry
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.identifiers import is_bsuid
from terkirim.vocabulary.phone import Phone, read_phone, spellings
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import Text


class Asking(NamedTuple):
    """From where one looks: `now` (epoch seconds), the account and sender that would write ("": the
    first there is), the country of numbers without a code, the owner's pacing and how many failures
    make inactive.
    """

    now: float
    account_id: str
    sender_id: str
    region: str
    pacing: PacingRules
    until_inactive: int


async def look_up(db: Connection, wanted: str, asking: Asking) -> Person:
    """The person of a number in any spelling, a user id or our id, present or former.

    Raises NotFound where nobody is written down, BadInput where it is no address.
    """
    contact = await _find(db, wanted.strip(), asking.region)
    if not asking.sender_id:
        first = min(await registry.sender_ids(db), default="")
        asking = asking._replace(sender_id=first)
    return judge(await _known(db, contact, asking))


async def _find(db: Connection, wanted: str, region: str) -> Contact:
    by_id = await contacts.by_id(db, [wanted])
    if wanted in by_id:
        return by_id[wanted]
    forms = (wanted,) if is_bsuid(wanted) else _spellings(wanted, region)
    found = await contacts.by_phone(db, forms) | await contacts.by_bsuids(db, forms)
    if found:
        return next(found[form] for form in forms if form in found)
    former = [one.contact_id for one in await identities.had(db, forms)]
    for contact in (await contacts.by_id(db, former[-1:])).values():
        return contact
    raise NotFound(
        Text(
            id=f"Tidak ada kontak dengan “{forms[0]}”; belum pernah ada pesan dari atau untuknya.",
            en=f"There is no contact “{forms[0]}”; no message ever came from or went to them.",
        )
    )


def _spellings(wanted: str, region: str) -> tuple[str, ...]:
    phone = read_phone(wanted, region)
    if isinstance(phone, Phone):
        return spellings(phone.e164)
    raise BadInput(
        Text(
            id=f"“{wanted}” bukan nomor WhatsApp, user id, atau id kontak ({phone.reason}).",
            en=f"“{wanted}” is no WhatsApp number, user id or contact id ({phone.reason}).",
        )
    )


async def _known(db: Connection, contact: Contact, asking: Asking) -> Known:
    held = await fitness.holds_over(db, _places(contact.id, asking))
    wrote = await fitness.wrote_to(db, contact.id, [asking.sender_id])
    closes = wrote.get(asking.sender_id, 0.0) + DAY
    window_until = closes if closes > asking.now else None
    return Known(
        contact=contact,
        sender_id=asking.sender_id,
        former=tuple(
            Former(one.kind, one.value, one.since, one.until)
            for one in await identities.of_contact(db, contact.id)
        ),
        agreed=await _agreed(db, contact),
        failures=tuple(Failed(*one) for one in await fitness.failures_of(db, contact.id)),
        until_inactive=asking.until_inactive,
        channel=channel_of(
            contact, await fitness.last_sms(db, contact.id), unreached=_is_unreached(held)
        ),
        window_until=window_until,
        holds=tuple(held),
        pace=await _pace(db, contact, asking, window_open=window_until is not None),
    )


def _places(contact_id: str, asking: Asking) -> list[tuple[str, str]]:
    pair = f"{asking.sender_id}/{contact_id}"
    return [
        (Scope.ACCOUNT, asking.account_id),
        (Scope.SENDER, asking.sender_id),
        (Scope.SENDER_MARKETING, asking.sender_id),
        (Scope.RECIPIENT, contact_id),
        (Scope.RECIPIENT_MARKETING, contact_id),
        (Scope.RECIPIENT_UTILITY, contact_id),
        (Scope.PAIR, pair),
        (Scope.WINDOW, pair),
    ]


def _is_unreached(held: Sequence[Hold]) -> bool:
    return any(one.scope == Scope.RECIPIENT and one.cause in fitness.UNREACHED for one in held)


async def _agreed(db: Connection, contact: Contact) -> tuple[Agreed, ...]:
    said = (await consents.of(db, [contact.id])).get(contact.id, [])
    stated = {"marketing": contact.consent, "utility": contact.utility_consent}
    found = []
    for purpose in PURPOSES:
        one = deciding(said, purpose)
        told = (one.source, one.at, one.wording) if one else ()
        found.append(Agreed(purpose, stated[purpose], *told))
    return tuple(found)


async def _pace(db: Connection, contact: Contact, asking: Asking, *, window_open: bool) -> Pace:
    """As the pacer will see a marketing message to them."""
    now, rules = asking.now, asking.pacing
    recipient = contact.phone or contact.bsuid or ""
    candidate = Candidate("", contact.id, recipient, "marketing", window_open=window_open)
    past = await pace.of_marketing(db, [contact.id], now - DAY)
    cap = MarketingCap(rules.marketing_per_contact, past.sent)
    quiet = QuietHours(rules.quiet_from, rules.quiet_until, rules.quiet_spread_minutes)
    zones = TimeZones(rules.timezones).of(recipient, contact.time_zone)
    opens = quiet.open_at(zones, now, contact.id)
    return Pace(cap.full_until(candidate, now), opens if opens > now else None)
