"""Authentication templates as they will read, before one is made."""

from typing import cast

from terkirim.sandbox.graph.call import Call, Json, decoded
from terkirim.sandbox.graph.template_rules import check_components
from terkirim.sandbox.refusals import invalid, required
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account

_LANGUAGES = ("en_US", "id")


def preview_templates(_state: State, _account: Account, call: Call) -> Json:
    """GET /{waba_id}/message_template_previews: a preview a language, in Meta's English words.

    After Meta's "Authentication templates"; its own texts in other languages are not known here.
    """
    if call.query.get("category", "").upper() != "AUTHENTICATION":
        raise invalid("Param category must be AUTHENTICATION.")
    if not call.query.get("button_types"):
        raise required("button_types")
    if call.query["button_types"].upper() != "OTP":
        raise invalid("Param button_types must be one of {OTP}")
    components: list[Json] = [
        {
            "type": "BODY",
            "add_security_recommendation": call.query.get("add_security_recommendation") == "true",
        }
    ]
    minutes = decoded("code_expiration_minutes", call.query.get("code_expiration_minutes"))
    if minutes is not None:
        components.append({"type": "FOOTER", "code_expiration_minutes": minutes})
    texts = check_components(components, "AUTHENTICATION", named=False)
    languages = call.query.get("languages") or call.query.get("language") or ",".join(_LANGUAGES)
    return {"data": [_preview(texts, one.strip()) for one in languages.split(",") if one.strip()]}


def _preview(texts: list[Json], language: str) -> Json:
    shown = {str(one["type"]).lower(): cast("str", one["text"]) for one in texts}
    button = {"text": "Copy code", "autofill_text": "Autofill"}
    return {**shown, "buttons": [button], "language": language}
