"""What people see of the catalogue connected to a number."""

import msgspec

from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.refusals import invalid, required
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender

_NAMES = {"is_cart_enabled": "cart", "is_catalog_visible": "visible"}
_FLAGS = {"true": True, "false": False}


def get_commerce(_state: State, sender: Sender, _call: Call) -> Json:
    """GET /{phone_number_id}/whatsapp_commerce_settings: a list of one, with the catalogue's id."""
    kept = sender.commerce
    shown: Json = {
        "id": kept.catalog_id,
        "is_cart_enabled": kept.cart,
        "is_catalog_visible": kept.visible,
    }
    return {"data": [shown]}


def update_commerce(_state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/whatsapp_commerce_settings: what is left out stays."""
    given = call.parameters()
    changes: dict[str, bool] = {}
    for name, kept in _NAMES.items():
        if given.get(name) is not None:
            flag = _FLAGS.get(str(given[name]).lower())
            if flag is None:
                raise invalid(f"Param {name} must be a boolean.")
            changes[kept] = flag
    if not changes:
        raise required(" or ".join(_NAMES))
    sender.commerce = msgspec.structs.replace(sender.commerce, **changes)
    return {"success": True}
