"""Take messages in: once written down, they are our promise."""

import msgspec

from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import NewMessage
from terkirim.store import Message
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.identifiers import Identifiers
from terkirim.vocabulary.states import State

PRIORITIES = {"authentication": 0, "service": 2, "utility": 4, "marketing": 8}


def take_in(ledger: Ledger, identifiers: Identifiers, new: NewMessage) -> Message:
    """Enter one message as queued."""
    message = _message(ledger, identifiers, new, State.QUEUED)
    ledger.add(message, "taken_in", _origin(new))
    return message


def leave_out(ledger: Ledger, identifiers: Identifiers, new: NewMessage, cause: Cause) -> Message:
    """Enter one message as cancelled: it is accounted for, and never leaves."""
    message = _message(ledger, identifiers, new, State.CANCELLED)
    message = msgspec.structs.replace(message, cause=cause.value, causes={cause.value: 1})
    ledger.add(message, "left_out", {**_origin(new), "cause": cause.value})
    return message


def _origin(new: NewMessage) -> dict[str, str]:
    return {"campaign": new.campaign_id} if new.campaign_id else {}


def _message(ledger: Ledger, identifiers: Identifiers, new: NewMessage, state: State) -> Message:
    template = new.body.get("template") or {}
    return Message(
        id=new.id or identifiers.new("msg", ledger.now),
        account_id=new.account_id,
        sender_id=new.sender_id,
        contact_id=new.contact_id,
        campaign_id=new.campaign_id,
        recipient=new.recipient,
        kind=str(new.body["type"]),
        category=new.category,
        template_name=template.get("name"),
        template_language=(template.get("language") or {}).get("code"),
        payload=msgspec.json.encode(new.body).decode(),
        sms_text=new.sms_text,
        reopening_template=_encoded(new.reopening),
        reopens_hold=new.reopens_hold,
        caller_data=new.caller_data,
        owner=new.owner,
        idempotency_key=new.idempotency_key,
        priority=new.priority,
        state=state,
        due_at=ledger.now,
        expires_at=new.expires_at,
        created_at=ledger.now,
        updated_at=ledger.now,
    )


def _encoded(body: object) -> str | None:
    return msgspec.json.encode(body).decode() if body is not None else None
