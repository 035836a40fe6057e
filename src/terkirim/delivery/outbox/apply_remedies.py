"""Apply the remedies of decisions, in the transaction that also writes the event log."""

from collections.abc import Sequence

import msgspec

from terkirim.delivery.alerts.raise_alert import Notice, raise_alert
from terkirim.delivery.consent.hear import hear_refusal
from terkirim.delivery.contacts.rules import present_address
from terkirim.delivery.contacts.standing import set_standing
from terkirim.delivery.holds.place import HoldDesk, Placed
from terkirim.delivery.holds.rules import key_of, subject_of
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import NewMessage
from terkirim.delivery.outbox.readdress import note_readdressed
from terkirim.delivery.outbox.reroute import reroute
from terkirim.delivery.outbox.take_in import PRIORITIES, take_in
from terkirim.delivery.templates.rules import Misfit, misfit, sent_count
from terkirim.knowledge.diagnosis.scopes import scope_of
from terkirim.knowledge.policy import Alert, GiveUp, Hold, Remedy, Reopen, Reroute, Retry
from terkirim.knowledge.policy.remedies import Audience
from terkirim.store import Message, Template, identities, registry
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.states import State

_NO_KEY = {Scope.SERVICE, Scope.MESSAGE, Scope.REQUEST, Scope.CALL, Scope.GROUP, Scope.FLOW}
_ENDINGS = (Retry, Reroute, Reopen, GiveUp)
_GOING_ON = (Retry, Reroute, Reopen, Hold)


