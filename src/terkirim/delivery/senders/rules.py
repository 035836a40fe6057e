"""What the fields of a sender and the health of an account mean. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from terkirim.store import Sender

PAYMENT_ERROR = 141006
BANNED = 141014


class Health(msgspec.Struct, frozen=True):
    """An account's `health_status`: the overall word and every error code below it."""

    can_send_message: str
    codes: tuple[int, ...]


def read_sender(raw: Mapping[str, Any], account_id: str, now: float) -> Sender:
    """A sender from Meta's phone number object (facts/platform.md, section d)."""
    return Sender(
        id=str(raw.get("id", "")),
        account_id=account_id,
        display_number=str(raw.get("display_phone_number") or ""),
        name=str(raw.get("verified_name") or ""),
        account_mode=raw.get("account_mode"),
        status=raw.get("status"),
        quality=raw.get("quality_rating"),
        code_verification_status=raw.get("code_verification_status"),
        platform_type=raw.get("platform_type"),
        throughput=(raw.get("throughput") or {}).get("level"),
        on_biz_app=raw.get("is_on_biz_app"),
        messaging_limit=raw.get("whatsapp_business_manager_messaging_limit"),
        onboarded_at=_instant(raw.get("last_onboarded_time")),
        synced_at=now,
    )


def _instant(text: object) -> float | None:
    """Meta writes 2026-11-02T09:00:00+0000; what is no instant is unknown."""
    try:
        return datetime.fromisoformat(str(text)).timestamp() if text else None
    except ValueError:
        return None


def read_health(raw: Mapping[str, Any]) -> Health:
    """Health from Meta's `health_status` object."""
    codes: list[int] = []
    for entity in raw.get("entities") or ():
        found = [error.get("error_code") for error in entity.get("errors") or ()]
        codes += [code for code in found if isinstance(code, int)]
    return Health(str(raw.get("can_send_message") or ""), tuple(codes))


def is_ready(sender: Sender) -> bool:
    """Whether a sender is verified, registered and connected (facts/platform.md, section e)."""
    return sender.platform_type == "CLOUD_API" and sender.status == "CONNECTED"


def can_send(health: Health) -> bool:
    """Whether nothing in the account's health stands against sending."""
    blocked = health.can_send_message == "BLOCKED"
    return not blocked and not {PAYMENT_ERROR, BANNED} & set(health.codes)
