"""What a provider's error may name as its code: in a body, a form, or a line of a log."""

import json
import re
from collections.abc import Iterator

_KEYS = frozenset({"errorcode", "error_code", "code", "status", "http_code", "statuscode"})
_ADDRESS = re.compile(r"https?://[^\s\"']*[/#]([\w-]+)")
_WORD = re.compile(r"[A-Za-z0-9][\w-]*\w|\d")
_DEEPEST = 12


def provider_words_in(text: str) -> list[str]:
    """Everything in `text` that may be the provider's code, likeliest first.

    First the last part of an error's address (`…/api-errors#low-balance`), then the fields that
    usually hold a code, then every word of the text.
    """
    try:
        fields = list(_fields(json.loads(text)))
    except (ValueError, RecursionError):
        fields = []
    found = [text.strip(), *_ADDRESS.findall(text), *fields, *_WORD.findall(text)]
    return list(dict.fromkeys(found))


def _fields(body: object, depth: int = 0) -> Iterator[str]:
    """The values of fields whose name says that they hold a code."""
    if depth > _DEEPEST:
        return
    if isinstance(body, list):
        for part in body:
            yield from _fields(part, depth + 1)
    if isinstance(body, dict):
        for name, value in body.items():
            if isinstance(value, int | str) and name.casefold() in _KEYS:
                yield str(value).strip()
            yield from _fields(value, depth + 1)
