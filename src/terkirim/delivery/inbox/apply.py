"""Apply what was received: plain statuses by the hundred, all else each on its own merit."""

from collections.abc import Sequence

import structlog

from terkirim.cloudapi.webhooks import (
    AccountChange,
    Happening,
    InboundMessage,
    PersonChange,
    PreferenceChange,
    StatusUpdate,
    TemplateChange,
    read_webhook,
)
from terkirim.delivery.consent.suppress import heed
from terkirim.delivery.contacts.recognise import Recogniser
from terkirim.delivery.inbox.model import Difficult, Habits, Letter
from terkirim.delivery.inbox.number_changes import hear_change, leave_out
from terkirim.delivery.inbox.orphans import read_orphan
from terkirim.delivery.inbox.people import hear_inbound, hear_preference
from terkirim.delivery.inbox.plain import apply_plain
from terkirim.delivery.inbox.statuses import StatusBook
from terkirim.delivery.outbox.readdress import write_readdressed
from terkirim.delivery.outbox.settle import Settler
from terkirim.delivery.templates.sync import TemplateSync
from terkirim.errors import NotAWebhook
from terkirim.store import Account, Store, Webhook, orphans, registry, webhooks
from terkirim.store.engine import Connection
from terkirim.store.faults import is_databases
from terkirim.vocabulary.clock import DAY, HOUR, Clock
from terkirim.vocabulary.identifiers import Identifiers

_BATCH = 1000
_DIFFICULT_BATCH = 50
_REMEMBER = 7 * DAY
_TIDY_EVERY = HOUR
_FAILED = "applying it failed"

_log = structlog.get_logger(__name__)


class Inbox:
    """Understands webhooks. What it cannot apply stays visible, never lost."""

    def __init__(
        self,
        store: Store,
        settler: Settler,
        templates: TemplateSync,
        identifiers: Identifiers,
        clock: Clock,
        habits: Habits,
    ) -> None:
        self._store = store
        self._settler = settler
        self._templates = templates
        self._identifiers = identifiers
        self._clock = clock
        self._habits = habits
        self._tidied_at = 0.0

    async def run(self) -> int:
        """Apply the waiting webhooks, oldest first, until hardly any are left; answers how many,
        with the statuses that waited.
        """
        if self._clock.now() - self._tidied_at >= _TIDY_EVERY:
            await self._tidy(self._clock.now())
        handled = taken = await self._apply_batch()
        while taken >= _BATCH:
            taken = await self._apply_batch()
            handled += taken
        return handled

    async def _apply_batch(self) -> int:
        now = self._clock.now()
        taken, left = await self._apply_plain(now)
        for start in range(0, len(left.letters), _DIFFICULT_BATCH):
            await self._apply_portion(left.letters[start : start + _DIFFICULT_BATCH])
        if left.orphans:
            await self._apply_difficult(Difficult([], left.orphans))
        if any(isinstance(one, TemplateChange) for one in _events(left.letters)):
            await self._templates.try_all()
        return taken

    async def _apply_plain(self, now: float) -> tuple[int, Difficult]:
        """What only carries messages forward; answers how many were taken, and what is left.

        A batch that cannot be applied is made smaller, until the webhook it fails for is set aside.
        """
        many = _BATCH
        while True:
            hooks: list[Webhook] = []
            try:
                async with self._store.write_rows() as db:
                    senders = await registry.sender_ids(db)
                    waiting = await orphans.to_check(db, now, many) if many == _BATCH else []
                    hooks = await webhooks.pending(db, many)
                    letters = [_read(hook) for hook in hooks]
                    left = await apply_plain(db, letters, waiting, senders, now)
                return len(hooks) + len(waiting), left
            except Exception as error:
                if not hooks or is_databases(error):
                    raise
                if many == 1:
                    await self._put_aside(hooks[0])
                many = max(many // 4, 1)

    async def _apply_portion(self, letters: Sequence[Letter]) -> None:
        """One bad event never fails the others of its batch.

        Raises what is the database's fault: all of it is applied at a later turn.
        """
        try:
            await self._apply_difficult(Difficult(list(letters), []))
        except Exception as error:
            if is_databases(error):
                raise
            for letter in letters:
                await self._apply_alone(letter)

    async def _apply_alone(self, letter: Letter) -> None:
        try:
            await self._apply_difficult(Difficult([letter], []))
        except Exception as error:
            if is_databases(error):
                raise
            await self._put_aside(letter.hook)

    async def _put_aside(self, hook: Webhook) -> None:
        _log.exception("a webhook could not be applied and is set aside", webhook=hook.id)
        async with self._store.write_rows() as db:
            await webhooks.put_aside(db, [hook.id], "unapplied", _FAILED)

    async def _apply_difficult(self, left: Difficult) -> None:
        """Failures, what people do, what Meta announces."""
        async with self._store.read() as db:
            senders = await registry.sender_ids(db)
            book = await StatusBook.open(db, _statuses(left, senders))
        evidence = await self._settler.gather(*book.failures())
        now = self._clock.now()
        async with self._store.write() as db:
            open_ones = await webhooks.still_pending(db, [one.hook.id for one in left.letters])
            letters = [one for one in left.letters if one.hook.id in open_ones]
            book = await StatusBook.open(db, _statuses(Difficult(letters, left.orphans), senders))
            people = Recogniser(db, self._identifiers, now, self._habits.silence_s)
            await book.apply(db, self._settler, evidence, people, now)
            await orphans.forget(db, [one.id for one in left.orphans])
            events = _events(letters)
            ours = [one for one in events if getattr(one, "sender_id", None) in senders]
            await self._hear_people(db, people, ours, now)
            await heed(db, people.added, now)
            going = {one: old for one, old in people.moved.items() if one not in people.surplus}
            await write_readdressed(db, going, now)
            await leave_out(db, people.surplus, now)
            await _note_account_changes(db, events, now)
            await webhooks.applied(db, [one.hook for one in letters], now)

    async def _hear_people(
        self, db: Connection, people: Recogniser, events: Sequence[Happening], now: float
    ) -> None:
        for event in events:
            if isinstance(event, InboundMessage):
                await hear_inbound(db, people, event, self._habits.manners, now)
            elif isinstance(event, PreferenceChange):
                await hear_preference(db, people, event, now)
            elif isinstance(event, PersonChange):
                await hear_change(people, event)

    async def _tidy(self, now: float) -> None:
        """Forget applied webhooks whose time is over, a portion a transaction."""
        gone = 1
        while gone:
            async with self._store.write_rows() as db:
                gone = await webhooks.forget(db, now - self._habits.keep_s)
        self._tidied_at = now


def _read(hook: Webhook) -> Letter:
    try:
        return Letter(hook, read_webhook(hook.body))
    except NotAWebhook:
        return Letter(hook, None)


def _events(letters: Sequence[Letter]) -> list[Happening]:
    return [event for letter in letters for event in letter.events or ()]


def _statuses(left: Difficult, senders: set[str]) -> list[StatusUpdate]:
    told = [status for letter in left.letters for status in letter.statuses(senders)]
    return [*map(read_orphan, left.orphans), *told]


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
