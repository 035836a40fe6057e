"""The control plane's own description, as OpenAPI 3.1: `GET /_sandbox/openapi.json`."""

import inspect
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec

from terkirim.sandbox.chaos.rules import Rule
from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.decisions.account_events import AccountEvent
from terkirim.sandbox.decisions.sender_events import SenderEvent
from terkirim.sandbox.orders import (
    access,
    changes,
    chaos,
    graph,
    people,
    templates,
    time,
    traffic,
    world,
)
from terkirim.sandbox.orders.later import Later
from terkirim.sandbox.world.habits import Habits
from terkirim.sandbox.world.people import Person

Json = dict[str, Any]
Order = Callable[[Clockwork, Any], Awaitable[object]]
SCENARIO = "text/plain"  # TOML, whose own media type few clients know
_REFERENCE = "#/components/schemas/{name}"
_PLACE = re.compile(r"{(\w+)}")
_REFUSED = "The order cannot be carried out; `error` says why."

BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/accounts/{id}"): world.AccountOrder,
    ("POST", "/accounts/{id}/events"): AccountEvent,
    ("POST", "/changes"): changes.ChangeOrder,
    ("POST", "/clock"): time.Advance,
    ("POST", "/faults"): Rule | list[Rule],
    ("POST", "/graph"): graph.GraphOrder,
    ("POST", "/inbound"): people.Inbound,
    ("POST", "/later"): Later | list[Later],
    ("POST", "/people"): Person | list[Person],
    ("POST", "/preferences"): people.Preference,
    ("POST", "/reset"): time.Reset,
    ("POST", "/senders/{id}"): world.SenderOrder,
    ("POST", "/senders/{id}/events"): SenderEvent,
    ("POST", "/sms"): chaos.SmsOrder,
    ("POST", "/templates/category"): templates.CategoryOrder,
    ("POST", "/templates/pause"): templates.Act,
    ("POST", "/templates/quality"): templates.QualityOrder,
    ("POST", "/token"): access.TokenOrder,
    ("POST", "/webhook"): world.WebhookOrder,
    ("POST", "/webhook/habits"): Habits,
    ("PUT", "/reviews"): templates.ReviewOrder,
    ("PUT", "/templates"): templates.TemplateOrder,
}
NO_JSON = {("POST", "/scenario"): SCENARIO}
WITHOUT_BODY = {("POST", "/snapshots/{name}"), ("POST", "/snapshots/{name}/restore")}
QUERIES: dict[tuple[str, str], tuple[str, ...]] = {
    ("DELETE", "/faults"): ("name",),
    ("DELETE", "/reviews"): ("name",),
    ("DELETE", "/templates"): ("name", "language"),
    ("GET", "/record/traffic"): traffic.Wanted.__struct_fields__,
}


def describe(orders: Iterable[tuple[str, str, Order]]) -> Json:
    """The whole description."""
    schemas, components = msgspec.json.schema_components(
        list(BODIES.values()), schema_hook=_anything, ref_template=_REFERENCE
    )
    bodies = {
        what: _body("application/json", schema, required=not _may_be_empty(BODIES[what]))
        for what, schema in zip(BODIES, schemas, strict=True)
    }
    bodies |= {what: _body(kind, {"type": "string"}) for what, kind in NO_JSON.items()}
    _drop_unique(components)
    paths: dict[str, Json] = {}
    for method, path, order in orders:
        operation = _operation(method, path, order)
        if (method, path) in bodies:
            operation["requestBody"] = bodies[method, path]
        paths.setdefault(path, {})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "The control plane of Terkirim's sandbox", "version": "1"},
        "servers": [{"url": "/_sandbox"}],
        "paths": paths,
        "components": {"schemas": components},
    }


def _anything(_kind: type) -> Json:
    """The schema of what may be any JSON."""
    return {"description": "Any JSON."}


def _operation(method: str, path: str, order: Order) -> Json:
    names = [(name, "path") for name in _PLACE.findall(path)]
    names += [(name, "query") for name in QUERIES.get((method, path), ())]
    said = inspect.cleandoc(order.__doc__ or "").partition("\n")
    return {
        "operationId": order.__name__,
        "summary": said[0],
        "description": said[2].strip(),
        "parameters": [
            {"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}}
            for name, place in names
        ],
        "responses": {"200": _answer("Done."), "4XX": _answer(_REFUSED, refused=True)},
    }


def _answer(description: str, *, refused: bool = False) -> Json:
    schema: Json = {"type": "object"}
    if refused:
        schema |= {"properties": {"error": {"type": "string"}}, "required": ["error"]}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _body(kind: str, schema: Json, *, required: bool = False) -> Json:
    return {"required": required, "content": {kind: {"schema": schema}}}


def _may_be_empty(kind: Any) -> bool:
    """Whether an order says enough without a body, which is read as `{}` or as no items."""
    nothings: list[object] = [{}, []]
    for nothing in nothings:
        try:
            msgspec.convert(nothing, kind)
        except msgspec.ValidationError:
            continue
        return True
    return False


def _drop_unique(part: Any) -> None:
    """Sets are read from any list: saying a thing twice is no error."""
    if isinstance(part, dict):
        part.pop("uniqueItems", None)
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            _drop_unique(inner)
