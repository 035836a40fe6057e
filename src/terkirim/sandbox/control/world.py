"""Orders about the world: accounts, senders, templates, and where webhooks go."""

from typing import Annotated, Literal

import msgspec
from starlette.requests import Request

from terkirim.sandbox.clockwork import Clockwork
from terkirim.sandbox.control.reading import BadOrder, e164, read
from terkirim.sandbox.journey import tell
from terkirim.sandbox.known import ACCOUNT, body_component
from terkirim.sandbox.notices import (
    template_category_value,
    template_components_value,
    template_status_value,
)
from terkirim.sandbox.state import State
from terkirim.sandbox.world import Category, HealthError, Sender, Template, TemplateStatus

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
Health = Annotated[list[HealthError], msgspec.Meta(max_length=100)]


class AccountOrder(msgspec.Struct, forbid_unknown_fields=True):
    """What may be changed of an account. `health` takes the place of what it was given before."""

    payment_ok: bool | None = None
    payment_phase: Literal["sync", "webhook"] | None = None
    locked: bool | None = None
    balance: Annotated[float, msgspec.Meta(ge=-1e15, le=1e15)] | None = None
    health: Health | None = None
    notify: bool = False


class SenderOrder(msgspec.Struct, forbid_unknown_fields=True):
    """What may be changed of a sender."""

    registered: bool | None = None
    verified: bool | None = None
    quality: Literal["GREEN", "YELLOW", "RED", "UNKNOWN"] | None = None
    allow_list: Annotated[list[str], msgspec.Meta(max_length=5)] | None = None
    pin: Annotated[str, msgspec.Meta(pattern=r"^\d{6}$")] | None = None
    health: Health | None = None


class TemplateOrder(msgspec.Struct, forbid_unknown_fields=True):
    """A template to add or change; what is left out of a known one stays."""

    name: Name
    language: Name
    category: Category | None = None
    status: TemplateStatus | None = None
    body: Annotated[str, msgspec.Meta(max_length=1024)] | None = None
    parameter_format: Literal["POSITIONAL", "NAMED"] | None = None
    account: str = ACCOUNT
    health: Health | None = None
    notify: bool = False


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
    account = works.state.world.accounts.get(request.path_params["id"])
    if account is None:
        raise BadOrder("no such account", 404)
    order = await read(request, AccountOrder)
    for name in ("payment_ok", "payment_phase", "locked", "balance", "health"):
        value = getattr(order, name)
        if value is not None:
            setattr(account, name, value)
    if order.notify and order.locked is not None:
        ban = {"waba_ban_state": "DISABLE" if order.locked else "REINSTATE"}
        value = {"event": "DISABLED_UPDATE", "ban_info": ban}
        tell(works.state, account.id, "account_update", value)
    return account


async def change_sender(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/senders/{id}."""
    sender = _sender(works.state, request.path_params["id"])
    order = await read(request, SenderOrder)
    for name in ("registered", "quality", "pin", "health"):
        value = getattr(order, name)
        if value is not None:
            setattr(sender, name, value)
    if order.verified is not None:
        sender.verification = "VERIFIED" if order.verified else "NOT_VERIFIED"
    if order.allow_list is not None:
        sender.allow_list = [e164(one) for one in order.allow_list]
    return sender


async def show_otp(works: Clockwork, request: Request) -> object:
    """GET /_sandbox/otp/{id}: the code last sent to the phone of the person verifying."""
    return {"code": _sender(works.state, request.path_params["id"]).otp}


def _sender(state: State, id_: str) -> Sender:
    sender = state.world.senders.get(id_)
    if sender is None:
        raise BadOrder("no such sender", 404)
    return sender


async def put_template(works: Clockwork, request: Request) -> object:
    """PUT /_sandbox/templates: add or change one template."""
    order = await read(request, TemplateOrder)
    world = works.state.world
    if order.account not in world.accounts:
        raise BadOrder("no such account", 404)
    old = world.template(order.account, order.name, order.language)
    new = _merge(works.state, order, old)
    world.put_template(new)
    if order.notify:
        _notify(works.state, old, new)
    return new


def _merge(state: State, order: TemplateOrder, old: Template | None) -> Template:
    components = None if order.body is None else [body_component(order.body)]
    if old is None:
        return Template(
            id=state.world.next_template_id(),
            account=order.account,
            name=order.name,
            language=order.language,
            category=order.category or "UTILITY",
            status=order.status or "APPROVED",
            components=components or [body_component("")],
            parameter_format=order.parameter_format or "POSITIONAL",
            health=order.health or [],
        )
    return msgspec.structs.replace(
        old,
        category=order.category or old.category,
        status=order.status or old.status,
        components=components or old.components,
        parameter_format=order.parameter_format or old.parameter_format,
        health=old.health if order.health is None else order.health,
    )


def _notify(state: State, old: Template | None, new: Template) -> None:
    if old is None or old.status != new.status:
        tell(state, new.account, "message_template_status_update", template_status_value(new))
    if old is not None and old.components != new.components:
        value = template_components_value(new)
        tell(state, new.account, "message_template_components_update", value)
    if old is not None and old.category != new.category:
        value = template_category_value(new, old.category)
        tell(state, new.account, "template_category_update", value)


async def delete_template(works: Clockwork, request: Request) -> object:
    """DELETE /_sandbox/templates?name=&language=: one language, or all without `language`."""
    name, language = request.query_params.get("name"), request.query_params.get("language")
    templates = works.state.world.templates
    gone = [
        key
        for key, one in templates.items()
        if one.name == name and language in (None, "", one.language)
    ]
    for key in gone:
        del templates[key]
    return {"deleted": len(gone)}


async def set_webhook(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/webhook."""
    order = await read(request, WebhookOrder)
    if order.url is not None and not order.url.startswith(("http://", "https://")):
        raise BadOrder("url must begin with http:// or https://")
    if order.url is not None and order.verify_token is not None:
        await works.courier.shake_hands(order.url, order.verify_token)
    works.state.world.webhook_url = order.url
    return {"url": order.url}
