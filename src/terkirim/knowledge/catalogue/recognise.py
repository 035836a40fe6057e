"""Finding the error code in whatever a person pastes."""

import json
import re

_MARKED = re.compile(r"\(#(\d{1,7})\)")
_KEYED = re.compile(
    r"""(?<!status )(?<!http )\b(?:code|kode|error|galat)\b["']?\s*[:=#]?\s*["']?#?(\d{1,7})\b""",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?<![\d.+])#?(\d{1,7})(?![\d.])")
_CODE = re.compile(r"\d{1,7}")
_HOLDERS = ("error", "errors", "statuses", "messages", "value", "changes", "entry")


def code_in(text: str) -> int | None:
    """The error code in a text: `131049`, `(#131030) …`, a Graph error or a whole webhook body.

    None where there is none; a phone number or a template's name is not taken for one.
    """
    try:
        found = _in_body(json.loads(text))
    except (ValueError, RecursionError):
        found = None
    return found if found is not None else _in_words(text)


def _in_body(body: object) -> int | None:
    if isinstance(body, list):
        return next((code for part in body if (code := _in_body(part)) is not None), None)
    return _in_object(body) if isinstance(body, dict) else None


def _in_object(body: dict[str, object]) -> int | None:
    for holder in _HOLDERS:
        found = _in_body(body[holder]) if isinstance(body.get(holder), dict | list) else None
        if found is not None:
            return found
    code = body.get("code")
    written = str(code) if isinstance(code, int | str) else ""
    return int(written) if _CODE.fullmatch(written) else None


def _in_words(text: str) -> int | None:
    for pattern in (_MARKED, _KEYED):
        if found := pattern.search(text):
            return int(found.group(1))
    alone = _ALONE.fullmatch(text.strip())
    long_ones = [int(code) for code in _ALONE.findall(text) if len(code) == 6]
    if alone:
        return int(alone.group(1))
    return long_ones[0] if len(long_ones) == 1 else None
