"""Orders about the token: when it expires and what it may do."""

from typing import Literal

import msgspec
from starlette.requests import Request

from terkirim.sandbox.amounts import Instant, Seconds
from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.orders.reading import read

Permission = Literal["whatsapp_business_management", "whatsapp_business_messaging"]


class TokenOrder(msgspec.Struct, forbid_unknown_fields=True):
    """What may be changed of the token; what is left out stays.

    It expires at an instant or so many seconds from now; null, or `expires` false: it does not.
    """

    expires_at: Instant | msgspec.UnsetType | None = msgspec.UNSET
    expires_in_s: Seconds | msgspec.UnsetType | None = msgspec.UNSET
    expires: bool | None = None
    permissions: list[Permission] | None = None

    def __post_init__(self) -> None:
        given = (self.expires_at is not msgspec.UNSET, self.expires_in_s is not msgspec.UNSET)
        if sum(given) + (self.expires is not None) > 1:
            msg = "a token has one of expires_at, expires_in_s and expires"
            raise ValueError(msg)
        if self.expires is True:
            msg = "say when the token expires: expires_at or expires_in_s"
            raise ValueError(msg)


async def change_token(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/token."""
    order = await read(request, TokenOrder)
    world = works.state.world
    if order.expires is False or None in (order.expires_at, order.expires_in_s):
        world.token_expires_at = None
    if isinstance(order.expires_at, float):
        world.token_expires_at = order.expires_at
    if isinstance(order.expires_in_s, float):
        world.token_expires_at = works.state.now() + order.expires_in_s
    if order.permissions is not None:
        world.token_permissions = list(dict.fromkeys(order.permissions))
    return {"expires_at": world.token_expires_at, "permissions": world.token_permissions}
