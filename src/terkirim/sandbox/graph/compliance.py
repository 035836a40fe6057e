"""Who stands behind a number, as Indian law wants it told."""

import re

from terkirim.sandbox.graph.call import Call, Json, decoded, for_whatsapp
from terkirim.sandbox.graph.fields import select
from terkirim.sandbox.graph.shapes import Choice, Flag, Record, Shape, Words
from terkirim.sandbox.refusals import Refusal, invalid
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender

TYPES = (
    "LIMITED_LIABILITY_PARTNERSHIP",
    "SOLE_PROPRIETORSHIP",
    "PARTNERSHIP",
    "PUBLIC_COMPANY",
    "PRIVATE_COMPANY",
    "OTHER",
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+[1-9]\d{1,14}")
_REACHED: dict[str, Shape] = {
    "email": Words(128),
    "mobile_number": Words(20),
    "landline_number": Words(20),
}
_DETAILS = {
    "grievance_officer_details": Record({"name": Words(128), **_REACHED}, ("name", "email")),
    "customer_care_details": Record(_REACHED, ("email",)),
}
_SHAPES: dict[str, Shape] = {
    "entity_name": Words(128),
    "entity_type": Choice(tuple(one.lower() for one in TYPES)),
    "entity_type_custom": Words(1024),
    "is_registered": Flag(),
    **_DETAILS,
}
_NEEDED = ("entity_name", "entity_type", *_DETAILS)
_FIELDS = ("messaging_product", *_SHAPES)


def get_compliance(_state: State, sender: Sender, call: Call) -> Json:
    """GET /{phone_number_id}/business_compliance_info: a list of one."""
    facts: Json = {
        **dict.fromkeys(_FIELDS),
        "messaging_product": "whatsapp",
        "is_registered": False,
        **(sender.compliance or {}),
    }
    owner = {"whatsapp_business_account_id": sender.account}
    return {"data": [{**owner, **select(call, facts, _FIELDS)}]}


def update_compliance(_state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/business_compliance_info: all of it anew; raises Refusal (100)."""
    given = call.parameters()
    for_whatsapp(given)
    wish = {name: _read(name, given[name]) for name in _SHAPES if given.get(name) is not None}
    Record(_SHAPES, _NEEDED).check(wish, ("business_compliance_info",))
    for name in _DETAILS:
        _check_reached(name, wish[name])
    entity = str(wish["entity_type"]).upper()
    if entity == "OTHER" and not wish.get("entity_type_custom"):
        raise _refused("Entity_type_custom is mandatory for OTHER entity type")
    if "is_registered" in wish and entity not in ("OTHER", "PARTNERSHIP"):
        raise _refused(
            "is_registered required only when entity_type is set to Other or Partnership"
        )
    wish["is_registered"] = wish.get("is_registered", True) in (True, "true")
    sender.compliance = {**wish, "entity_type": entity}
    return {"success": True}


def _read(name: str, value: object) -> object:
    return decoded(name, value) if name in _DETAILS else value


def _check_reached(name: str, details: object) -> None:
    found = details if isinstance(details, dict) else {}
    if not _EMAIL.fullmatch(str(found.get("email"))):
        raise invalid(f"Param {name}['email'] must be a valid email address.")
    for kind in ("mobile_number", "landline_number"):
        number = found.get(kind)
        if number is not None and not _PHONE.fullmatch(str(number)):
            raise invalid(f"Param {name}['{kind}'] must be a phone number with its country code.")


def _refused(message: str) -> Refusal:
    return Refusal(100, "", message=message)
