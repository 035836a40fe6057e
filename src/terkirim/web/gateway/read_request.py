"""Read a Cloud API send request. Shapes and codes: facts/platform.md, section a."""

from typing import Any

import msgspec

from terkirim.delivery.outbox.send_one import Request
from terkirim.vocabulary.identifiers import is_bsuid
from terkirim.vocabulary.phone import Phone, read_phone

_ADDRESS = {"to", "recipient", "recipient_type", "messaging_product", "biz_opaque_callback_data"}
_OURS = {"idempotency_key"}
_MAX_KEY = 255
_MAX_CALLER_DATA = 512


class BadRequest(Exception):
    """The request is not what the Cloud API takes."""

    def __init__(self, code: int, details: str) -> None:
        super().__init__(details)
        self.code = code
        self.details = details


def read_request(
    raw: bytes, sender_id: str, owner: str, header: str | None, region: str
) -> Request:
    """The message asked for. Raises BadRequest with the code Meta would give.

    `header` is the idempotency key of the header Idempotency-Key; without one the field
    `idempotency_key` of the body is taken. Keys are unique per `owner`, the name of the API key.
    """
    body = _decoded(raw)
    if body.get("messaging_product") != "whatsapp":
        raise BadRequest(100, "The parameter messaging_product is required.")
    kind = body.get("type", "text")
    if not isinstance(kind, str) or not isinstance(body.get(kind), dict):
        raise BadRequest(131009, f"Parameter value is not valid: type {str(kind)[:40]}")
    if kind == "template":
        _check_template(body["template"])
    caller_data = body.get("biz_opaque_callback_data")
    if caller_data is not None and (
        not isinstance(caller_data, str) or len(caller_data) > _MAX_CALLER_DATA
    ):
        raise BadRequest(131009, "biz_opaque_callback_data is text of up to 512 characters")
    return Request(
        sender_id,
        _recipient(body, region),
        {"type": kind, **_content(body)},
        caller_data=caller_data,
        owner=owner,
        idempotency_key=_idempotency_key(header or body.get("idempotency_key")),
    )


def _content(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in _ADDRESS | _OURS}


def _idempotency_key(key: object) -> str | None:
    if key is None or key == "":
        return None
    if not isinstance(key, str) or len(key) > _MAX_KEY or "\0" in key:
        raise BadRequest(100, f"An idempotency key is text of up to {_MAX_KEY} characters")
    return key


def _decoded(raw: bytes) -> dict[str, Any]:
    try:
        body = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadRequest(100, "Invalid JSON") from error
    if not isinstance(body, dict):
        raise BadRequest(100, "The request body must be a JSON object")
    return body


def _recipient(body: dict[str, Any], region: str) -> str:
    to = body.get("to") or body.get("recipient")
    if not isinstance(to, str | int) or isinstance(to, bool):
        raise BadRequest(100, "The parameter to is required.")
    text = str(to)
    if is_bsuid(text):
        return text
    phone = read_phone(text, region)
    if not isinstance(phone, Phone):
        raise BadRequest(131009, "Parameter value is not valid: to is not a phone number")
    return phone.e164


def _check_template(template: dict[str, Any]) -> None:
    language = template.get("language")
    if not isinstance(template.get("name"), str) or not isinstance(language, dict):
        raise BadRequest(131008, "Required parameter is missing: template name and language")
    if not isinstance(language.get("code"), str):
        raise BadRequest(131008, "Required parameter is missing: template language code")
    components = template.get("components") or []
    if not isinstance(components, list) or not all(isinstance(c, dict) for c in components):
        raise BadRequest(131009, "Parameter value is not valid: template components")
    for component in components:
        if not isinstance(component.get("parameters") or [], list):
            raise BadRequest(131009, "Parameter value is not valid: component parameters")
