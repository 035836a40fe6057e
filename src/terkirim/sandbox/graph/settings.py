"""`settings` of a number: calling, payload encryption, where data is stored, changes of identity.

Words come in capitals or not, as in Meta's guides, and are answered in small letters, as in its
description.
"""

import hashlib
from typing import cast

import msgspec

from terkirim.sandbox.graph.call import Call, Json, decoded
from terkirim.sandbox.graph.health import APP_ID
from terkirim.sandbox.graph.shapes import (
    Anything,
    Choice,
    Flag,
    Listing,
    Number,
    Record,
    Shape,
    Words,
)
from terkirim.sandbox.refusals import invalid, required
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender
from terkirim.sandbox.world.numbers import Settings

SERVERS_MAX = 10
REGIONS = (
    *("ae", "au", "bh", "br", "ca", "ch", "de", "eu", "gb", "id", "in", "jp", "kr", "sg", "us"),
    "za",
)
_ON = Choice(("enabled", "disabled"))
_WITH_STATUS = Record({"status": _ON}, ("status",))
_SERVER = Record(
    {
        "hostname": Words(255),
        "port": Number(1, 65_535, whole=True),
        "request_uri_user_params": Anything(),
    },
    ("hostname",),
)
_CALLING = Record(
    {
        "status": _ON,
        "call_icon_visibility": Choice(("visible", "hidden", "default", "disable_all")),
        "callback_permission_status": _ON,
        "srtp_key_exchange_protocol": Choice(("dtls-srtp", "sdes-srtp", "dtls", "sdes")),
        "call_hours": Record(
            {
                "status": _ON,
                "timezone": Words(),
                "timezone_id": Words(),
                "day_of_week_start": Words(),
                "weekly_operating_hours": Anything(),
                "holiday_schedule": Anything(),
            },
            ("status",),
        ),
        "call_icons": Record({"restrict_to_user_countries": Listing(Words(2), 300)}),
        "sip": Record({"status": _ON, "servers": Listing(_SERVER, SERVERS_MAX)}, ("status",)),
        "video": _WITH_STATUS,
        "audio": _WITH_STATUS,
    },
    ("status",),
)
_SHAPES: dict[str, Shape] = {
    "calling": _CALLING,
    "user_identity_change": Record(
        {"enabled": Flag(), "enable_identity_key_check": Flag()},
    ),
    "payload_encryption": Record({"status": _ON, "client_encryption_key": Words()}, ("status",)),
    "storage_configuration": Record(
        {"enabled": Flag(), "region": Choice(REGIONS)},
        ("enabled",),
    ),
}
_MEANING = {"default": "visible", "disable_all": "hidden", "dtls": "dtls-srtp", "sdes": "sdes-srtp"}
_IN_CAPITALS = "srtp_key_exchange_protocol"


def get_settings(_state: State, sender: Sender, call: Call) -> Json:
    """GET /{phone_number_id}/settings; SIP passwords where `include_sip_credentials` asks."""
    kept, key = sender.settings, sender.settings.encryption_key
    encryption: Json = {"status": "disabled"}
    if key is not None:
        mark = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
        encryption = {"status": "enabled", "client_encryption_key_fingerprint": f"SHA256:{mark}"}
    storage: Json = {"status": "default"}
    if kept.region is not None:
        storage = {
            "status": "in_country_storage_enabled",
            "data_localization_region": kept.region,
        }
    shown = _calling(sender, secret=call.query.get("include_sip_credentials") == "true")
    return {"calling": shown, "payload_encryption": encryption, "storage_configuration": storage}


def update_settings(_state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/settings: one feature at a time; raises Refusal (100)."""
    given = call.parameters()
    named = [name for name in _SHAPES if given.get(name) is not None]
    if not named:
        raise required(" or ".join(_SHAPES))
    if len(named) > 1:
        raise invalid("Only one feature setting can be specified per request.")
    [name] = named
    wish = decoded(name, given[name])
    _SHAPES[name].check(wish, (name,))
    sender.settings = _CHANGES[name](sender.settings, cast("Json", wish))
    return {"success": True}


def _change_calling(kept: Settings, wish: Json) -> Settings:
    changes = {name: _small(name, value) for name, value in wish.items() if value is not None}
    return msgspec.structs.replace(kept, calling={**kept.calling, **changes})


def _small(name: str, value: object) -> object:
    """A word as the description has it; what holds words likewise."""
    if isinstance(value, dict):
        return {
            key: _small(key, inner) if key == "status" else inner for key, inner in value.items()
        }
    if not isinstance(value, str):
        return value
    word = _MEANING.get(value.lower(), value.lower())
    return word.upper() if name == _IN_CAPITALS else word


def _change_identity(kept: Settings, wish: Json) -> Settings:
    value = wish.get("enabled", wish.get("enable_identity_key_check"))
    if value is None:
        raise required("user_identity_change['enabled']")
    return msgspec.structs.replace(kept, identity_change=value in (True, "true"))


def _change_encryption(kept: Settings, wish: Json) -> Settings:
    key = wish.get("client_encryption_key")
    if str(wish["status"]).lower() == "disabled":
        return msgspec.structs.replace(kept, encryption_key=None)
    if key is None:
        raise required("payload_encryption['client_encryption_key']")
    return msgspec.structs.replace(kept, encryption_key=str(key))


def _change_storage(kept: Settings, wish: Json) -> Settings:
    if wish["enabled"] not in (True, "true"):
        return msgspec.structs.replace(kept, region=None)
    if wish.get("region") is None:
        raise required("storage_configuration['region']")
    return msgspec.structs.replace(kept, region=str(wish["region"]).lower())


_CHANGES = {
    "calling": _change_calling,
    "user_identity_change": _change_identity,
    "payload_encryption": _change_encryption,
    "storage_configuration": _change_storage,
}


def _calling(sender: Sender, *, secret: bool) -> Json:
    shown: Json = {
        "status": "disabled",
        "call_icon_visibility": "visible",
        "ip_addresses": {"default": ["192.0.2.1", "192.0.2.2"]},
        "callback_permission_status": "disabled",
        **sender.settings.calling,
    }
    sip = shown.get("sip")
    if isinstance(sip, dict) and sip.get("servers"):
        password = hashlib.sha256(f"sip/{sender.id}".encode()).hexdigest()[:32]
        more = {"app_id": APP_ID, **({"password": password} if secret else {})}
        shown["sip"] = {**sip, "servers": [{**one, **more} for one in sip["servers"]]}
    return shown
