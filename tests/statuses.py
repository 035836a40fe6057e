"""Webhooks made by hand: statuses in any order and any company, signed as Meta signs them."""

from collections.abc import Sequence
from typing import Any

import msgspec

from house import House
from terkirim.cloudapi.signature import HEADER, sign
from terkirim.sandbox import ACCOUNT, APP_SECRET, LIVE_SENDER
from terkirim.web.receiver import PATH


def said(
    status: str, wamid: str, at: float, ours: str | None = None, code: int = 131026
) -> dict[str, Any]:
    """One status as Meta words it; `ours` is our id where it is echoed."""
    told: dict[str, Any] = {"id": wamid, "status": status, "timestamp": str(int(at))}
    if ours is not None:
        told["biz_opaque_callback_data"] = ours
    if status == "failed":
        told["errors"] = [{"code": code, "title": "Message undeliverable"}]
    return told


def envelope(statuses: Sequence[dict[str, Any]], sender: str = LIVE_SENDER) -> bytes:
    """A webhook's body with these statuses."""
    metadata = {"display_phone_number": "628111000001", "phone_number_id": sender}
    value = {"messaging_product": "whatsapp", "metadata": metadata, "statuses": list(statuses)}
    entry = [{"id": ACCOUNT, "changes": [{"field": "messages", "value": value}]}]
    return msgspec.json.encode({"object": "whatsapp_business_account", "entry": entry})


async def deliver(house: House, body: bytes) -> int:
    """POST a body, rightly signed; the HTTP status."""
    headers = {HEADER: sign(body, APP_SECRET)}
    async with house.http.post(f"{house.url}{PATH}", data=body, headers=headers) as answer:
        return answer.status
