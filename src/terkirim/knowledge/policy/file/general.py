"""The table [general]: the choices that are no cause's own."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from terkirim.knowledge.policy.file import sentences as say
from terkirim.knowledge.policy.file.rows import nearest
from terkirim.knowledge.policy.situation import Policy
from terkirim.vocabulary.text import Text
from terkirim.vocabulary.toml_lines import Places

GENERAL = "general"
_MOST_SHARES = 10


class _Range(NamedTuple):
    least: float
    most: float
    whole: bool = False


RANGES = {
    "failures_until_inactive": _Range(1, 100, whole=True),
    "grace_hours": _Range(0, 168),
    "reconcile_minutes": _Range(1, 1440),
    "park_days": _Range(0.01, 30),
    "spam_share": _Range(0.001, 1),
    "spam_sample": _Range(1, 1_000_000, whole=True),
    "canary_shares": _Range(0.0001, 1),
    "canary_step_hours": _Range(0.01, 168),
}


def read_general(raw: object, found: Places, faults: list[tuple[int, Text]]) -> dict[str, Any]:
    """The choices the table makes; faults are added to the list with their line."""
    if not isinstance(raw, dict):
        faults.append((found.get(GENERAL, 1), say.NOT_A_TABLE.format(name=GENERAL)))
        return {}
    chosen = {}
    for key, value in raw.items():
        wrong = _fault(key, value)
        if wrong is None:
            chosen[key] = tuple(value) if isinstance(value, list) else value
        else:
            faults.append((found.get(f"{GENERAL}.{key}", 1), wrong))
    return chosen


def general_of(policy: Policy) -> Mapping[str, Any]:
    """The general choices of a policy, by name."""
    return {key: getattr(policy, key) for key in RANGES}


def _fault(key: str, value: object) -> Text | None:
    if key not in RANGES:
        known = ", ".join(RANGES)
        return say.UNKNOWN_KEY.format(key=key, nearest=nearest(key, RANGES), known=known)
    bounds, default = RANGES[key], getattr(Policy(), key)
    if not isinstance(default, tuple):
        fits, example, sentence = _fits(value, bounds), f"{default:g}", say.NOT_A_NUMBER
    else:
        fits = (
            isinstance(value, list)
            and 1 <= len(value) <= _MOST_SHARES
            and all(_fits(one, bounds) for one in value)
        )
        example, sentence = str(list(default)), say.NOT_NUMBERS
    if fits:
        return None
    least, most = f"{bounds.least:g}", f"{bounds.most:.0f}"
    return sentence.format(key=key, least=least, most=most, example=example, count=_MOST_SHARES)


def _fits(value: object, bounds: _Range) -> bool:
    """Whether it is a number within the bounds; `nan` never is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return bounds.least <= value <= bounds.most and not (bounds.whole and isinstance(value, float))
