"""A little world for the dashboard to show, made by the product's own hands: webhooks come in and
are applied, failures are settled, holds and alerts follow."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from terkirim.assembly import Terkirim
from terkirim.delivery.contacts.save import find_or_add
from terkirim.delivery.outbox.ledger import Ledger
from terkirim.delivery.outbox.model import NewMessage
from terkirim.delivery.outbox.take_in import take_in
from terkirim.store import Attempt, Sender, attempts, registry
from terkirim.vocabulary.clock import DAY
from terkirim.vocabulary.states import State

ACCOUNT = "200000000000001"
SENDER = "100000000000001"
HOSTILE = """<script>alert(1)</script> "O'Neil" & 😀 {{ 7*7 }}"""
HOSTILE_WEBHOOK = b"""<img src=x onerror="alert(2)"> not json \xff"""
PROMO = {
    "type": "template",
    "template": {
        "name": "promo_bulanan",
        "language": {"code": "id"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": HOSTILE}]}],
    },
}


class Filled(NamedTuple):
    """The messages of the world, by what became of them."""

    capped: str
    unpaid: str
    read: str
    rerouted: str
    invalid: str
    kept_back: str


async def fill(terkirim: Terkirim) -> Filled:
    """One message of each kind of fate."""
    sender = Sender(SENDER, ACCOUNT, "+62 811-1000-0001", "Toko", "LIVE", "CONNECTED", "GREEN")
    async with terkirim.store.write() as db:
        await registry.put_sender(db, sender)
    text = {"type": "text", "text": {"body": f"Halo {HOSTILE}"}}
    filled = Filled(
        capped=await _send(terkirim, "+6281200000001", PROMO, "marketing", name=HOSTILE),
        unpaid=await _send(terkirim, "+6281200000002", PROMO, "marketing", name="Budi"),
        read=await _send(terkirim, "+6281200000003", text, "service"),
        rerouted=await _send(
            terkirim, "+6281200000004", PROMO, "marketing", sms_text=f"Promo! {HOSTILE}"
        ),
        invalid=await _send(terkirim, "+6281200000005", {"type": "hologram"}, "service"),
        kept_back=await _queue(terkirim, "+6281200000006", PROMO, "marketing"),
    )
    await hear(terkirim, filled.capped, "failed", 131049, "This message was not delivered <b>")
    await hear(terkirim, filled.rerouted, "failed", 131030, "Recipient not in allowed list")
    await hear(terkirim, filled.invalid, "failed", 131009, "Parameter value is not valid")
    await hear(terkirim, filled.unpaid, "failed", 131042, "Business eligibility payment issue")
    for status in ("sent", "delivered", "read"):
        await hear(terkirim, filled.read, status)
    await terkirim.dispatcher.run()
    await terkirim.receiver.receive(HOSTILE_WEBHOOK)
    await terkirim.receiver.receive(webhook(terkirim, [_status("wamid.x", "sent")], sender="999"))
    await terkirim.inbox.run()
    return filled


async def hear(
    terkirim: Terkirim, message_id: str, status: str, code: int | None = None, details: str = ""
) -> None:
    """A status comes for a message, as Meta sends it (facts/platform.md, section b)."""
    item = _status(f"wamid.{message_id}", status)
    item["biz_opaque_callback_data"] = message_id
    item["timestamp"] = str(int(terkirim.clock.now()))
    if code is not None:
        item["errors"] = [{"code": code, "title": details, "error_data": {"details": details}}]
    await terkirim.receiver.receive(webhook(terkirim, [item]))
    await terkirim.inbox.run()


def _status(wamid: str, status: str) -> dict[str, Any]:
    return {"id": wamid, "status": status, "timestamp": "1", "recipient_id": "6281200000001"}


def webhook(terkirim: Terkirim, statuses: list[dict[str, Any]], sender: str = SENDER) -> bytes:
    """A webhook's body."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "6281110000001", "phone_number_id": sender},
        "statuses": statuses,
    }
    change = {"field": "messages", "value": value}
    entry = {"id": terkirim.settings.account_id, "changes": [change]}
    return msgspec.json.encode({"object": "whatsapp_business_account", "entry": [entry]})


async def _queue(
    terkirim: Terkirim,
    phone: str,
    body: Mapping[str, Any],
    category: str,
    *,
    name: str | None = None,
    sms_text: str | None = None,
) -> str:
    now = terkirim.clock.now()
    async with terkirim.store.write() as db:
        contact = await find_or_add(db, terkirim.identifiers, phone, now, name=name)
        ledger = Ledger({}, now)
        new = NewMessage(
            account_id=ACCOUNT,
            sender_id=SENDER,
            contact_id=contact.id,
            recipient=phone,
            body=body,
            category=category,
            sms_text=sms_text,
            expires_at=now + DAY,
        )
        message = take_in(ledger, terkirim.identifiers, new)
        await ledger.write(db)
    return message.id


async def _send(
    terkirim: Terkirim,
    phone: str,
    body: Mapping[str, Any],
    category: str,
    *,
    name: str | None = None,
    sms_text: str | None = None,
) -> str:
    """Queue a message and let Meta accept it."""
    message_id = await _queue(terkirim, phone, body, category, name=name, sms_text=sms_text)
    now = terkirim.clock.now()
    async with terkirim.store.write() as db:
        ledger = await Ledger.load(db, [message_id], now)
        ledger.move(message_id, State.SENDING, "sending", {"attempt": 1}, attempts=1)
        wamid = f"wamid.{message_id}"
        ledger.move(message_id, State.ACCEPTED, "accepted", {"wamid": wamid}, wamid=wamid)
        await ledger.write(db)
        marketing = category == "marketing"
        made = Attempt(message_id, 1, SENDER, marketing, now, now, "accepted", 200, wamid=wamid)
        await attempts.finish(db, [made])
    return message_id
