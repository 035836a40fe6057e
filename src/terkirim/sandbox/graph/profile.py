"""The business profile: what people see of a sender in WhatsApp."""

import re

import msgspec

from terkirim.sandbox.graph.call import Call, Json, decoded, for_whatsapp
from terkirim.sandbox.graph.fields import select
from terkirim.sandbox.refusals import invalid
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender

_LONGEST = {"about": 139, "address": 256, "description": 512, "email": 128}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WEBSITES_MAX = 2
WEBSITE_MAX = 256
VERTICALS = (
    "ALCOHOL",
    "APPAREL",
    "AUTO",
    "BEAUTY",
    "EDU",
    "ENTERTAIN",
    "EVENT_PLAN",
    "FINANCE",
    "GOVT",
    "GROCERY",
    "HEALTH",
    "HOTEL",
    "MATRIMONY_SERVICE",
    "NONPROFIT",
    "NOT_A_BIZ",
    "ONLINE_GAMBLING",
    "OTC_DRUGS",
    "OTHER",
    "PHYSICAL_GAMBLING",
    "PROF_SERVICES",
    "RESTAURANT",
    "RETAIL",
    "TRAVEL",
    "UNDEFINED",
)


def get_profile(_state: State, sender: Sender, call: Call) -> Json:
    """GET /{phone_number_id}/whatsapp_business_profile: a list of one."""
    profile = sender.profile
    picture = f"https://example.com/profile/{sender.id}.jpg" if profile.picture_handle else None
    facts: Json = {
        "about": profile.about,
        "address": profile.address,
        "description": profile.description,
        "email": profile.email,
        "profile_picture_url": picture,
        "websites": list(profile.websites) or None,
        "vertical": profile.vertical,
        "messaging_product": "whatsapp",
    }
    shown = select(call, facts, tuple(facts))
    return {"data": [{**shown, "messaging_product": "whatsapp"}]}


def update_profile(state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/whatsapp_business_profile: what is left out stays."""
    given = call.parameters()
    for_whatsapp(given)
    changes: Json = {name: _text(given, name) for name in _LONGEST if name in given}
    if "vertical" in given:
        changes["vertical"] = _vertical(given["vertical"])
    if "websites" in given:
        changes["websites"] = _websites(decoded("websites", given["websites"]))
    if "profile_picture_handle" in given:
        changes["picture_handle"] = _handle(state, given["profile_picture_handle"])
    sender.profile = msgspec.structs.replace(sender.profile, **changes)
    return {"success": True}


def _text(given: Json, name: str) -> str:
    text = given[name]
    if not isinstance(text, str):
        raise invalid(f"Param {name} must be a string.")
    if len(text) > _LONGEST[name]:
        raise invalid(f"Param {name} must be at most {_LONGEST[name]} characters long.")
    if name == "about" and not text.strip():
        raise invalid("Param about must be at least 1 character long.")
    if name == "email" and text and not _EMAIL.fullmatch(text):
        raise invalid("Param email must be a valid email address.")
    return text


def _vertical(given: object) -> str:
    if given not in VERTICALS:
        raise invalid(f"Param vertical must be one of {{{', '.join(VERTICALS)}}}")
    return str(given)


def _websites(given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or len(given) > WEBSITES_MAX:
        raise invalid(f"Param websites must be an array of at most {WEBSITES_MAX} URLs.")
    for url in given:
        if not isinstance(url, str) or not url.startswith(("http://", "https://")):
            raise invalid("Param websites must hold URLs that begin with http:// or https://.")
        if len(url) > WEBSITE_MAX:
            raise invalid(f"Param websites must hold URLs of up to {WEBSITE_MAX} characters.")
    return tuple(given)


def _handle(state: State, given: object) -> str:
    if not str(state.uploads.type_of(given)).startswith("image/"):
        raise invalid("Param profile_picture_handle must be the handle of an uploaded image.")
    return str(given)
