"""Apply the webhooks that were received: in batches, each event on its own merit."""

from collections.abc import Sequence

from terkirim.cloudapi.webhooks import (
    AccountChange,
    Happening,
    InboundMessage,
    PreferenceChange,
    StatusUpdate,
    TemplateChange,
    read_webhook,
)
from terkirim.delivery.inbox.people import hear_inbound, hear_preference
from terkirim.delivery.inbox.statuses import StatusBook
from terkirim.delivery.outbox.settle import Settler
from terkirim.delivery.templates.sync import TemplateSync
from terkirim.errors import NotAWebhook, TerkirimError
from terkirim.store import Account, Store, registry, webhooks
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import DAY, Clock
from terkirim.vocabulary.identifiers import Identifiers

_BATCH = 50
_REMEMBER = 7 * DAY


class Inbox:
    """Understands webhooks. What it cannot apply stays visible, never lost."""

    def __init__(
        self,
        store: Store,
        settler: Settler,
        templates: TemplateSync,
        identifiers: Identifiers,
        clock: Clock,
    ) -> None:
        self._store = store
        self._settler = settler
        self._templates = templates
        self._identifiers = identifiers
        self._clock = clock

    async def run(self) -> int:
        """Apply the oldest waiting webhooks; answers how many."""
        async with self._store.read() as db:
            waiting = await webhooks.pending(db, _BATCH)
            senders = await registry.sender_ids(db)
            orphaned = await StatusBook.resolvable_orphans(db)
        if not waiting and not orphaned.statuses:
            return 0
        happenings = [event for hook in waiting for event in _read(hook.body)]
        ours = [event for event in happenings if getattr(event, "sender_id", None) in senders]
        statuses = [event for event in ours if isinstance(event, StatusUpdate)]
        async with self._store.read() as db:
            book = await StatusBook.open(db, [*orphaned.statuses, *statuses])
        evidence = await self._settler.gather(*book.failures())
        now = self._clock.now()
        async with self._store.write() as db:
            await book.apply(db, self._settler, evidence, now)
            await webhooks.forget_orphans(db, orphaned.ids)
            await self._hear_people(db, ours, now)
            await _note_account_changes(db, happenings, now)
            await webhooks.mark(db, [hook.id for hook in waiting], "applied")
        if any(isinstance(event, TemplateChange) for event in happenings):
            await self._read_templates()
        return len(waiting) + len(orphaned.statuses)

    async def _hear_people(self, db: Connection, events: Sequence[Happening], now: float) -> None:
        for event in events:
            if isinstance(event, InboundMessage):
                await hear_inbound(db, self._identifiers, event, now)
            elif isinstance(event, PreferenceChange):
                await hear_preference(db, self._identifiers, event, now)

    async def _read_templates(self) -> None:
        try:
            await self._templates.all()
        except TerkirimError:
            return  # the registry is read again before anything depends on it


def _read(body: bytes) -> list[Happening]:
    try:
        return read_webhook(body)
    except NotAWebhook:
        return []


async def _note_account_changes(
    db: Connection, happenings: Sequence[Happening], now: float
) -> None:
    for event in happenings:
        if isinstance(event, AccountChange):
            known = await registry.account(db, event.account_id)
            if known is not None:
                recent = [pair for pair in known.recent_events if pair[0] >= now - _REMEMBER]
                changed = Account(known.id, known.name, (*recent, (now, event.event)), now)
                await registry.put_account(db, changed)
