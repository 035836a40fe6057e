"""An error, read from whatever form Meta gave it in."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

Surface = Literal[
    "sync", "status_webhook", "message_webhook", "errors_webhook", "registration", "management"
]


class ErrorReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One error as Meta stated it. `code` is None where the body names none."""

    code: int | None = None
    subcode: int | None = None
    title: str = ""
    details: str = ""
    transient: bool = False
    surface: Surface = "sync"
    http_status: int | None = None
    trace: str = ""


def read_error(
    body: object, surface: Surface = "sync", http_status: int | None = None
) -> ErrorReport:
    """Read a Graph answer, its `error` object, or one item of a webhook's `errors`.

    Never raises: what cannot be read is simply absent (shapes: facts/platform.md, section a;
    providers turn `code` into text, template calls `error_data` into text).
    """
    error = _innermost(body)
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, Mapping) else data
    return ErrorReport(
        code=_number(error.get("code")),
        subcode=_number(error.get("error_subcode")),
        title=_text(error.get("message")) or _text(error.get("title")),
        details=_text(details) or _text(error.get("error_user_msg")) or _text(error.get("details")),
        transient=error.get("is_transient") is True,
        surface=surface,
        http_status=http_status,
        trace=_text(error.get("fbtrace_id")),
    )


def _innermost(body: object) -> Mapping[str, Any]:
    for _ in range(4):
        if isinstance(body, list) and body:
            body = body[0]
        if not isinstance(body, Mapping):
            return {}
        inner = body.get("error") or body.get("errors")
        if not isinstance(inner, Mapping | list) or not inner:
            return body
        body = inner
    return body if isinstance(body, Mapping) else {}


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 12:
        return int(value)
    return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
