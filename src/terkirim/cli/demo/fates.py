"""Who has which trouble: drawn once from the seed, in an order no list order can change."""

import hashlib
from collections.abc import Sequence

import msgspec

# Share of the list, and the least number of people, for each trouble.
_SHARES: dict[str, tuple[float, int]] = {
    "no_whatsapp": (0.01, 1),
    "unreachable": (0.015, 2),
    "recovers": (0.01, 1),
    "experiment": (0.015, 1),
    "capped_once": (0.015, 1),
    "capped_always": (0.005, 1),
    "cut_off": (0.005, 1),
    "phone_off": (0.01, 1),
    "writes_stop": (0.003, 1),
    "asks": (0.004, 6),
    "asks_oddly": (0.001, 1),
    "tester": (0.001, 2),
}


class Fates(msgspec.Struct, frozen=True):
    """The numbers of the people with each trouble."""

    of: dict[str, list[str]]
    american: list[str]

    def __getitem__(self, trouble: str) -> list[str]:
        return self.of.get(trouble, [])


def draw(phones: Sequence[tuple[str, str]], seed: int) -> Fates:
    """Deal the troubles out over (number, region) pairs; a short list may not reach them all."""
    american = [phone for phone, region in phones if region == "US"]
    left = sorted(
        (phone for phone, region in phones if region != "US"),
        key=lambda phone: hashlib.sha256(f"{seed}/{phone}".encode()).digest(),
    )
    dealt: dict[str, list[str]] = {}
    for trouble, (share, least) in _SHARES.items():
        count = max(least, round(len(phones) * share))
        dealt[trouble], left = left[:count], left[count:]
    return Fates(dealt, american)