class RemedyDesk:
    """Carries remedies out within one transaction; what it has looked up it looks up once."""

    def __init__(
        self, db: Connection, ledger: Ledger, identifiers: Identifiers, park_days: float
    ) -> None:
        self._db = db
        self._ledger = ledger
        self._identifiers = identifiers
        self._park = park_days * DAY
        self.holds = HoldDesk(db, identifiers, ledger.now)
        self._alerted: set[str] = set()
        self._templates: dict[str, list[Template]] = {}

    async def apply(self, message_id: str, cause: Cause, remedies: Sequence[Remedy]) -> None:
        """Carry the remedies out in their order. A hold keeps the message unless another does."""
        ledger = self._ledger
        remedies = [_that_fits(ledger[message_id], remedy) for remedy in remedies]
        ends_elsewhere = any(isinstance(remedy, _ENDINGS) for remedy in remedies)
        await self._readdress(ledger[message_id], remedies)
        for remedy in remedies:
            message = ledger[message_id]
            if isinstance(remedy, Hold):
                await self._hold(message, remedy, ends_elsewhere)
            elif isinstance(remedy, Alert):
                await self._alert(message, cause, _scope(cause, remedies), remedy.audience)
            elif isinstance(remedy, Reopen):
                await self._reopen(message)
            elif isinstance(remedy, Reroute):
                await reroute(self._db, ledger, message_id)
            elif isinstance(remedy, Retry):
                state = State.UNRESOLVED if remedy.reconcile else State.QUEUED
                ledger.move(message_id, state, "retry", {"at": remedy.at}, due_at=remedy.at)
            elif message.state != State.FAILED:
                ledger.move(message_id, State.FAILED, "given_up", {"cause": remedy.cause})

    async def _readdress(self, message: Message, remedies: Sequence[Remedy]) -> None:
        """Who has another address since it left gets it there the next time, if there is one."""
        if not any(isinstance(remedy, _GOING_ON) for remedy in remedies):
            return
        known = await identities.present(self._db, [message.contact_id])
        if message.contact_id in known:
            address = present_address(known[message.contact_id], message.recipient)
            if address != message.recipient:
                self._ledger.change(message.id, recipient=address)
                way = (message.recipient, address)
                await note_readdressed(self._db, self._ledger, {message.id: way})

    async def _hold(self, message: Message, remedy: Hold, elsewhere: bool) -> None:
        if remedy.cause == Cause.OPTED_OUT:
            stopped = await hear_refusal(self._db, message, self._ledger.now)
            if elsewhere and not stopped:
                return
        details: dict[str, object] = {}
        if remedy.scope == Scope.TEMPLATE:
            found = await self._misfit(message)
            details = {
                "sent": _count(message),
                "text": found.text if found else None,
                "components": await self._components(message),
            }
        placed = await self.holds.place(remedy, key_of(remedy.scope, message), details)
        if remedy.cause == Cause.UNREACHABLE:
            await set_standing(self._db, message.contact_id, "inactive")
        if not elsewhere:
            self._keep(message, placed)

    def _keep(self, message: Message, placed: Placed) -> None:
        hold = placed.hold
        data = {"hold": hold.id, "cause": hold.cause, "scope": hold.scope, "until": hold.until}
        changes = {"hold_id": hold.id, "released_from": None}
        self._ledger.move(message.id, State.HELD, "held", data, **changes)

    async def _alert(
        self, message: Message, cause: Cause, scope: Scope, audience: Audience
    ) -> None:
        key = (scope not in _NO_KEY and key_of(scope, message)) or message.sender_id
        subject = subject_of(cause, scope, key)
        if subject in self._alerted:
            return
        self._alerted.add(subject)
        found = await self._misfit(message) if scope == Scope.TEMPLATE else None
        notice = Notice(cause, subject, audience, found.text if found else None)
        alert_id = self._identifiers.new("alert", self._ledger.now)
        if await raise_alert(self._db, alert_id, notice, self._ledger.now):
            data = {"cause": cause, "audience": audience}
            self._ledger.note(message.id, "alerted", data)

    async def _reopen(self, message: Message) -> None:
        """Park the message; one reopening template serves everything parked for the same pair."""
        until = self._ledger.now + self._park
        remedy = Hold(Scope.WINDOW, Cause.WINDOW_CLOSED, until, probe="inbound")
        placed = await self.holds.place(remedy, key_of(Scope.WINDOW, message))
        self._keep(message, placed)
        if placed.new and message.reopening_template is not None:
            body = msgspec.json.decode(message.reopening_template)
            take_in(self._ledger, self._identifiers, _reopening(message, body, placed.hold.id))

    async def _misfit(self, message: Message) -> Misfit | None:
        if message.template_name is None:
            return None
        name, language = message.template_name, message.template_language or ""
        return misfit(await self._registry(message.account_id), name, language, _count(message))

    async def _components(self, message: Message) -> str:
        """What the template is made of now, to see later whether it was changed."""
        templates = await self._registry(message.account_id)
        own = (each.components for each in templates if each.key == message.template_key)
        return next(own, "")

    async def _registry(self, account_id: str) -> list[Template]:
        if account_id not in self._templates:
            self._templates[account_id] = await registry.all_templates(self._db, account_id)
        return self._templates[account_id]


def _that_fits(message: Message, remedy: Remedy) -> Remedy:
    """Meta may speak of a template where there is none: nothing to hold, nothing to wait for."""
    if message.template_key is None and isinstance(remedy, Hold):
        return GiveUp(remedy.cause) if remedy.scope == Scope.TEMPLATE else remedy
    return remedy


def _scope(cause: Cause, remedies: Sequence[Remedy]) -> Scope:
    """What an alert is about: what is held, so that lifting the hold resolves it."""
    held = (remedy.scope for remedy in remedies if isinstance(remedy, Hold))
    return next(held, scope_of(cause))


def _count(message: Message) -> int:
    return sent_count(msgspec.json.decode(message.payload))


def _reopening(message: Message, body: dict[str, object], hold_id: str) -> NewMessage:
    return NewMessage(
        account_id=message.account_id,
        sender_id=message.sender_id,
        contact_id=message.contact_id,
        recipient=message.recipient,
        body=body,
        category="utility",
        reopens_hold=hold_id,
        priority=PRIORITIES["service"],
    )
