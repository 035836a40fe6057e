"""The people of a segment in a campaign, portion by portion, as the database knows them."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

import msgspec

from terkirim.delivery.campaigns.model import SegmentPeople, Tally
from terkirim.delivery.campaigns.rules import fill, reopening_template, sms_text, template_body
from terkirim.delivery.campaigns.write_down import CampaignMessages
from terkirim.delivery.lists.model import Contact
from terkirim.delivery.segments.keep import read_named
from terkirim.store import Contact as Known
from terkirim.store import Store, campaigns, segments
from terkirim.store.campaigns import Recipient
from terkirim.store.conditions import Condition
from terkirim.store.engine import Connection
from terkirim.store.segments import Sift
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.identifiers import Identifiers

_PORTION = 2_500
NO_ADDRESS = "no_address"
CAUSES = {  # of a person who is left out for that reason, and has a row that tells so
    "user_id_only": Cause.IDENTIFIER_UNUSABLE,
    "opted_out": Cause.OPTED_OUT,
    "no_consent": Cause.NO_CONSENT,
    "no_whatsapp": Cause.NO_WHATSAPP,
    "inactive": Cause.UNREACHABLE,
}


class Everyone(NamedTuple):
    """The people of a segment, by its condition. `by_sms`: as in SegmentPeople."""

    condition: Condition
    by_sms: bool


async def read_segment(store: Store, people: SegmentPeople) -> Everyone:
    """Raises NotFound where there is no such segment, BadInput where it cannot be used."""
    async with store.read() as db:
        return Everyone(await read_named(db, people.segment), people.by_sms)


class SegmentEntry:
    """Enters everyone of a segment; `reasons` counts why people are not written to."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        identifiers: Identifiers,
        messages: CampaignMessages,
        people: Everyone,
    ) -> None:
        self._store = store
        self._clock = clock
        self._identifiers = identifiers
        self._messages = messages
        self._people = people
        self.reasons: Counter[str] = Counter()

    async def portions(self) -> AsyncIterator[list[Recipient]]:
        """Everyone in the segment, with the message they become but for its address."""
        now, after = self._clock.now(), ""
        while True:
            async with self._store.read() as db:
                page = await segments.page(db, self._people.condition, now, after, _PORTION)
            if not page:
                return
            yield self._prepared(page)
            after = page[-1].id

    async def enter(self, db: Connection, people: Sequence[Recipient], now: float) -> Tally:
        """Enter a portion within one transaction, by what stands against it at that moment.

        Who is no longer there since the segment was read counts as without an address.
        """
        ids = [one.contact_id for one in sorted(people, key=_number)]
        sift = Sift(now, self._messages.campaign.category, self._people.by_sms)
        found = await segments.sifted(db, ids, sift)
        there = await campaigns.entered(db, self._messages.campaign.id, ids)
        queued: list[Recipient] = []
        left_out: dict[Cause, list[Recipient]] = {}
        reasons: Counter[str] = Counter()
        for one in people:
            if one.contact_id in there:
                continue
            address, reason = found.get(one.contact_id, ("", NO_ADDRESS))
            if reason is None:
                queued.append(_to(one, address))
                continue
            reasons[reason] += 1
            if reason != NO_ADDRESS:
                left_out.setdefault(CAUSES[reason], []).append(_to(one, address))
        await self._messages.write(db, queued, left_out, now)
        self.reasons += reasons
        known = len(people) - len(queued) - reasons.total()
        return Tally(len(queued), reasons.total() - reasons[NO_ADDRESS], known)

    def _prepared(self, page: Sequence[Known]) -> list[Recipient]:
        message_ids = self._identifiers.many("msg", self._clock.now(), len(page))
        return list(map(self._recipient, page, message_ids))

    def _recipient(self, known: Known, message_id: str) -> Recipient:
        file = self._messages.file
        values = fill(file, _as_listed(known))
        body = template_body(file.template, file.language, values)
        return Recipient(
            message_id=message_id,
            contact_id=known.id,
            address=known.phone or known.bsuid or "",
            payload=_json(body),
            sms_text=sms_text(file, values),
            reopening_template=reopening_template(file, known.name),
        )


def _number(one: Recipient) -> str:
    """People are locked in the order in which lists write them: none waits in a circle."""
    return one.address


def _to(one: Recipient, address: str) -> Recipient:
    """The message to that address; a user id gets no SMS."""
    text = one.sms_text if address.startswith("+") else None
    return one._replace(address=address, sms_text=text)


def _as_listed(known: Known) -> Contact:
    """As if on a list: what parameters are filled from."""
    return msgspec.convert(
        {
            "line": 0,
            "e164": known.phone or "",
            "region": known.region,
            "name": known.name,
            "consent": known.consent,
            "columns": {name: _text(said) for name, said in _fields(known).items()},
            "language": known.language,
            "time_zone": known.time_zone,
        },
        Contact,
    )


def _fields(known: Known) -> dict[str, object]:
    return msgspec.json.decode(known.fields, type=dict[str, object])


def _text(said: object) -> str:
    """Lists say text; what else an import may have brought is written as JSON writes it."""
    if said is None:
        return ""
    return said if isinstance(said, str) else _json(said)


def _json(said: object) -> str:
    return msgspec.json.encode(said).decode()
