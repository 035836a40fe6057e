"""Orders about the world: accounts, senders, and where webhooks go."""

from collections.abc import Container
from typing import Annotated, Literal

import msgspec
from starlette.requests import Request

from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.decisions.sender_events import SenderStatus
from terkirim.sandbox.messages.journey import tell
from terkirim.sandbox.notices.accounts import account_value, ban_info
from terkirim.sandbox.orders.reading import BadOrder, e164, read
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account, HealthError, NameStatus, Sender

Health = Annotated[list[HealthError], msgspec.Meta(max_length=100)]
Positive = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
Limit = Positive | Literal["off"] | None | msgspec.UnsetType
_LIMITS = {
    "calls_per_hour",
    "marketing_per_person_per_day",
    "pair_per_minute",
    "throughput",
    "tier",
}


class AccountOrder(msgspec.Struct, forbid_unknown_fields=True):
    """What may be changed of an account. `health` takes the place of what it was given before.

    `tier`: how many people its portfolio may reach, from all its accounts, outside windows in a
    moving day, and `marketing_per_person_per_day`: "off" or null ends the limit.
    `marketing_capped_share`: the part of people who get no more marketing because of what others
    send them. `marketing_onboarding` to the Marketing Messages API, and `marketing_apart`:
    marketing goes by that API alone. `price_exempt`: a government or non-profit to which Meta goes
    on giving for nothing what is billed since October 2026. `calls_per_hour`: of the Business
    Management API, likewise a limit.
    """

    payment_ok: bool | None = None
    payment_phase: Literal["sync", "webhook"] | None = None
    payment_problem: Literal["missing", "method", "unsettled", "restricted"] | None = None
    locked: bool | None = None
    balance: Annotated[float, msgspec.Meta(ge=-1e15, le=1e15)] | None = None
    health: Health | None = None
    verification: Literal["verified", "not_verified", "pending"] | None = None
    tier: Limit = msgspec.UNSET
    marketing_per_person_per_day: Limit = msgspec.UNSET
    marketing_capped_share: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    us_marketing: bool | None = None
    price_exempt: bool | None = None
    calls_per_hour: Limit = msgspec.UNSET
    marketing_onboarding: Literal["INELIGIBLE", "ELIGIBLE", "ONBOARDED"] | None = None
    marketing_apart: bool | None = None
    notify: bool = False


class SenderOrder(msgspec.Struct, forbid_unknown_fields=True):
    """What may be changed of a sender.

    `throughput` (messages a second) and `pair_per_minute` (messages to one person, of which
    `pair_burst` may go at once): "off" or null ends the limit.
    """

    registered: bool | None = None
    verified: bool | None = None
    quality: Literal["GREEN", "YELLOW", "RED", "UNKNOWN"] | None = None
    allow_list: Annotated[list[str], msgspec.Meta(max_length=5)] | None = None
    pin: Annotated[str, msgspec.Meta(pattern=r"^\d{6}$")] | None = None
    health: Health | None = None
    status: SenderStatus | None = None
    name_status: NameStatus | None = None
    provided_by_meta: bool | None = None
    throughput: Limit = msgspec.UNSET
    pair_per_minute: Limit = msgspec.UNSET
    pair_burst: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None


class WebhookOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Where webhooks go; null stops them. A verify token asks for the handshake first."""

    url: str | None
    verify_token: str | None = None


async def show_world(works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/: everything that is so."""
    state = works.state
    return {
        "seed": state.seed,
        "now": state.now(),
        "virtual": state.virtual,
        "world": state.world,
        "people": state.people.all(),
        "faults": state.faults.rules,
    }


async def change_account(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/accounts/{id}."""
    state = works.state
    account = find_account(state, request.path_params["id"])
    order = await read(request, AccountOrder)
    _set(account, order, apart=("notify", "tier"))
    if order.tier is not msgspec.UNSET:
        portfolio = state.world.portfolio(account)
        portfolio.tier = None if order.tier == "off" else order.tier
        portfolio.tier_name = None
    if order.notify and order.locked is not None:
        ban = ban_info("DISABLE" if order.locked else "REINSTATE", state.now())
        tell(state, account.id, "account_update", account_value("DISABLED_UPDATE", ban_info=ban))
    return account


def _set(
    target: Account | Sender, order: AccountOrder | SenderOrder, apart: Container[str]
) -> None:
    """Take over what an order says, but for the fields that are not the target's own."""
    for name in order.__struct_fields__:
        value = getattr(order, name)
        if name in apart or value is msgspec.UNSET or (value is None and name not in _LIMITS):
            continue
        setattr(target, name, None if name in _LIMITS and value == "off" else value)


async def change_sender(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/senders/{id}."""
    sender = find_sender(works.state, request.path_params["id"])
    order = await read(request, SenderOrder)
    _set(sender, order, apart=("verified", "allow_list"))
    if order.verified is not None:
        sender.verification = "VERIFIED" if order.verified else "NOT_VERIFIED"
    if order.allow_list is not None:
        sender.allow_list = [e164(one) for one in order.allow_list]
    return sender


async def show_otp(works: Clockwork, request: Request) -> object:
    """GET /_sandbox/otp/{id}: the code last sent to the phone of the person verifying."""
    return {"code": find_sender(works.state, request.path_params["id"]).otp}


def find_account(state: State, id_: str) -> Account:
    """The account with that id; raises BadOrder."""
    account = state.world.accounts.get(id_)
    if account is None:
        raise BadOrder("no such account", 404)
    return account


def find_sender(state: State, id_: str) -> Sender:
    """The sender with that id; raises BadOrder."""
    sender = state.world.senders.get(id_)
    if sender is None:
        raise BadOrder("no such sender", 404)
    return sender


async def set_webhook(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/webhook."""
    order = await read(request, WebhookOrder)
    if order.url is not None and not order.url.startswith(("http://", "https://")):
        raise BadOrder("url must begin with http:// or https://")
    if order.url is not None and order.verify_token is not None:
        await works.courier.shake_hands(order.url, order.verify_token)
    works.state.world.webhook_url = order.url
    return {"url": order.url}
