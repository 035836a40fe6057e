"""What a token may do: until when, and with which permissions.

In the known world everything, for ever; `POST /_sandbox/token` takes it away.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from terkirim.sandbox.graph.call import Call
from terkirim.sandbox.refusals import Refusal
from terkirim.sandbox.state import State

MESSAGING, MANAGEMENT = "whatsapp_business_messaging", "whatsapp_business_management"
_META_TIME = ZoneInfo("America/Los_Angeles")
_OF_MESSAGING = {
    "messages",
    "marketing_messages",
    "media",
    "register",
    "deregister",
    "block_users",
    "whatsapp_business_profile",
}
_NO_PERMISSION = "(#10) Application does not have permission for this action"
_NO_MANAGEMENT = (
    "(#200) You do not have the necessary permissions required to perform this action: "
    f"{MANAGEMENT} is missing"
)


def check_expiry(state: State) -> None:
    """Raise Refusal (190, subcode 463) once the token's time is over."""
    ends, now = state.world.token_expires_at, state.now()
    if ends is not None and now >= ends:
        message = (
            f"Error validating access token: Session has expired on {_written(ends)}. "
            f"The current time is {_written(now)}."
        )
        raise Refusal(190, "", message=message, subcode=463)


def is_messaging(edge: str) -> bool:
    """Whether an edge is about messages and their senders, not about management."""
    return edge in _OF_MESSAGING


def check_permission(state: State, call: Call) -> None:
    """Raise Refusal (10, 200) where the token lacks a permission."""
    world = state.world
    needed = MESSAGING if is_messaging(call.edge) else MANAGEMENT
    if needed in world.token_permissions:
        return
    if needed == MESSAGING:
        raise Refusal(10, "", message=_NO_PERMISSION)
    if call.node in world.senders or call.node in world.accounts or world.template_by_id(call.node):
        raise Refusal(200, "", message=_NO_MANAGEMENT)


def _written(instant: float) -> str:
    moment = datetime.fromtimestamp(instant, UTC).astimezone(_META_TIME)
    return moment.strftime("%A, %d-%b-%y %H:%M:%S %Z")
