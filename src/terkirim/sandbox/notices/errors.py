"""Errors as webhooks have them."""

from terkirim.sandbox.codes import about

Json = dict[str, object]
_HREF = "/documentation/business-messaging/whatsapp/support/error-codes"


def error_part(code: int, details: str | None = None, subcode: int | None = None) -> Json:
    """An entry of `errors`, wherever a webhook has them."""
    known = about(code, subcode)
    part: Json = {"code": known.code}
    if known.subcode is not None:
        part["error_subcode"] = known.subcode
    return {
        **part,
        "title": known.title,
        "message": known.title,
        "error_data": {"details": details if details is not None else known.details},
        "href": _HREF,
    }
