"""Take messages in: once written down, they are our promise."""

from collections.abc import Sequence

import msgspec

from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import NewMessage
from terkirim.store import Event, Message, campaigns
from terkirim.store.campaigns import Recipient
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.states import State

PRIORITIES = {"authentication": 0, "service": 2, "utility": 4, "marketing": 8}


def take_in(ledger: Ledger, identifiers: Identifiers, new: NewMessage) -> Message:
    """Enter one message as queued."""
    message = _message(new, new.id or identifiers.new("msg", ledger.now), ledger.now)
    ledger.add(message, "taken_in", _origin(new))
    return message


async def take_in_alike(
    db: Connection, new: NewMessage, recipients: Sequence[Recipient], now: float
) -> None:
    """Enter messages as queued, like `new` in all but what each recipient has of its own."""
    event = Event("", now, "taken_in", State.QUEUED, _encoded(_origin(new)))
    await campaigns.enter(db, _message(new, "", now), event, recipients)


async def leave_out_alike(
    db: Connection, new: NewMessage, recipients: Sequence[Recipient], now: float, cause: Cause
) -> None:
    """Enter messages as cancelled: they are accounted for, and never leave."""
    event = Event("", now, "left_out", State.CANCELLED, _encoded({**_origin(new), "cause": cause}))
    message = _message(new, "", now, State.CANCELLED)
    message = msgspec.structs.replace(message, cause=cause.value, causes={cause.value: 1})
    await campaigns.enter(db, message, event, recipients)


def _origin(new: NewMessage) -> dict[str, str]:
    return {"campaign": new.campaign_id} if new.campaign_id else {}


def _message(new: NewMessage, message_id: str, now: float, state: State = State.QUEUED) -> Message:
    template = new.body.get("template") or {}
    return Message(
        id=message_id,
        account_id=new.account_id,
        sender_id=new.sender_id,
        contact_id=new.contact_id,
        campaign_id=new.campaign_id,
        recipient=new.recipient,
        kind=str(new.body["type"]),
        category=new.category,
        template_name=template.get("name"),
        template_language=(template.get("language") or {}).get("code"),
        payload=_encoded(new.body),
        sms_text=new.sms_text,
        reopening_template=_encoded(new.reopening) if new.reopening else None,
        reopens_hold=new.reopens_hold,
        caller_data=new.caller_data,
        owner=new.owner,
        idempotency_key=new.idempotency_key,
        priority=new.priority,
        state=state,
        due_at=now,
        expires_at=new.expires_at,
        created_at=now,
        updated_at=now,
    )


def _encoded(body: object) -> str:
    return msgspec.json.encode(body).decode()
