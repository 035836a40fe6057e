"""Identifiers: our own, sortable by time, and the forms of Meta's."""

import random
import re
import secrets
from functools import lru_cache

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
BSUID = re.compile(r"^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}$")


class Identifiers:
    """Makes ids like `msg_01jd…`: a kind, ten characters of time, ten of chance.

    A seed makes the chance repeatable, for simulations; without one it comes from the system.
    """

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed) if seed is not None else secrets.SystemRandom()

    def new(self, kind: str, now: float) -> str:
        """A new id of that `kind`, sortable by `now` (epoch seconds)."""
        return f"{kind}_{_moment(int(now * 1000))}{_ten(self._random.getrandbits(50))}"

    def many(self, kind: str, now: float, count: int) -> list[str]:
        """So many new ids of one instant; chance is asked for once."""
        begin = f"{kind}_{_moment(int(now * 1000))}"
        chance = memoryview(self._random.randbytes(8 * count)).cast("Q")
        return [begin + _ten(number) for number in chance]


def _ten(number: int) -> str:
    """The lowest fifty bits in ten characters, two at a time."""
    return (
        _PAIRS[number >> 40 & 1023]
        + _PAIRS[number >> 30 & 1023]
        + _PAIRS[number >> 20 & 1023]
        + _PAIRS[number >> 10 & 1023]
        + _PAIRS[number & 1023]
    )


@lru_cache(maxsize=1)
def _moment(milliseconds: int) -> str:
    return _ten(milliseconds)


def is_bsuid(text: str) -> bool:
    """Whether a text has the form of a business-scoped user id (facts/platform.md, section a)."""
    return text[2:3] == "." and BSUID.match(text) is not None
