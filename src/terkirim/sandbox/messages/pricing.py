"""What a message costs, as statuses say it in autumn 2026 (facts/platform.md, section g).

- Templates are billed one by one, by category; until October 2026 utility within a window is free.
- Free-form messages are free until then; from October on, the first thousand that a sender delivers
  in a month are. Reactions are free and not counted.
- Governments and non-profits that Meta accepts (`price_exempt`) stay free of what is billed only
  since October 2026, from 12 October 2026 to the end of 2027.
- Codes to people in some other countries cost the authentication-international rate once Meta has
  found the business eligible (Meta's "Authentication-international rates", May 2026).
- Who wrote from an advertisement and is answered within a day opens a free entry point: everything
  is free for 72 hours, since 28 September 2026 for seven days. Only then there is a `conversation`.

Months are those of the account's time zone where the sandbox knows it, else of UTC.
"""

from datetime import UTC, datetime, timedelta

import msgspec

from terkirim.sandbox.chance import digest
from terkirim.sandbox.records.record import Send
from terkirim.sandbox.world.model import Account, EntryPoint, World
from terkirim.sandbox.world.wa_ids import country_of

Json = dict[str, object]

FREE_A_MONTH = 1000
ANSWER_WITHIN_S = 24 * 3600.0
_LONGER_FROM = datetime(2026, 9, 28, tzinfo=UTC).timestamp()
_SHORT_S, _LONG_S = 72 * 3600.0, 7 * 86400.0
_SERVICE_PRICED_FROM = (2026, 10)
_HOURS_FROM_UTC = {"66": 7}  # Meta's number of Asia/Jakarta
_UNCOUNTED = "reaction"
_EXEMPT_FROM = datetime(2026, 10, 12, tzinfo=UTC).timestamp()
_EXEMPT_UNTIL = datetime(2028, 1, 1, tzinfo=UTC).timestamp()
ABROAD = "authentication-international"
# The nine of Meta's page of May 2026, and those that rate cards of October 2026 add.
_DEARER = "AE EG ID IN MY NG PK SA ZA BD IQ KW KZ LK MA NP OM UA"
_WITH_RATES_ABROAD = frozenset(_DEARER.split())
_ARRIVED = ("delivered", "read")
_TELLING = ("sent", *_ARRIVED)


class Price(msgspec.Struct, frozen=True):
    """What a status says of money."""

    pricing: Json
    conversation: Json | None = None

    def parts(self) -> Json:
        """What it adds to the status."""
        found: Json = {"pricing": self.pricing}
        return found if self.conversation is None else {**found, "conversation": self.conversation}


def enter_free(world: World, sender: str, person: str, at: float) -> None:
    """A person wrote from an advertisement: an answer within a day will be free, and what follows.

    One that is open stays as it is.
    """
    key = f"{sender}/{person}"
    known = world.entry_points.get(key)
    if known is None or known.ends_at is None or known.ends_at <= at:
        world.entry_points[key] = EntryPoint(at)


def price(world: World, send: Send, status: str, at: float) -> Price | None:
    """What a status that comes true says of money; None for one that says nothing.

    `sent` says it, and so does the first of `delivered` and `read`, which counts the message.
    """
    if status not in _TELLING or (status != "sent" and _has_arrived(send)):
        return None
    entry = _entry_point(world, send, at)
    if entry is not None and entry.ends_at is not None:
        return Price(_free("free_entry_point", "referral_conversion"), _conversation(send, entry))
    if send.category is None:
        return Price(_service(world, send, at, counts=status != "sent"))
    category = "marketing_lite" if send.lite else send.category.lower()
    if category == "utility" and world.window_is_open(send.sender, send.to, send.at):
        if _month(world, send, at) < _SERVICE_PRICED_FROM:
            return Price(_free("free_customer_service", category))
        return Price(_newly_billed(world, send, category, at))
    if category == "authentication" and _is_abroad(_account(world, send), send.to, at):
        category = ABROAD
    return Price(_billed(category))


def _has_arrived(send: Send) -> bool:
    return any(one.status in _ARRIVED for one in send.statuses)


def _service(world: World, send: Send, at: float, *, counts: bool) -> Json:
    month = _month(world, send, at)
    if month < _SERVICE_PRICED_FROM or send.type == _UNCOUNTED:
        return _free("free_customer_service", "service")
    key = f"{send.sender}/{month[0]}-{month[1]:02d}"
    used = world.service_delivered.get(key, 0)
    if counts:
        world.service_delivered[key] = used + 1
    if used < FREE_A_MONTH:
        return _free("free_customer_service", "service")
    return _newly_billed(world, send, "service", at)


def _newly_billed(world: World, send: Send, category: str, at: float) -> Json:
    """What was free until October 2026, and to some still is."""
    if _account(world, send).price_exempt and _EXEMPT_FROM <= at < _EXEMPT_UNTIL:
        return {**_free("regular", category), "subtype": "paid_exempt"}
    return _billed(category)


def _is_abroad(account: Account, person: str, at: float) -> bool:
    """Whether a code to this person costs the rate for businesses of other countries."""
    rates, country = account.rates_abroad, country_of(person)
    if rates is None or country == account.country or country not in _WITH_RATES_ABROAD:
        return False
    return at >= rates.exceptions.get(country, rates.start)


def _entry_point(world: World, send: Send, at: float) -> EntryPoint | None:
    """The free entry point a message falls into, opened by it if it is the answer."""
    entry = world.entry_points.get(f"{send.sender}/{send.to}")
    if entry is None:
        return None
    if entry.ends_at is None and 0 <= at - entry.began_at <= ANSWER_WITHIN_S:
        entry.ends_at = at + (_LONG_S if at >= _LONGER_FROM else _SHORT_S)
    return entry if entry.ends_at is not None and send.at < entry.ends_at else None


def _conversation(send: Send, entry: EntryPoint) -> Json:
    return {
        "id": digest("conversation", send.sender, send.to, entry.began_at, size=16).hex(),
        "expiration_timestamp": str(int(entry.ends_at or 0)),
        "origin": {"type": "referral_conversion"},
    }


def _billed(category: str) -> Json:
    return {"billable": True, "pricing_model": "PMP", "type": "regular", "category": category}


def _free(kind: str, category: str) -> Json:
    return {"billable": False, "pricing_model": "PMP", "type": kind, "category": category}


def _account(world: World, send: Send) -> Account:
    return world.accounts[world.senders[send.sender].account]


def _month(world: World, send: Send, at: float) -> tuple[int, int]:
    hours = _HOURS_FROM_UTC.get(_account(world, send).timezone_id, 0)
    there = datetime.fromtimestamp(at, UTC) + timedelta(hours=hours)
    return there.year, there.month
