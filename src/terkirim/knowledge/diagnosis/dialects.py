"""Errors as providers state them: their own codes, and Meta's where they pass it on.

Shapes: facts/platform.md, section j. A provider's number is never taken for one of Meta's on its
number alone, unless it is six digits long, none of the provider's own and in our catalogue.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from terkirim.knowledge import catalogue
from terkirim.knowledge.diagnosis.plain import number, text
from terkirim.knowledge.diagnosis.report import ErrorReport, Surface

_CODE_KEYS = (
    "code",
    "errorCode",
    "ErrorCode",
    "error_code",
    "status_code",
    "http_code",
    "status",
)
_WORD_KEYS = (
    "message",
    "reason",
    "ErrorMessage",
    "errorMessage",
    "error_message",
    "title",
    "detail",
    "details",
    "description",
    "developer_message",
    "error",
)
_MARKS_OF_META = ("fbtrace_id", "error_data", "error_subcode")
_DEEPEST = 6
_SIX_DIGITS = range(100_000, 1_000_000)


def read_provider_error(
    body: object, provider: str, surface: Surface, http_status: int | None
) -> ErrorReport:
    """Read a provider's error; `provider` in lower case. Never raises."""
    objects = list(_objects(body, _DEEPEST))
    meta = next((each for each in objects if _is_metas(each)), {})
    written = [code for each in objects if each is not meta for code in _codes(each)]
    own = next((code for code in written if catalogue.provider_code(provider, code)), "")
    passed_on = None if own else _passed_on(provider, written)
    if not own and passed_on is None and http_status is not None:
        own = str(http_status) if catalogue.provider_code(provider, str(http_status)) else ""
    words = list(dict.fromkeys(word for each in objects for word in _words(each)))
    return ErrorReport(
        code=number(meta.get("code")) if meta else passed_on,
        subcode=number(meta.get("error_subcode")),
        title=words[0] if words else "",
        details="\n".join(words[1:]),
        transient=meta.get("is_transient") is True,
        surface=surface,
        http_status=http_status,
        trace=text(meta.get("fbtrace_id")),
        provider=provider,
        provider_code=own or (written[0] if written else ""),
    )


def _objects(body: object, depth: int) -> Iterator[Mapping[str, Any]]:
    """Every object within a body, outermost first."""
    if not depth:
        return
    if isinstance(body, list | tuple):
        for each in body:
            yield from _objects(each, depth - 1)
    if isinstance(body, Mapping):
        yield body
        for inner in body.values():
            yield from _objects(inner, depth - 1)


def _is_metas(each: Mapping[str, Any]) -> bool:
    """Whether an object is Meta's own error, passed on."""
    return number(each.get("code")) is not None and any(key in each for key in _MARKS_OF_META)


def _codes(each: Mapping[str, Any]) -> Iterator[str]:
    for key in _CODE_KEYS:
        value = each.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            yield str(value).strip()
    fragment = text(each.get("type")).partition("#")[2]  # RFC 7807 problem types
    if fragment:
        yield fragment


def _passed_on(provider: str, written: list[str]) -> int | None:
    """A number of Meta's that the provider passes on bare: known to pass such on, or long enough
    that it can be nobody else's."""
    passes = provider in catalogue.PROVIDERS and catalogue.provider(provider).carries_meta_code
    for code in map(number, written):
        if code is not None and (passes or code in _SIX_DIGITS) and catalogue.find(code):
            return code
    return None


def _words(each: Mapping[str, Any]) -> Iterator[str]:
    for key in _WORD_KEYS:
        word = text(each.get(key)).strip()
        if word:
            yield word
