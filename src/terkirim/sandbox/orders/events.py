"""Orders for what Meta decides about accounts and numbers, told by webhooks of their own."""

from starlette.requests import Request

from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.decisions import deeds, sender_events
from terkirim.sandbox.decisions.account_events import AccountEvent, as_order
from terkirim.sandbox.decisions.sender_events import SenderEvent
from terkirim.sandbox.orders.reading import read
from terkirim.sandbox.orders.world import find_account, find_sender


async def happen_to_account(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/accounts/{id}/events: `event` says which, the rest is of that event."""
    state = works.state
    account = find_account(state, request.path_params["id"])
    event: AccountEvent = await read(request, AccountEvent)  # type: ignore[arg-type]  # a union
    at = deeds.order(state, "account_event", account.id, as_order(event), event.at_s)
    return {"account": account.id, "event": event, "at": at}


async def happen_to_sender(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/senders/{id}/events: `event` says which, the rest is of that event."""
    state = works.state
    sender = find_sender(state, request.path_params["id"])
    event: SenderEvent = await read(request, SenderEvent)  # type: ignore[arg-type]  # a union
    wish = sender_events.as_order(sender, event)
    at = deeds.order(state, "sender_event", sender.account, wish, event.at_s)
    return {"sender": sender.id, "event": event, "at": at}
