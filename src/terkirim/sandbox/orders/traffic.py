"""The record of traffic, shown by page and filter."""

from typing import Annotated, Literal

import msgspec
from starlette.requests import Request

from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.orders.reading import BadOrder
from terkirim.sandbox.records.traffic import Exchange
from terkirim.sandbox.world.model import World

Limit = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Number = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """Which exchanges: `path` and `contains` (in request or answer) are parts of a text.

    `after`: from behind that number on. `code`: of the error answered.
    """

    limit: Limit = 100
    after: Number = 0
    way: Literal["in", "out"] | None = None
    method: str | None = None
    path: str | None = None
    contains: str | None = None
    status: Number | None = None
    code: Number | None = None
    outcome: Literal["answered", "cut", "unreachable"] | None = None
    rule: str | None = None

    def fits(self, exchange: Exchange) -> bool:
        """Whether an exchange is wanted."""
        exact = ("way", "status", "outcome", "rule")
        if any(getattr(self, one) not in (None, getattr(exchange, one)) for one in exact):
            return False
        return (
            exchange.number > self.after
            and (self.method is None or exchange.method == self.method.upper())
            and (self.path is None or self.path in exchange.path)
            and (self.contains is None or _holds(exchange, self.contains))
            and (self.code is None or exchange.code() == self.code)
        )


def _holds(exchange: Exchange, text: str) -> bool:
    raw = text.encode("utf-8", "replace")
    return raw in exchange.request or raw in exchange.answer


async def show_traffic(works: Clockwork, request: Request) -> object:
    """GET /_sandbox/record/traffic: requests and webhooks, oldest first, secrets masked.

    `next` is the `after` of the following page, null where there is none. Of more than ten thousand
    exchanges, or sixty-four megabytes, the oldest are `forgotten`.
    """
    wanted = _read(request)
    traffic, secrets = works.state.traffic, _secrets(works.state.world)
    found = [one for one in traffic.kept if wanted.fits(one)]
    shown = found[: wanted.limit]
    return {
        "total": traffic.total,
        "forgotten": traffic.kept[0].number - 1 if traffic.kept else 0,
        "found": len(found),
        "exchanges": [one.shown(secrets) for one in shown],
        "next": shown[-1].number if len(found) > len(shown) else None,
    }


def _read(request: Request) -> Wanted:
    try:
        return msgspec.convert(dict(request.query_params), Wanted, strict=False)
    except msgspec.ValidationError as error:
        raise BadOrder(str(error)) from None


def _secrets(world: World) -> frozenset[str]:
    known = {world.token, world.app_secret, world.verify_token, world.wallet_key}
    return frozenset(known - {""})
