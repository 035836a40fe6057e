"""Where each webhook field has its errors (facts/platform.md, section b)."""

from terkirim.sandbox.chance import digest
from terkirim.sandbox.notices import Json, metadata
from terkirim.sandbox.world.model import Sender

_GROUP_EVENT = {
    "group_lifecycle_update": "group_create",
    "group_participants_update": "group_participants_add",
    "group_settings_update": "group_settings_update",
    "group_status_update": "group_suspend",
}
CALLER = "6281200000001"


def value_with_errors(field: str, sender: Sender, errors: list[Json], at: float) -> Json:
    """The `value` of a change of that field in which something went wrong.

    Groups and history have errors per item; `calls` beside the call that ended, and `messages` and
    every other field for the number as a whole.
    """
    value: Json = {"messaging_product": "whatsapp", "metadata": metadata(sender)}
    if field in _GROUP_EVENT:
        return {**value, "groups": [_group(_GROUP_EVENT[field], sender, errors, at)]}
    if field == "history":
        return {**value, "history": [{"errors": errors}]}
    if field == "calls":
        value["calls"] = [_call(sender, at)]
    return {**value, "errors": errors}


def _group(event: str, sender: Sender, errors: list[Json], at: float) -> Json:
    name = digest("group", sender.id, event, at).hex()
    return {
        "timestamp": str(int(at)),
        "type": event,
        "group_id": f"group.{name}",
        "request_id": f"request.{name}",
        "errors": errors,
    }


def _call(sender: Sender, at: float) -> Json:
    return {
        "id": f"wacid.{digest('call', sender.id, at).hex()}",
        "from": sender.digits(),
        "to": CALLER,
        "event": "terminate",
        "direction": "BUSINESS_INITIATED",
        "timestamp": str(int(at)),
        "status": "FAILED",
    }
