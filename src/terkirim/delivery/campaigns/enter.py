"""Enter one portion of a contact list: the people, then one message to each who is not in yet."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from terkirim.delivery.campaigns.model import CampaignFile
from terkirim.delivery.campaigns.rules import (
    fill,
    reopening_body,
    sms_text,
    template_body,
)
from terkirim.delivery.consent.model import Change, Consent, Said, Source
from terkirim.delivery.consent.of_list import consent_of_row
from terkirim.delivery.consent.record import record_many, record_new
from terkirim.delivery.consent.rules import stands_against
from terkirim.delivery.consent.suppress import Newcomer, heed
from terkirim.delivery.holds.follow_consent import follow_many
from terkirim.delivery.lists.model import CleanList, Contact
from terkirim.delivery.outbox.model import NewMessage
from terkirim.delivery.outbox.take_in import PRIORITIES, leave_out_alike, take_in_alike
from terkirim.store import Campaign, campaigns, consents, contacts
from terkirim.store.campaigns import Recipient
from terkirim.store.consents import Standings
from terkirim.store.contacts import Listed, OnList
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.identifiers import Identifiers

_encode = msgspec.json.Encoder().encode
_BY_WORD = {word: Standings(word, "unknown") for word in ("yes", "no", "unknown")}


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
        stated = {one.e164: self._stated(one, portion) for one in portion.accepted}
        people, new = await self._list(db, portion, stated, now)
        changes = await self._record(db, stated, people, new, now)
        standings = await self._standings(db, people.values(), new, changes)
        if any(person.phone != phone for phone, person in people.items()):
            self._is_new = False  # who has another number now may be on the list twice
        ids = [person.id for person in people.values() if not self._is_new]
        there = await campaigns.entered(db, self._campaign.id, ids)
        sorted_out: dict[Cause | None, list[Recipient]] = {None: []}
        for contact in portion.accepted:
            person = people[contact.e164]
            if person.id not in there:
                there.add(person.id)
                why = stands_against(self._campaign.category, standings[person.id])
                sorted_out.setdefault(why, []).append(self._recipient(contact, person, now))
        queued = sorted_out.pop(None)
        await self._write(db, queued, sorted_out, now)
        left_out = sum(map(len, sorted_out.values()))
        return Tally(len(queued), left_out, len(portion.accepted) - len(queued) - left_out)

    async def _write(
        self,
        db: Connection,
        queued: Sequence[Recipient],
        sorted_out: Mapping[Cause | None, Sequence[Recipient]],
        now: float,
    ) -> None:
        like = self._like(now)
        await take_in_alike(db, like, queued, now)
        for cause, left_out in sorted_out.items():
            if cause is not None:
                await leave_out_alike(db, like, left_out, now, cause)

    async def _list(
        self, db: Connection, portion: CleanList, stated: Mapping[str, Consent | None], now: float
    ) -> tuple[dict[str, Listed], set[str]]:
        """Who the people are, by the list's phones, and the ids of those who are new."""
        new = self._identifiers.new
        listed = [
            OnList(one.e164, new("con", now), one.name, one.region, _word(stated[one.e164]))
            for one in portion.accepted
        ]
        people = await contacts.list_all(db, listed, now)
        return people, {one.id for one in listed if people[one.phone].id == one.id}

    async def _record(
        self,
        db: Connection,
        stated: Mapping[str, Consent | None],
        people: Mapping[str, Listed],
        new: Collection[str],
        now: float,
    ) -> list[Change]:
        """Record what the list says of consent; answers what it changed of the people's rows.

        The rows of new people say it from the beginning. Whoever was forgotten with a no is as good
        as known: their no comes first.
        """
        newcomers = [Newcomer(one.id, one.phone) for one in people.values() if one.id in new]
        unwanted = await heed(db, newcomers, now)
        unheard = set(new).difference(one.contact_id for one in unwanted)
        of_new, of_known = [], []
        for phone, consent in stated.items():
            person = people[phone]
            if consent is None:
                continue
            if person.id in unheard:
                of_new.append(Said(person.id, consent))
            elif not (consent.is_bare_yes and person.consent == "yes") or person.id in new:
                of_known.append(Said(person.id, consent))
        await record_new(db, of_new, now)
        changes = await record_many(db, of_known, now)
        await follow_many(db, self._identifiers, changes, now)
        return [*unwanted, *changes]

    async def _standings(
        self,
        db: Connection,
        people: Collection[Listed],
        new: Collection[str],
        changes: Iterable[Change],
    ) -> dict[str, Standings]:
        """What these people agreed to, by contact."""
        standings = {person.id: _BY_WORD[person.consent] for person in people}
        if self._campaign.category == "utility":
            known = [contact_id for contact_id in standings if contact_id not in new]
            standings |= await consents.standings(db, known, lock=False)
        for change in changes:
            own = standings[change.contact_id]._replace(**{change.purpose: change.standing})
            standings[change.contact_id] = own
        return standings

    def _stated(self, contact: Contact, portion: CleanList) -> Consent | None:
        """What the list says of this person, or the owner says of all who are on it."""
        name = f"“{self._file.name}”"
        consent = consent_of_row(contact.consent, contact.columns, name)
        assumed = self._file.opted_in_without_column and not portion.has_consent_column
        if consent is None and assumed and self._campaign.category == "marketing":
            consent = Consent("marketing", True, Source.OWNER.of(f"{name}, all on the list"))
        return consent

    def _recipient(self, contact: Contact, person: Listed, now: float) -> Recipient:
        file = self._file
        values = fill(file, contact)
        reopening = reopening_body(file.reopening, person.name) if file.reopening else None
        return Recipient(
            message_id=self._identifiers.new("msg", now),
            contact_id=person.id,
            address=person.phone,
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


def _word(consent: Consent | None) -> str:
    """A consent as a contact's row says it."""
    if consent is None:
        return "unknown"
    return "yes" if consent.given else "no"


def _encoded(body: object) -> str:
    return _encode(body).decode()
