"""What the outbox is asked to send, and what it hears of it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from terkirim.knowledge.diagnosis import ErrorReport


class NewMessage(msgspec.Struct, frozen=True):
    """A message to take in. `body` is the Cloud API body without address (`type` and its part);
    `reopening` the body of a template to send when the window is closed; `owner` the API key it
    came with; `id` its id where writing it down may be repeated.
    """

    account_id: str
    sender_id: str
    contact_id: str
    recipient: str
    body: Mapping[str, Any]
    category: str
    campaign_id: str | None = None
    sms_text: str | None = None
    reopening: Mapping[str, Any] | None = None
    reopens_hold: str | None = None
    caller_data: str | None = None
    owner: str = ""
    idempotency_key: str | None = None
    priority: int = 5
    expires_at: float | None = None
    id: str | None = None


class Failure(NamedTuple):
    """One failed attempt: which message, what Meta said."""

    message_id: str
    error: ErrorReport
