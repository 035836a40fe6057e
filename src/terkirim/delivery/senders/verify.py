"""Bring a number into service: request a code, verify it, register the number.

Order and errors: facts/platform.md, section e.
"""

from collections.abc import Awaitable, Callable

from terkirim.cloudapi import CloudApi
from terkirim.delivery.senders.rules import is_ready
from terkirim.delivery.senders.sync import SenderSync
from terkirim.store import Sender

AskCode = Callable[[], Awaitable[str]]


async def verify(
    api: CloudApi, sync: SenderSync, sender_id: str, method: str, pin: str, ask_code: AskCode
) -> Sender:
    """Walk the steps the number still needs, and answer with the number as Meta then sees it.

    `method` is SMS or VOICE; `ask_code` is awaited for the code the owner received; `pin` is the
    six-digit two-step PIN. Raises GraphError when Meta refuses a step.
    """
    sender = await sync.one(sender_id)
    if sender.code_verification_status != "VERIFIED":
        await api.request_code(sender_id, method, "id")
        await api.verify_code(sender_id, await ask_code())
        sender = await sync.one(sender_id)
    if not is_ready(sender):
        await api.register(sender_id, pin)
        sender = await sync.one(sender_id)
    return sender
