"""Take a campaign in: check the template, write the contacts down, enter one message each."""

from collections.abc import Iterator, Sequence

from terkirim.delivery.campaigns.model import CampaignFile, Intake
from terkirim.delivery.campaigns.rules import (
    fill,
    may_receive,
    reopening_body,
    sms_text,
    template_body,
)
from terkirim.delivery.contacts.model import CleanList, Contact
from terkirim.delivery.contacts.save import Known, save_all
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import NewMessage
from terkirim.delivery.outbox.take_in import PRIORITIES, leave_out, take_in
from terkirim.delivery.templates.rules import misfit
from terkirim.delivery.templates.sync import TemplateSync
from terkirim.errors import BadCampaign
from terkirim.store import Campaign, Store, Template, campaigns, messages
from terkirim.store.engine import Connection
from terkirim.store.records import Contact as Person
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY, Clock
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.text import Text

_BATCH = 500


class CampaignRunner:
    """Takes campaigns in. The same campaign again adds only who was not in it yet."""

    def __init__(
        self, store: Store, templates: TemplateSync, identifiers: Identifiers, clock: Clock
    ) -> None:
        self._store = store
        self._templates = templates
        self._identifiers = identifiers
        self._clock = clock

    async def take_in(
        self, file: CampaignFile, contacts: CleanList, account_id: str, sender_id: str
    ) -> Intake:
        """Enter a campaign. Raises BadCampaign where the template does not fit the registry."""
        template = await self._check(file)
        async with self._store.write() as db:
            campaign = await self._campaign(db, file, template, sender_id)
        entered = left_out = known = 0
        for batch in _batches(contacts.accepted):
            async with self._store.write() as db:
                ledger = Ledger({}, self._clock.now())
                there = await messages.in_campaign(db, campaign.id)
                people = await self._save(db, batch, ledger.now)
                for contact in batch:
                    person = people[contact.e164]
                    if person.id in there:
                        known += 1
                        continue
                    new = self._message(file, campaign, contact, person, account_id)
                    consent = "no" if "no" in (contact.consent, person.consent) else contact.consent
                    if may_receive(
                        campaign.category,
                        consent,
                        list_states_consent=contacts.has_consent_column,
                        assumed=file.opted_in_without_column,
                    ):
                        take_in(ledger, self._identifiers, new)
                        entered += 1
                    else:
                        leave_out(ledger, self._identifiers, new, Cause.NO_CONSENT)
                        left_out += 1
                await ledger.write(db)
        async with self._store.write() as db:
            await campaigns.set_recipients(db, campaign.id, entered + left_out + known)
        return Intake(campaign.id, entered, left_out, known, contacts.notes)

    async def _check(self, file: CampaignFile) -> Template:
        """The registry is read anew, and everything is compared before anything is sent."""
        registry = await self._templates.all()
        checks = [(file.template, file.language, len(file.parameters))]
        if (reopening := file.reopening) is not None:
            checks.append((reopening.template, reopening.language, len(reopening.parameters)))
        for name, language, count in checks:
            found = misfit(registry, name, language, count)
            if found is not None:
                raise BadCampaign(found.text)
        return next(
            one for one in registry if (one.name, one.language) == (file.template, file.language)
        )

    async def _campaign(
        self, db: Connection, file: CampaignFile, template: Template, sender_id: str
    ) -> Campaign:
        now = self._clock.now()
        known = await campaigns.by_name(db, file.name)
        if known is None:
            known = Campaign(
                id=self._identifiers.new("camp", now),
                name=file.name,
                sender_id=sender_id,
                template_name=file.template,
                template_language=file.language,
                category=template.category.lower(),
                recipients=0,
                created_at=now,
            )
            await campaigns.add(db, known)
        elif known.template_name != file.template or known.sender_id != sender_id:
            raise BadCampaign(
                Text(
                    id=f"Kampanye “{file.name}” sudah ada dengan template atau pengirim lain; "
                    "beri nama baru.",
                    en=f"A campaign “{file.name}” exists with another template or sender; "
                    "give it a new name.",
                )
            )
        return known

    async def _save(
        self, db: Connection, batch: Sequence[Contact], now: float
    ) -> dict[str, Person]:
        people = (Known(one.e164, one.name, one.region, one.consent) for one in batch)
        return await save_all(db, self._identifiers, people, now)

    def _message(
        self,
        file: CampaignFile,
        campaign: Campaign,
        contact: Contact,
        person: Person,
        account_id: str,
    ) -> NewMessage:
        values = fill(file, contact)
        life = file.life_days
        reopening = file.reopening
        return NewMessage(
            account_id=account_id,
            sender_id=campaign.sender_id,
            contact_id=person.id,
            recipient=contact.e164,
            body=template_body(file.template, file.language, values),
            category=campaign.category,
            campaign_id=campaign.id,
            sms_text=sms_text(file, values),
            reopening=reopening_body(reopening, person.name) if reopening else None,
            priority=PRIORITIES[campaign.category],
            expires_at=self._clock.now() + life * DAY if life is not None else None,
        )


def _batches(contacts: Sequence[Contact]) -> Iterator[Sequence[Contact]]:
    for start in range(0, len(contacts), _BATCH):
        yield contacts[start : start + _BATCH]
