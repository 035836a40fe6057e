"""Orders about time: the clock, and back to the beginning."""

from typing import Annotated, Literal

import msgspec
from starlette.requests import Request

from terkirim.sandbox.amounts import Instant, Seconds, Seed
from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.orders.reading import BadOrder, read

Speed = Annotated[float, msgspec.Meta(gt=0, le=1_000_000)]


class Advance(msgspec.Struct, forbid_unknown_fields=True):
    """Move virtual time to an instant, or by so many seconds; `auto`: let it move by itself.

    `auto` is how many times as fast as real time it runs, `jump` for from event to event whenever
    no request comes, or `off`.
    """

    advance_to: Instant | None = None
    advance_s: Seconds | None = None
    auto: Speed | Literal["jump", "off"] | None = None

    def __post_init__(self) -> None:
        if self.auto is not None and (self.advance_to, self.advance_s) != (None, None):
            msg = "the clock is either advanced or set on auto"
            raise ValueError(msg)


class Reset(msgspec.Struct, forbid_unknown_fields=True):
    """Back to the known world, and a virtual clock to `now`, or to where it last began."""

    seed: Seed = 1
    now: Instant | None = None


async def show_clock(works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/clock."""
    return {
        "now": works.state.now(),
        "next_event_at": works.state.schedule.next_at(),
        "auto": works.auto.pace or "off",
    }


async def move_clock(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/clock: deliver every webhook due on the way, in order of time."""
    order = await read(request, Advance)
    if not works.state.virtual:
        raise BadOrder("this sandbox runs on the machine's clock, which nobody moves", 409)
    if order.auto is not None:
        await works.pace(None if order.auto == "off" else order.auto)
        return await show_clock(works, request)
    instant = order.advance_to
    if instant is None:
        instant = works.state.now() + (order.advance_s or 0.0)
    delivered = await works.advance(instant)
    return {
        "now": works.state.now(),
        "delivered": delivered,
        "next_event_at": works.state.schedule.next_at(),
    }


async def reset(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/reset."""
    order = await read(request, Reset)
    if order.now is not None and not works.state.virtual:
        raise BadOrder("this sandbox runs on the machine's clock, which nobody moves", 409)
    await works.reset(order.seed, order.now)
    return {"now": works.state.now(), "seed": works.state.seed}
