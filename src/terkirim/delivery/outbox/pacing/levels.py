"""What Meta's words for a limit amount to (facts/platform.md, sections c and d)."""

from typing import Final

STANDARD: Final = 80.0
HIGH: Final = 1000.0
COEXISTENCE: Final = 20.0
_SMALLEST_TIER = 250
_TIERS = {
    "TIER_250": 250,
    "TIER_2K": 2_000,
    "TIER_10K": 10_000,
    "TIER_100K": 100_000,
    "TIER_UNLIMITED": None,
}


def messages_a_second(level: str | None, *, on_biz_app: bool = False) -> float:
    """A sender's throughput, messages in and out together.

    `level` is its `throughput.level`, `on_biz_app` its `is_on_biz_app` (coexistence). An unknown or
    missing level is taken for the standard one: every Cloud API number has at least that.
    """
    if on_biz_app:
        return COEXISTENCE
    return HIGH if level == "HIGH" else STANDARD


def people_a_day(tier: str | int | None) -> int | None:
    """How many people a portfolio may write to outside windows in a moving 24 h; None: any number.

    Takes a TIER_* word or the number some webhooks carry, -1 for unlimited. An unknown tier is
    taken for the smallest one.
    """
    if isinstance(tier, int):
        return tier if tier >= 0 else None
    return _TIERS.get(tier or "", _SMALLEST_TIER)
