"""Take one person out of what was written down as it came. Pure."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

# What an event may still say of a message nobody can be found by any more.
_KEPT = (
    *("alternatives", "attempt", "at", "audience", "campaign", "canary", "cause", "confidence"),
    *("failures", "hold", "reason", "remedy", "remedies", "scope", "until"),
)
_NOTHING = b"{}"

Traces = re.Pattern[bytes]


def traces_of(names: Iterable[str]) -> Traces:
    """What a person is found by in a body: digits of their numbers, user ids, message ids.

    Raises ValueError without any name.
    """
    known = sorted({name.lstrip("+") for name in names if name}, key=len, reverse=True)
    if not known:
        raise ValueError("nobody to look for")
    return re.compile("|".join(map(re.escape, known)).encode())


def without(body: bytes, traces: Traces) -> bytes:
    """A webhook's body without what names the person: whole messages, statuses, profiles.

    Of a body that is no JSON nothing is left.
    """
    if not traces.search(body) and b"\\u" not in body:
        return body
    try:
        read = msgspec.json.decode(body)
        found = _without(read, traces)
    except (msgspec.DecodeError, RecursionError):
        return _NOTHING if traces.search(body) else body
    if _names(found, traces):
        return _NOTHING
    return body if found == read else msgspec.json.encode(found)


def anonymous(data: str) -> str:
    """What stays of an event's data."""
    told: dict[str, Any] = msgspec.json.decode(data)
    kept = {name: value for name, value in told.items() if name in _KEPT}
    if isinstance(told.get("error"), dict):
        kept["error"] = {"code": told["error"].get("code")}
    return msgspec.json.encode(kept).decode()


def _without(node: Any, traces: Traces) -> Any:
    """The same without the smallest list items that name the person."""
    if isinstance(node, dict):
        return {key: _without(value, traces) for key, value in node.items()}
    if isinstance(node, list):
        cleaned = (_without(one, traces) for one in node)
        return [one for one in cleaned if not _names(one, traces)]
    return node


def _names(node: Any, traces: Traces) -> bool:
    return traces.search(msgspec.json.encode(node)) is not None
