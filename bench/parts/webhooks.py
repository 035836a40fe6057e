"""Webhooks as Meta sends them: one status each, signed."""

import hashlib
import hmac
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from bench.parts.graph import ACCOUNT, HOST

SIGNED_WITH = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
VERIFY = "bench-verify"
PATH = "/webhooks/whatsapp"


class Told(NamedTuple):
    """A status to tell: of which sender's message, under which id, to whom, our id of it."""

    sender_id: str
    wamid: str
    status: str
    recipient: str
    ours: str


def strangers(sender_id: str, count: int) -> Iterator[Told]:
    """Statuses of messages that nobody knows, each another."""
    for number in range(count):
        status = ("sent", "delivered", "read")[number % 3]
        wamid = f"wamid.HBgNNjI4MTIwMDAwMDAwMBUCABEYEj{number:032X}AA=="
        phone = f"62812{number % 100_000_000:08d}"
        yield Told(sender_id, wamid, status, phone, f"msg_{number:026d}")


def body(told: Told) -> bytes:
    """A webhook's body with this one status (shape: facts/platform.md, section b)."""
    conversation = {"id": told.wamid[-32:], "origin": {"type": "utility"}}
    pricing = {
        "billable": True,
        "pricing_model": "PMP",
        "category": "utility",
        "type": "regular",
    }
    status = {
        "id": told.wamid,
        "status": told.status,
        "timestamp": str(int(time.time())),
        "recipient_id": told.recipient,
        "biz_opaque_callback_data": told.ours,
        "conversation": conversation,
        "pricing": pricing,
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "6281100000000", "phone_number_id": told.sender_id},
        "contacts": [{"profile": {"name": "Sari"}, "wa_id": told.recipient}],
        "statuses": [status],
    }
    changes = [{"value": value, "field": "messages"}]
    entry = [{"id": ACCOUNT, "changes": changes}]
    return msgspec.json.encode({"object": "whatsapp_business_account", "entry": entry})


def request(raw: bytes) -> bytes:
    """The bytes of the signed request that carries a body."""
    signature = hmac.new(SIGNED_WITH.encode(), raw, hashlib.sha256).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: facebookexternalua\r\n"
        f"Accept: */*\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\n\r\n"
    )
    return head.encode() + raw


def requests(statuses: Iterable[Told]) -> list[bytes]:
    """Requests for statuses, ready to be written to a connection."""
    return [request(body(told)) for told in statuses]
