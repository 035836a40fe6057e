"""The public key with which Meta encrypts what Flows send to a business."""

import base64
import binascii
import re

from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.graph.fields import select
from terkirim.sandbox.refusals import Refusal
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender

_PEM = re.compile(r"\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*")
_RSA = bytes.fromhex("06092a864886f70d010101")  # the object identifier of RSA
_FIELDS = ("business_public_key", "business_public_key_signature_status")


def get_key(_state: State, sender: Sender, call: Call) -> Json:
    """GET /{phone_number_id}/whatsapp_business_encryption: a list of one, or of none."""
    if sender.public_key is None:
        return {"data": []}
    facts: Json = dict(zip(_FIELDS, (sender.public_key, "VALID"), strict=True))
    return {"data": [select(call, facts, _FIELDS)]}


def set_key(_state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/whatsapp_business_encryption: an RSA key in PEM."""
    key = call.parameters().get("business_public_key")
    if not isinstance(key, str) or not key:
        raise Refusal(100, "", message="Missing required parameter: business_public_key")
    if not _is_rsa(key):
        raise Refusal(
            100,
            "",
            message="Business public key is invalid",
            user_title="Invalid Public Key",
            user_message="The provided public key format is invalid",
        )
    sender.public_key = key
    return {"success": True}


def _is_rsa(key: str) -> bool:
    found = _PEM.fullmatch(key)
    try:
        body = base64.b64decode("".join(found[1].split()), validate=True) if found else b""
    except binascii.Error:
        return False
    return _RSA in body[:40]
