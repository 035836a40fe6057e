"""Take a campaign in: check what it needs, then portion by portion from the list to the outbox."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec

from terkirim.delivery.campaigns.enter import Entry
from terkirim.delivery.campaigns.from_segment import (
    NO_ADDRESS,
    Everyone,
    SegmentEntry,
    read_segment,
)
from terkirim.delivery.campaigns.model import CampaignFile, Intake, SegmentPeople, Tally
from terkirim.delivery.campaigns.prepare import Entrant, prepare
from terkirim.delivery.campaigns.write_down import CampaignMessages
from terkirim.delivery.lists.model import CleanList
from terkirim.delivery.lists.one_ahead import one_ahead
from terkirim.delivery.templates.rules import misfit
from terkirim.delivery.templates.sync import TemplateSync
from terkirim.errors import BadCampaign
from terkirim.store import Campaign, Store, Template, campaigns, checks, leases, notify, registry
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.text import Text

_PORTION = 2_500
_LEASE_LIFE = 60.0  # seconds; renewed with every portion

Portion = TypeVar("Portion")


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
        self,
        file: CampaignFile,
        contacts: CleanList | AsyncIterator[CleanList] | SegmentPeople,
        account_id: str,
        sender_id: str,
    ) -> Intake:
        """Enter a campaign; of a list in portions, one portion is in memory at a time.

        Raises BadCampaign where the template does not fit the registry, the sender is not in it,
        or another process is entering the same campaign; NotFound where there is no such segment,
        BadInput where it cannot be used; and what reading the contacts raises.
        """
        began = self._clock.now()
        await self._check_sender(sender_id)
        people = (
            await read_segment(self._store, contacts)
            if isinstance(contacts, SegmentPeople)
            else contacts
        )
        template = await self._check_templates(file)
        async with self._leased(file.name) as owner:
            known = await self._known(file, sender_id)
            if not isinstance(people, Everyone):
                people = await _first_read(_portions(people))
            campaign = known or await self._begin(file, template, sender_id)
            messages = CampaignMessages(file, campaign, account_id)
            if isinstance(people, Everyone):
                intake = await self._take_segment_in(messages, people, owner)
            else:
                entry = Entry(messages, self._identifiers, is_new=known is None)
                intake = await self._take_list_in(messages, people, entry, owner)
        return await self._with_doubts(intake, began)

    async def _take_list_in(
        self,
        messages: CampaignMessages,
        people: AsyncIterator[CleanList],
        entry: Entry,
        owner: str,
    ) -> Intake:
        campaign = messages.campaign
        notes: list[Text] = []
        portions = self._prepared(messages.file, campaign, people, notes)
        tally = await self._enter_all(campaign, owner, portions, entry.enter)
        return Intake(campaign.id, *tally, notes=tuple(notes))

    async def _take_segment_in(
        self, messages: CampaignMessages, people: Everyone, owner: str
    ) -> Intake:
        entry = SegmentEntry(self._store, self._clock, self._identifiers, messages, people)
        campaign = messages.campaign
        tally = await self._enter_all(campaign, owner, entry.portions(), entry.enter)
        return Intake(
            campaign.id,
            *tally,
            unaddressed=entry.reasons[NO_ADDRESS],
            reasons=dict(entry.reasons),
        )

    async def _with_doubts(self, intake: Intake, began: float) -> Intake:
        async with self._store.read() as db:
            doubtful = await checks.doubted_in(db, intake.campaign_id, began, self._clock.now())
        return msgspec.structs.replace(intake, doubtful=doubtful)

    async def _enter_all(
        self,
        campaign: Campaign,
        owner: str,
        portions: AsyncIterator[Portion],
        enter: Callable[[Connection, Portion, float], Awaitable[Tally]],
    ) -> Tally:
        tally = Tally()
        async for portion in one_ahead(portions):
            now = self._clock.now()
            async with self._store.write_rows() as db:
                await self._renew(db, campaign.name, owner)
                entered = await enter(db, portion, now)
                await campaigns.count(db, campaign.id, entered.entered + entered.left_out)
                await notify.tell(db)
            tally = tally.plus(entered)
        return tally

    async def _prepared(
        self,
        file: CampaignFile,
        campaign: Campaign,
        portions: AsyncIterator[CleanList],
        notes: list[Text],
    ) -> AsyncIterator[list[Entrant]]:
        async for portion in portions:
            now = self._clock.now()
            ready = prepare(file, campaign.category, portion, self._identifiers, now)
            notes += ready.notes
            yield ready.entrants

    async def _check_sender(self, sender_id: str) -> None:
        """Only what a registered sender has to send is ever looked for."""
        async with self._store.read() as db:
            if await registry.sender(db, sender_id) is None:
                raise BadCampaign(
                    Text(
                        id=f"Pengirim {sender_id} belum dikenal, jadi tidak ada yang dikirim; "
                        "jalankan terkirim senders sync, lalu ulangi.",
                        en=f"Sender {sender_id} is not known yet, so nothing was sent; run "
                        "terkirim senders sync, then try again.",
                    )
                )

    async def _check_templates(self, file: CampaignFile) -> Template:
        """The registry is read anew, and everything is compared before anything is sent."""
        templates = await self._templates.all()
        checks = [(file.template, file.language, len(file.parameters))]
        if (reopening := file.reopening) is not None:
            checks.append((reopening.template, reopening.language, len(reopening.parameters)))
        for name, language, count in checks:
            found = misfit(templates, name, language, count)
            if found is not None:
                raise BadCampaign(found.text)
        return next(
            one for one in templates if (one.name, one.language) == (file.template, file.language)
        )

    @asynccontextmanager
    async def _leased(self, name: str) -> AsyncIterator[str]:
        """Nobody else enters this campaign meanwhile; answers with whose the lease is."""
        owner = secrets.token_hex(8)
        async with self._store.write_rows() as db:
            await self._renew(db, name, owner)
        try:
            yield owner
        finally:
            async with self._store.write_rows() as db:
                await leases.give_back(db, [_key(name)], owner)

    async def _renew(self, db: Connection, name: str, owner: str) -> None:
        now = self._clock.now()
        if not await leases.take(db, [_key(name)], owner, now, now + _LEASE_LIFE):
            raise BadCampaign(
                Text(
                    id=f"Kampanye “{name}” sedang dimasukkan oleh proses lain; tunggu sampai "
                    "selesai. Bila proses itu sudah berhenti, ulangi satu menit lagi.",
                    en=f"Another process is entering the campaign “{name}”; wait until it is "
                    "done. If that process has stopped, try again in a minute.",
                )
            )

    async def _known(self, file: CampaignFile, sender_id: str) -> Campaign | None:
        """The campaign of that name, None where there is none yet."""
        async with self._store.read() as db:
            known = await campaigns.by_name(db, file.name)
        if known and (known.template_name != file.template or known.sender_id != sender_id):
            raise BadCampaign(
                Text(
                    id=f"Kampanye “{file.name}” sudah ada dengan template atau pengirim lain; "
                    "beri nama baru.",
                    en=f"A campaign “{file.name}” exists with another template or sender; "
                    "give it a new name.",
                )
            )
        return known

    async def _begin(self, file: CampaignFile, template: Template, sender_id: str) -> Campaign:
        now = self._clock.now()
        begun = Campaign(
            id=self._identifiers.new("camp", now),
            name=file.name,
            sender_id=sender_id,
            template_name=file.template,
            template_language=file.language,
            category=template.category.lower(),
            recipients=0,
            created_at=now,
        )
        async with self._store.write_rows() as db:
            await campaigns.add(db, begun)
        return begun


def _key(name: str) -> str:
    return f"campaign/{name}"


async def _portions(contacts: CleanList | AsyncIterator[CleanList]) -> AsyncIterator[CleanList]:
    """A list in portions, if it is not one already."""
    if not isinstance(contacts, CleanList):
        async for portion in contacts:
            yield portion
        return
    for start in range(0, len(contacts.accepted), _PORTION):
        part = contacts.accepted[start : start + _PORTION]
        yield msgspec.structs.replace(contacts, accepted=part, rejected=(), notes=())
    yield msgspec.structs.replace(contacts, accepted=(), rejected=())


async def _first_read(portions: AsyncIterator[CleanList]) -> AsyncIterator[CleanList]:
    """The same, the first one read already: what cannot be read at all is refused here."""
    first = [portion] if (portion := await anext(portions, None)) else []
    return _after(first, portions)


async def _after(
    first: list[CleanList], portions: AsyncIterator[CleanList]
) -> AsyncIterator[CleanList]:
    while first:
        yield first.pop()
    async for portion in portions:
        yield portion
