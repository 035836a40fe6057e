"""Enter one portion of a contact list: the people, then one message to each who is not in yet."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from terkirim.delivery.campaigns.model import Tally
from terkirim.delivery.campaigns.prepare import Entrant
from terkirim.delivery.campaigns.rules import reopening_template
from terkirim.delivery.campaigns.write_down import CampaignMessages
from terkirim.delivery.consent.model import Change, Said
from terkirim.delivery.consent.record import record_many, record_new
from terkirim.delivery.consent.rules import stands_against
from terkirim.delivery.consent.suppress import Newcomer, heed
from terkirim.delivery.holds.follow_consent import follow_many
from terkirim.store import campaigns, consents, contacts
from terkirim.store.campaigns import Recipient
from terkirim.store.consents import Standings
from terkirim.store.contacts import Listed
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.identifiers import Identifiers

_BY_WORD = {word: Standings(word, "unknown") for word in ("yes", "no", "unknown")}


class Entry:
    """What is the same for every recipient of a campaign to a list."""

    def __init__(
        self, messages: CampaignMessages, identifiers: Identifiers, *, is_new: bool
    ) -> None:
        """`is_new`: the campaign was begun just now, so nobody is in it yet."""
        self._messages = messages
        self._campaign = messages.campaign
        self._identifiers = identifiers
        self._is_new = is_new

    async def enter(self, db: Connection, entrants: Sequence[Entrant], now: float) -> Tally:
        """Enter a portion within one transaction."""
        if not entrants:
            return Tally()
        people, new = await _list(db, entrants, now)
        changes = await self._record(db, entrants, people, new, now)
        standings = await self._standings(db, people.values(), new, changes)
        if any(person.phone != phone for phone, person in people.items()):
            self._is_new = False  # who has another number now may be on the list twice
        ids = [person.id for person in people.values() if not self._is_new]
        there = await campaigns.entered(db, self._campaign.id, ids)
        queued: list[Recipient] = []
        refusing: dict[Cause, list[Recipient]] = {}
        for one in entrants:
            person = people[one.on_list.phone]
            if person.id not in there:
                there.add(person.id)
                why = stands_against(self._campaign.category, standings[person.id])
                those = queued if why is None else refusing.setdefault(why, [])
                those.append(self._recipient(one, person))
        await self._messages.write(db, queued, refusing, now)
        left_out = sum(map(len, refusing.values()))
        return Tally(len(queued), left_out, len(entrants) - len(queued) - left_out)

    async def _record(
        self,
        db: Connection,
        entrants: Iterable[Entrant],
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
        for one in entrants:
            person, consent = people[one.on_list.phone], one.stated
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

    def _recipient(self, one: Entrant, person: Listed) -> Recipient:
        return Recipient(
            message_id=one.message_id,
            contact_id=person.id,
            address=person.phone,
            payload=one.payload,
            sms_text=one.sms_text,
            reopening_template=reopening_template(self._messages.file, person.name),
        )


async def _list(
    db: Connection, entrants: Iterable[Entrant], now: float
) -> tuple[dict[str, Listed], set[str]]:
    """Who the people are, by the list's phones, and the ids of those who are new."""
    listed = [one.on_list for one in entrants]
    people = await contacts.list_all(db, listed, now)
    return people, {one.id for one in listed if people[one.phone].id == one.id}
