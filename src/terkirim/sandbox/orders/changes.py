"""Orders for webhooks the sandbox has no play of its own for: any change, or errors in one."""

from typing import Annotated

import msgspec
from starlette.requests import Request

from terkirim.sandbox.amounts import CodeNumber, Count, Seconds
from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.decisions.troubles import value_with_errors
from terkirim.sandbox.messages.journey import tell
from terkirim.sandbox.notices import Json, error_part
from terkirim.sandbox.orders.nesting import DEEPEST, is_too_deep
from terkirim.sandbox.orders.reading import BadOrder, read
from terkirim.sandbox.world.known import LIVE_SENDER


class ErrorOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One error as it stands in a webhook; its title is the catalogue's."""

    code: CodeNumber
    details: str | None = None
    subcode: Count | None = None

    def part(self) -> Json:
        """The error in Meta's shape."""
        return error_part(self.code, self.details, self.subcode)


Errors = Annotated[list[ErrorOrder], msgspec.Meta(min_length=1, max_length=100)]


class ChangeOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of any field, now or so many seconds from now.

    Either its whole `value`, sent as it is, or `errors`, put where that field has them (`messages`,
    `calls`, `history`, `group_lifecycle_update` and its like), as from `sender`.

    This is also the way to what Meta announced and never sent (`user_id_update`), or sends no more.
    """

    field: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    value: dict[str, object] | None = None
    errors: Errors | None = None
    sender: str = LIVE_SENDER
    at_s: Seconds = 0.0

    def __post_init__(self) -> None:
        if (self.value is None) == (self.errors is None):
            msg = "a change has either a value or errors"
            raise ValueError(msg)
        if self.value is not None and is_too_deep(self.value):
            msg = f"a value is nested at most {DEEPEST} deep"
            raise ValueError(msg)


async def send_change(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/changes: one change in Meta's envelope, signed like every webhook."""
    order = await read(request, ChangeOrder)
    state = works.state
    sender = state.world.senders.get(order.sender)
    if sender is None:
        raise BadOrder("no such sender", 404)
    at = state.now() + order.at_s
    value = order.value
    if value is None:
        parts = [one.part() for one in order.errors or []]
        value = value_with_errors(order.field, sender, parts, at)
    tell(state, sender.account, order.field, value, order.at_s)
    return {"field": order.field, "value": value, "at": at}
