"""Finding the error code, and what its text tells, in whatever a person pastes."""

import json
import re
from typing import NamedTuple

from terkirim.knowledge.catalogue.load import read_code
from terkirim.knowledge.catalogue.model import DetailsReading, Entry

_MARKED = re.compile(r"\(#(\d{1,7})\)")
_KEYED = re.compile(
    r"""(?<!status )(?<!http )\b(?:error_?code|code|kode|error|galat)\b"""
    r"""["']?\s*[:=#]?\s*["']?#?(\d{1,7})\b""",
    re.IGNORECASE,
)
_SUBCODE = re.compile(r"""\b(?:error_)?subcode["']?\s*[:=#]?\s*["']?(\d{1,7})\b""", re.IGNORECASE)
_ALONE = re.compile(r"(?<![\d.+])#?(\d{1,7})(?![\d.])")
_CODE = re.compile(r"\d{1,7}")
_HOLDERS = ("error", "errors", "statuses", "messages", "value", "changes", "entry")


class _Found(NamedTuple):
    code: int
    subcode: int | None = None


def code_in(text: str) -> int | None:
    """The error code in a text: `131049`, `(#131030) …`, a Graph error or a whole webhook body.

    None where there is none; a phone number or a template's name is not taken for one. A subcode
    that says more than the code it came with, such as 2388023 within 100, is the answer instead.
    """
    try:
        found = _in_body(json.loads(text))
    except (ValueError, RecursionError):
        found = None
    found = found or _in_words(text)
    return _most_telling(found) if found else None


def readings_in(text: str, entry: Entry) -> tuple[DetailsReading, ...]:
    """The readings of an entry whose words stand in a pasted error."""
    folded = text.casefold()
    return tuple(
        reading
        for reading in entry.details
        if any(match.casefold() in folded for match in reading.match)
    )


def _most_telling(found: _Found) -> int:
    """The subcode, where it has an entry of its own under this code and is not a mere echo."""
    entry = read_code(found.subcode) if found.subcode is not None else None
    if entry is None or found.code not in entry.parents or entry.retry == "informational":
        return found.code
    return entry.code


def _in_body(body: object) -> _Found | None:
    if isinstance(body, list):
        return next((found for part in body if (found := _in_body(part))), None)
    return _in_object(body) if isinstance(body, dict) else None


def _in_object(body: dict[str, object]) -> _Found | None:
    for holder in _HOLDERS:
        found = _in_body(body[holder]) if isinstance(body.get(holder), dict | list) else None
        if found:
            return found
    code = _number(body.get("code"))
    return _Found(code, _number(body.get("error_subcode"))) if code is not None else None


def _number(value: object) -> int | None:
    written = str(value) if isinstance(value, int | str) else ""
    return int(written) if _CODE.fullmatch(written) else None


def _in_words(text: str) -> _Found | None:
    subcode = _SUBCODE.search(text)
    for pattern in (_MARKED, _KEYED):
        if found := pattern.search(text):
            return _Found(int(found.group(1)), int(subcode.group(1)) if subcode else None)
    alone = _ALONE.fullmatch(text.strip())
    long_ones = [int(code) for code in _ALONE.findall(text) if len(code) == 6]
    if alone:
        return _Found(int(alone.group(1)))
    return _Found(long_ones[0]) if len(long_ones) == 1 else None
