"""Reading an error from whatever it came in: Meta's shapes, a library's exception, plain text.

Shapes: facts/platform.md, sections a and b; providers turn `code` into text, template calls
`error_data` into text.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from terkirim.knowledge import catalogue
from terkirim.knowledge.diagnosis.dialects import read_provider_error
from terkirim.knowledge.diagnosis.plain import number, text
from terkirim.knowledge.diagnosis.report import SURFACES, ErrorReport, Surface

_DEEPEST = 12
_WAYS: tuple[tuple[str, Surface | None], ...] = (
    ("error", None),
    ("errors", None),
    ("entry", None),
    ("changes", None),
    ("value", "errors_webhook"),
    ("statuses", "status_webhook"),
    ("messages", "message_webhook"),
)


def read_error(
    error: object,
    surface: Surface | None = None,
    http_status: int | None = None,
    provider: str | None = None,
) -> ErrorReport:
    """Read one error: a Graph answer, its `error` object, a webhook or one of its statuses, an
    exception of pywa or of this package, a provider's body, JSON text, or a pasted sentence.

    `surface` None takes what the shape tells, `sync` where it tells nothing. Of several errors the
    first is read. Never raises: what cannot be read is simply absent.
    """
    if isinstance(error, ErrorReport):
        return error
    if isinstance(error, BaseException):
        error, http_status = _of_exception(error, http_status)
    if isinstance(error, str | bytes | int):
        error = _of_text(error)
    body, shown = _innermost(error)
    seen: Surface = surface if surface in SURFACES else shown or "sync"
    if provider:
        return read_provider_error(error, provider.strip().lower(), seen, http_status)
    return _of_body(body, seen, http_status)


def _of_body(body: Mapping[str, Any], surface: Surface, http_status: int | None) -> ErrorReport:
    data = body.get("error_data")
    details = data.get("details") if isinstance(data, Mapping) else data
    return ErrorReport(
        code=number(body.get("code", body.get("error_code"))),
        subcode=number(body.get("error_subcode")),
        title=text(body.get("message")) or text(body.get("title")),
        details=_first_text(
            details, *(body.get(key) for key in ("error_user_msg", "details", "error_description"))
        ),
        transient=body.get("is_transient") is True,
        surface=surface,
        http_status=http_status,
        trace=text(body.get("fbtrace_id")),
    )


def _first_text(*values: object) -> str:
    return next((text(value) for value in values if text(value)), "")


def _innermost(body: object) -> tuple[Mapping[str, Any], Surface | None]:
    """The error object within a body, and the surface its place tells."""
    surface: Surface | None = None
    for _ in range(_DEEPEST):
        if isinstance(body, list | tuple):
            body = next(iter(_errors_first(body)), None)
            continue
        if not isinstance(body, Mapping):
            return {}, surface
        inner, shown = _one_step(body)
        if inner is None:
            return body, surface
        body, surface = inner, shown or surface
    return (body if isinstance(body, Mapping) else {}), surface


def _one_step(body: Mapping[str, Any]) -> tuple[Mapping[str, Any] | list[Any] | None, Any]:
    for name, surface in _WAYS:
        inner = body.get(name)
        if inner and isinstance(inner, Mapping | list):
            holds_errors = name != "value" or "errors" in inner
            return inner, surface if holds_errors else None
    return None, None


def _errors_first(items: list[Any] | tuple[Any, ...]) -> Iterator[Any]:
    """The items of a batch, those with an error within them first."""
    yield from (item for item in items if isinstance(item, Mapping) and _has_error(item, _DEEPEST))
    yield from items


def _has_error(item: object, depth: int) -> bool:
    if isinstance(item, list):
        return any(_has_error(each, depth - 1) for each in item) if depth else False
    if not isinstance(item, Mapping) or not depth:
        return False
    if item.get("error") or item.get("errors"):
        return True
    return any(_has_error(item.get(name), depth - 1) for name, _ in _WAYS[2:])


def _of_exception(error: BaseException, http_status: int | None) -> tuple[object, int | None]:
    """A pywa error keeps Meta's object as `raw`; ours the answer as `body`; others name parts."""
    status = number(getattr(error, "http_status", None) or getattr(error, "status_code", None))
    for name in ("raw", "body"):
        held = getattr(error, name, None)
        if isinstance(held, Mapping):
            return held, http_status or status
    parts = {
        "code": getattr(error, "code", None) or getattr(error, "error_code", None),
        "error_subcode": getattr(error, "subcode", None) or getattr(error, "error_subcode", None),
        "message": text(getattr(error, "message", None)) or str(error),
        "details": getattr(error, "details", None),
    }
    if number(parts["code"]) is None:
        parts["code"] = catalogue.code_in(text(parts["message"]))
    return parts, http_status or status


def _of_text(error: str | bytes | int) -> object:
    if isinstance(error, int):
        return {"code": error}
    written = error.decode("utf-8", "replace") if isinstance(error, bytes) else error
    try:
        body = json.loads(written)
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, Mapping | list):
        return body
    return {"code": catalogue.code_in(written), "message": written}
