"""Orders about the Graph API as a whole: its versions, and how many calls an app may make."""

from typing import Annotated

import msgspec
from starlette.requests import Request

from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.orders.reading import BadOrder, read
from terkirim.sandbox.orders.world import Limit

Version = Annotated[int, msgspec.Meta(ge=1, le=999)]


class GraphOrder(msgspec.Struct, forbid_unknown_fields=True):
    """What may be changed of the Graph API; what is left out stays.

    Versions are whole numbers: 26 is v26.0. `calls_per_hour`: by the app to all nodes, messages
    apart; "off" or null ends the limit.
    """

    oldest_version: Version | None = None
    newest_version: Version | None = None
    calls_per_hour: Limit = msgspec.UNSET


async def change_graph(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/graph."""
    order = await read(request, GraphOrder)
    world = works.state.world
    oldest = order.oldest_version or world.oldest_version
    newest = order.newest_version or world.newest_version
    if oldest > newest:
        raise BadOrder("oldest_version must not be above newest_version")
    world.oldest_version, world.newest_version = oldest, newest
    if order.calls_per_hour is not msgspec.UNSET:
        limit = order.calls_per_hour
        world.calls_per_hour = None if limit == "off" else limit
    return {
        "oldest_version": oldest,
        "newest_version": newest,
        "calls_per_hour": world.calls_per_hour,
    }
