"""What a message that asks for an address must hold (Meta's "Address messages")."""

from terkirim.sandbox.graph.shapes import Choice, Listing, Record, Shape, Words

SAVED_MAX = 10
_FIELDS: dict[str, Shape] = {
    "name": Words(blank=True),
    "phone_number": Words(blank=True),
    "in_pin_code": Words(6, blank=True),
    "sg_post_code": Words(6, blank=True),
    "house_number": Words(blank=True),
    "floor_number": Words(blank=True),
    "tower_number": Words(blank=True),
    "unit_number": Words(blank=True),
    "building_name": Words(blank=True),
    "address": Words(blank=True),
    "landmark_area": Words(blank=True),
    "city": Words(blank=True),
    "state": Words(blank=True),
}
_VALUES = Record(_FIELDS)
_WRONG = Record(dict.fromkeys(_FIELDS, Words()))
ADDRESS = Record(
    {
        "country": Choice(("in", "sg")),
        "values": _VALUES,
        "saved_addresses": Listing(
            Record({"id": Words(), "value": _VALUES}, ("id", "value")), SAVED_MAX
        ),
        "validation_errors": _WRONG,
    },
    ("country",),
)
