"""Apply the remedies of a decision, in the transaction that also writes the event log."""

from collections.abc import Sequence

import msgspec

from terkirim.delivery.alerts.raise_alert import Notice, raise_alert
from terkirim.delivery.contacts.standing import set_standing
from terkirim.delivery.holds.place import Placed, place
from terkirim.delivery.holds.rules import key_of, subject_of
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import NewMessage
from terkirim.delivery.outbox.take_in import PRIORITIES, take_in
from terkirim.delivery.templates.rules import Misfit, misfit, sent_count
from terkirim.knowledge.diagnosis.scopes import scope_of
from terkirim.knowledge.policy import Alert, GiveUp, Hold, Remedy, Reopen, Reroute, Retry
from terkirim.store import Message, registry, sms
from terkirim.store.engine import Connection
from terkirim.store.records import Sms
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.states import State

_NO_KEY = {Scope.SERVICE, Scope.MESSAGE}
_ENDINGS = (Retry, Reroute, Reopen, GiveUp)


class RemedyApplier:
    """Knows how each of the six remedies is carried out."""

    def __init__(self, identifiers: Identifiers, park_days: float) -> None:
        self._identifiers = identifiers
        self._park = park_days * DAY

    async def apply(
        self,
        db: Connection,
        ledger: Ledger,
        message_id: str,
        cause: Cause,
        remedies: Sequence[Remedy],
    ) -> None:
        """Carry the remedies out in their order. A hold keeps the message unless another does."""
        ends_elsewhere = any(isinstance(remedy, _ENDINGS) for remedy in remedies)
        for remedy in remedies:
            message = ledger[message_id]
            if isinstance(remedy, Hold):
                await self._hold(db, ledger, message, remedy, ends_elsewhere)
            elif isinstance(remedy, Alert):
                await self._alert(db, ledger, message, cause, remedy)
            elif isinstance(remedy, Reopen):
                await self._reopen(db, ledger, message)
            elif isinstance(remedy, Reroute):
                await reroute(db, ledger, message_id)
            elif isinstance(remedy, Retry):
                state = State.UNRESOLVED if remedy.reconcile else State.QUEUED
                ledger.move(message_id, state, "retry", {"at": remedy.at}, due_at=remedy.at)
            elif message.state != State.FAILED:
                ledger.move(message_id, State.FAILED, "given_up", {"cause": remedy.cause})

    async def _hold(
        self, db: Connection, ledger: Ledger, message: Message, remedy: Hold, elsewhere: bool
    ) -> None:
        key = key_of(remedy.scope, message)
        details: dict[str, object] = {}
        if remedy.scope == Scope.TEMPLATE:
            found = await _template_misfit(db, message)
            details = {"sent": _count(message), "text": found.text if found else None}
        placed = await place(db, self._identifiers, remedy, key, ledger.now, details)
        if remedy.cause == Cause.UNREACHABLE:
            await set_standing(db, message.contact_id, "inactive")
        if not elsewhere:
            self._keep(ledger, message, placed)

    def _keep(self, ledger: Ledger, message: Message, placed: Placed) -> None:
        hold = placed.hold
        data = {"hold": hold.id, "cause": hold.cause, "scope": hold.scope, "until": hold.until}
        ledger.move(message.id, State.HELD, "held", data, hold_id=hold.id, released_from=None)

    async def _alert(
        self, db: Connection, ledger: Ledger, message: Message, cause: Cause, remedy: Alert
    ) -> None:
        scope = scope_of(cause)
        key = message.sender_id if scope in _NO_KEY else key_of(scope, message)
        found = await _template_misfit(db, message) if scope == Scope.TEMPLATE else None
        subject = subject_of(cause, scope, key)
        notice = Notice(cause, subject, remedy.audience, found.text if found else None)
        alert_id = self._identifiers.new("alert", ledger.now)
        if await raise_alert(db, alert_id, notice, ledger.now):
            ledger.note(message.id, "alerted", {"cause": cause, "audience": remedy.audience})

    async def _reopen(self, db: Connection, ledger: Ledger, message: Message) -> None:
        """Park the message; one reopening template serves everything parked for the same pair."""
        remedy = Hold(Scope.WINDOW, Cause.WINDOW_CLOSED, ledger.now + self._park, probe="inbound")
        key = key_of(Scope.WINDOW, message)
        placed = await place(db, self._identifiers, remedy, key, ledger.now)
        self._keep(ledger, message, placed)
        if placed.new and message.reopening_template is not None:
            body = msgspec.json.decode(message.reopening_template)
            take_in(ledger, self._identifiers, _reopening(message, body, placed.hold.id))


def _count(message: Message) -> int:
    return sent_count(msgspec.json.decode(message.payload))


async def _template_misfit(db: Connection, message: Message) -> Misfit | None:
    if message.template_name is None:
        return None
    templates = await registry.all_templates(db, message.account_id)
    name, language = message.template_name, message.template_language or ""
    return misfit(templates, name, language, _count(message))


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


async def reroute(db: Connection, ledger: Ledger, message_id: str) -> None:
    """Hand a message to the SMS channel; WhatsApp will not deliver it any more."""
    message = ledger.move(message_id, State.REROUTED, "rerouted", {"channel": "sms"})
    await sms.add(
        db,
        Sms(
            message_id=message.id,
            recipient=message.recipient,
            body=message.sms_text or "",
            state="waiting",
            due_at=ledger.now,
        ),
    )
