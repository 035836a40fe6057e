"""Enter one portion of a contact list: the people, then one message to each who is not in yet."""

from typing import NamedTuple

import msgspec

from terkirim.delivery.campaigns.model import CampaignFile
from terkirim.delivery.campaigns.rules import (
    fill,
    may_receive,
    reopening_body,
    sms_text,
    template_body,
)
from terkirim.delivery.lists.model import CleanList, Contact
from terkirim.delivery.outbox.model import NewMessage
from terkirim.delivery.outbox.take_in import PRIORITIES, leave_out_alike, take_in_alike
from terkirim.store import Campaign, campaigns, contacts
from terkirim.store.campaigns import Recipient
from terkirim.store.contacts import Listed, OnList
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.identifiers import Identifiers

_encode = msgspec.json.Encoder().encode


class Tally(NamedTuple):
    """How many messages were entered, left out for want of consent, and there before."""

    entered: int = 0
    left_out: int = 0
    known: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(mine + its for mine, its in zip(self, other, strict=True)))


class Entry:
    """What is the same for every recipient of a campaign."""

    def __init__(
        self,
        file: CampaignFile,
        campaign: Campaign,
        account_id: str,
        identifiers: Identifiers,
        *,
        is_new: bool,
    ) -> None:
        """`is_new`: the campaign was begun just now, so nobody is in it yet."""
        self._file = file
        self._campaign = campaign
        self._account_id = account_id
        self._identifiers = identifiers
        self._is_new = is_new

    async def enter(self, db: Connection, portion: CleanList, now: float) -> Tally:
        """Enter a portion within one transaction."""
        if not portion.accepted:
            return Tally()
        new = self._identifiers.new
        listed = [
            OnList(one.e164, new("con", now), one.name, one.region, one.consent)
            for one in portion.accepted
        ]
        people = await contacts.list_all(db, listed, now)
        ids = [person.id for person in people.values() if not self._is_new]
        there = await campaigns.entered(db, self._campaign.id, ids)
        queued: list[Recipient] = []
        left_out: list[Recipient] = []
        for contact in portion.accepted:
            person = people[contact.e164]
            if person.id not in there:
                may = self._may_receive(contact, person, listed=portion.has_consent_column)
                (queued if may else left_out).append(self._recipient(contact, person, now))
        like = self._like(now)
        await take_in_alike(db, like, queued, now)
        await leave_out_alike(db, like, left_out, now, Cause.NO_CONSENT)
        return Tally(len(queued), len(left_out), len(there))

    def _may_receive(self, contact: Contact, person: Listed, *, listed: bool) -> bool:
        consent = "no" if person.consent == "no" else contact.consent
        assumed = self._file.opted_in_without_column
        category = self._campaign.category
        return may_receive(category, consent, list_states_consent=listed, assumed=assumed)

    def _recipient(self, contact: Contact, person: Listed, now: float) -> Recipient:
        file = self._file
        values = fill(file, contact)
        reopening = reopening_body(file.reopening, person.name) if file.reopening else None
        return Recipient(
            message_id=self._identifiers.new("msg", now),
            contact_id=person.id,
            address=contact.e164,
            payload=_encoded(template_body(file.template, file.language, values)),
            sms_text=sms_text(file, values),
            reopening_template=_encoded(reopening) if reopening else None,
        )

    def _like(self, now: float) -> NewMessage:
        """What the messages have in common."""
        file, campaign = self._file, self._campaign
        return NewMessage(
            account_id=self._account_id,
            sender_id=campaign.sender_id,
            contact_id="",
            recipient="",
            body=template_body(file.template, file.language, ()),
            category=campaign.category,
            campaign_id=campaign.id,
            priority=PRIORITIES[campaign.category],
            expires_at=now + file.life_days * DAY if file.life_days is not None else None,
        )


def _encoded(body: object) -> str:
    return _encode(body).decode()
