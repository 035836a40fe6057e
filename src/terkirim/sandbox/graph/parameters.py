"""The parameters of a template: what its texts hold places for, and how a misfit is worded."""

import re
from collections.abc import Sequence
from functools import lru_cache

from terkirim.sandbox.graph.call import Json
from terkirim.sandbox.refusals import Refusal

_PLACE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_NOT_IN_A_LINE = re.compile(r"[\n\r\t]| {5,}")
KINDS = (
    "text",
    "currency",
    "date_time",
    "image",
    "video",
    "document",
    "gif",
    "location",
    "product",
    "payload",
    "coupon_code",
    "action",
)
STRICT_SINCE = 23


def is_strict(version: str) -> bool:
    """Whether a request of that version (`v22.0`, empty for the newest) gets 132018."""
    number = version.lstrip("v").split(".")[0]
    return not number.isdigit() or int(number) >= STRICT_SINCE


@lru_cache(maxsize=4096)
def places(text: str) -> tuple[str, ...]:
    """The distinct variables of a template text, in order: `{{1}}`, `{{order_id}}`."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def of_kind(components: list[Json], kind: str) -> list[Json]:
    """The components of a kind, of a template or of a send."""
    return [
        one
        for one in components
        if isinstance(one, dict)
        and ((given := one.get("type", "")) == kind or str(given).lower() == kind)
    ]


def wrong_number(kind: str, given: int, wanted: int) -> Refusal:
    """So many parameters where another number is needed (132000)."""
    details = f"number of localizable_params ({given}) does not match the expected number of params"
    return Refusal(132000, f"{kind}: {details} ({wanted})")


def unsound(details: str, *, strict: bool) -> Refusal:
    """A send that does not fit its template in some other way: 132018, before v23 a plain 100."""
    if strict:
        return Refusal(132018, details)
    return Refusal(100, details, message="(#100) Invalid parameter")


def check_format(kind: str, given: str, wanted: tuple[str, ...], index: int | None = None) -> None:
    """Raise Refusal (132012) for a parameter of another kind than wanted."""
    if given in wanted:
        return
    where = "" if index is None else f" at parameter {index}"
    received = given.upper() if given in KINDS else "UNKNOWN"
    details = f"{kind}: Format mismatch{where}, expected {wanted[0].upper()}, received {received}"
    raise Refusal(132012, details)


def check_text(kind: str, parameter: Json, *, strict: bool) -> None:
    """Raise Refusal where a text, currency or date has no text to show, or one of several lines."""
    if kind == "text":
        text = parameter.get("text")
    else:
        inner = parameter.get(kind)
        text = inner.get("fallback_value") if isinstance(inner, dict) else None
    if not isinstance(text, str):
        raise Refusal(131008, f"Parameter of type {kind} is missing {kind} value")
    if not text:
        raise Refusal(131008, f"Parameter of type {kind} is empty")
    if _NOT_IN_A_LINE.search(text):
        raise unsound(
            "Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
            strict=strict,
        )


def at_most(text: str, given: list[Json]) -> int:
    """How long a template's text may become at most, found faster than how long it becomes."""
    longest = max((len(_shown(parameter)) for parameter in given), default=0)
    return len(text) + text.count("{{") * longest


def hydrated(text: str, names: Sequence[str], given: list[Json]) -> str:
    """A template's text with its parameters, whose number and kinds are right, filled in."""
    shown = [_shown(parameter) for parameter in given]
    if any(parameter.get("parameter_name") for parameter in given):
        names = [str(parameter.get("parameter_name")) for parameter in given]
    else:
        names = sorted(names, key=lambda name: (len(name), name))
    values = dict(zip(names, shown, strict=True))
    return _PLACE.sub(lambda place: values.get(place[1], ""), text)


def _shown(parameter: Json) -> str:
    inner = parameter.get(str(parameter["type"]).lower())
    return str(inner.get("fallback_value", "") if isinstance(inner, dict) else inner)
