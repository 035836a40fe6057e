"""Orders for later: a story told in advance, like a payment that stops an hour from now.

Any order about the world, its people or its faults can be put off. All are rehearsed at once, on a
copy of the world and in order of time, so that a wrong one is refused when it is given.
"""

import copy
from collections.abc import Awaitable, Callable
from typing import Annotated, NamedTuple
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from terkirim.sandbox.amounts import Seconds
from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.decisions.deeds import DEEDS
from terkirim.sandbox.orders import chaos, events, people, templates, world
from terkirim.sandbox.orders.reading import BadOrder, read_many
from terkirim.sandbox.orders.unasked import at_once, request_of
from terkirim.sandbox.refusals import Refusal
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State
from terkirim.sandbox.webhooks.courier import Courier
from terkirim.vocabulary.clock import SimulatedClock

Order = Callable[[Clockwork, Request], Awaitable[object]]
ACT = "later"
PUT_OFF: dict[str, Order] = {
    "POST accounts/{id}": world.change_account,
    "POST accounts/{id}/events": events.happen_to_account,
    "POST senders/{id}": world.change_sender,
    "POST senders/{id}/events": events.happen_to_sender,
    "PUT templates": templates.put_template,
    "DELETE templates": templates.delete_template,
    "POST templates/quality": templates.rate_template,
    "POST templates/pause": templates.pause_template,
    "POST templates/category": templates.recategorise_template,
    "POST faults": chaos.add_faults,
    "DELETE faults": chaos.remove_faults,
    "POST sms": chaos.set_sms,
    "POST people": people.set_people,
    "POST preferences": people.set_preference,
}


class Later(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One order for so many seconds from now: `order` like "POST accounts/2000", its `body`."""

    at_s: Seconds
    order: Annotated[str, msgspec.Meta(max_length=700)]
    body: dict[str, object] | list[dict[str, object]] = {}


class _Read(NamedTuple):
    carry_out: Order
    id: str | None
    query: dict[str, str]


async def put_off(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/later: one order or a list of them."""
    orders = sorted(await read_many(request, Later), key=lambda one: one.at_s)
    _rehearse(works.state, orders)
    now = works.state.now()
    for order in orders:
        _schedule(works.state, order, now + order.at_s)
    return await show_later(works, request)


async def show_later(works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/later: what is still to come, and what could not be done in its time."""
    state = works.state
    pending = [{"at": one.due, **one.part} for one in state.schedule.pending(ACT)]
    return {"pending": pending, "missed": state.record.missed}


async def forget_later(works: Clockwork, _request: Request) -> object:
    """DELETE /_sandbox/later: all that is still to come."""
    return {"forgotten": works.state.schedule.drop(ACT)}


def _rehearse(state: State, orders: list[Later]) -> None:
    """Do them, among those put off before, on a copy of the world; raises BadOrder naming one."""
    stage = State(state.seed, SimulatedClock(state.now()))
    stage.world, stage.people = copy.deepcopy(state.world), copy.deepcopy(state.people)
    stage.faults = copy.deepcopy(state.faults)
    earlier = [(one.due, False, _order_of(one)) for one in state.schedule.pending(ACT)]
    new = [(state.now() + one.at_s, True, one) for one in orders]
    for at, is_new, order in sorted([*earlier, *new], key=lambda one: one[0]):
        stage.clock = SimulatedClock(at)
        try:
            _carry_out(stage, order)
        except (BadOrder, Refusal) as problem:
            if is_new:
                message = f"{order.order}: {problem}"
                raise BadOrder(message) from None


def _order_of(happening: Happening) -> Later:
    return msgspec.convert({"at_s": 0.0, **happening.part}, Later)


def _schedule(state: State, order: Later, at: float) -> None:
    state.schedule.push(
        Happening(
            due=at,
            first_due=at,
            key=f"!{ACT}/{state.record.count(ACT):06d}",
            account="",
            field="",
            part={"order": order.order, "body": order.body},
            act=ACT,
        )
    )
    state.changed.set()


def _fall_due(state: State, happening: Happening) -> None:
    order = _order_of(happening)
    try:
        _carry_out(state, order)
    except (BadOrder, Refusal) as problem:
        state.record.missed.append(f"{order.order}: {problem}")


DEEDS[ACT] = _fall_due


def _carry_out(state: State, order: Later) -> None:
    found = _read(order.order)
    works = Clockwork(state, Courier(state))
    at_once(found.carry_out(works, request_of(order.body, {"id": found.id}, found.query)))


def _read(text: str) -> _Read:
    """What an order's text means; raises BadOrder."""
    method, _, target = text.strip().partition(" ")
    path, _, query = target.strip().lstrip("/").partition("?")
    parts = path.split("/")
    for name, order in PUT_OFF.items():
        how, _, pattern = name.partition(" ")
        wanted = pattern.split("/")
        if how == method and len(wanted) == len(parts) and _same(wanted, parts):
            id_ = parts[1] if "{id}" in wanted else None
            return _Read(order, id_, dict(parse_qsl(query)))
    message = f"not an order that can be put off: {text[:80]!r} (one of {', '.join(PUT_OFF)})"
    raise BadOrder(message)


def _same(wanted: list[str], parts: list[str]) -> bool:
    return all(wish in ("{id}", part) for wish, part in zip(wanted, parts, strict=True))
