"""Hand a message to another channel."""

from terkirim.delivery.outbox.ledger import Ledger
from terkirim.store import sms
from terkirim.store.engine import Connection
from terkirim.store.records import Sms
from terkirim.vocabulary.states import State


async def reroute(db: Connection, ledger: Ledger, message_id: str) -> None:
    """Queue a message's SMS; WhatsApp will not deliver it any more."""
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
