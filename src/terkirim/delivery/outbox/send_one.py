"""Take one message in: from the command line, the API or the gateway."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from terkirim.delivery.contacts.save import find_or_add
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import NewMessage
from terkirim.delivery.outbox.take_in import PRIORITIES, take_in
from terkirim.delivery.templates.rules import Misfit, misfit, sent_count
from terkirim.store import Contact, Message, Sender, Store, messages, registry
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.identifiers import Identifiers

OTP_LIFE_S = 600.0  # an authentication template's default life (facts/platform.md, section a)


class Refused(NamedTuple):
    """What the preflight found: no such sender, or a template that does not fit."""

    misfit: Misfit | None


class Request(NamedTuple):
    """A message as it was asked for. `recipient` is E.164 or a business-scoped user id."""

    sender_id: str
    recipient: str
    body: Mapping[str, Any]
    sms_text: str | None = None
    reopening: Mapping[str, Any] | None = None
    caller_data: str | None = None
    idempotency_key: str | None = None


class SingleSender:
    """Takes single messages in, after the checks that need no request to Meta."""

    def __init__(self, store: Store, identifiers: Identifiers, clock: Clock) -> None:
        self._store = store
        self._identifiers = identifiers
        self._clock = clock

    async def take_in(self, request: Request) -> Message | Refused:
        """Enter a message; the same idempotency key answers with the message entered before."""
        now = self._clock.now()
        async with self._store.write() as db:
            if request.idempotency_key is not None:
                known = await messages.by_idempotency_key(db, request.idempotency_key)
                if known is not None:
                    return known
            sender = await registry.sender(db, request.sender_id)
            if sender is None:
                return Refused(None)
            category, found = await _check(db, sender, request.body)
            if found is not None:
                return Refused(found)
            contact = await find_or_add(db, self._identifiers, request.recipient, now)
            ledger = Ledger({}, now)
            new = _new(request, sender, contact, category, now)
            message = take_in(ledger, self._identifiers, new)
            await ledger.write(db)
        return message


async def _check(
    db: Connection, sender: Sender, body: Mapping[str, Any]
) -> tuple[str, Misfit | None]:
    """The message's category, and what stands against its template."""
    if body.get("type") != "template":
        return "service", None
    template = body["template"]
    name, language = str(template["name"]), str(template["language"]["code"])
    known = await registry.all_templates(db, sender.account_id)
    found = misfit(known, name, language, sent_count(body))
    of_name = [one.category.lower() for one in known if one.name == name]
    return (of_name[0] if of_name else "utility"), found


def _new(
    request: Request, sender: Sender, contact: Contact, category: str, now: float
) -> NewMessage:
    return NewMessage(
        account_id=sender.account_id,
        sender_id=sender.id,
        contact_id=contact.id,
        recipient=request.recipient,
        body=request.body,
        category=category,
        sms_text=request.sms_text,
        reopening=request.reopening,
        caller_data=request.caller_data,
        idempotency_key=request.idempotency_key,
        priority=PRIORITIES.get(category, 5),
        expires_at=now + OTP_LIFE_S if category == "authentication" else None,
    )
