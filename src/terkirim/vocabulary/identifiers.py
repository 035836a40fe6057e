"""Identifiers: our own, sortable by time, and the forms of Meta's."""

import random
import re
import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
BSUID = re.compile(r"^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}$")


class Identifiers:
    """Makes ids like `msg_01jd…`: a kind, ten characters of time, ten of chance.

    A seed makes the chance repeatable, for simulations; without one it comes from the system.
    """

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed) if seed is not None else secrets.SystemRandom()

    def new(self, kind: str, now: float) -> str:
        """A new id of that `kind`, sortable by `now` (epoch seconds)."""
        moment = _base32(int(now * 1000), 10)
        return f"{kind}_{moment}{_base32(self._random.getrandbits(50), 10)}"


def _base32(number: int, length: int) -> str:
    characters = []
    for _ in range(length):
        number, rest = divmod(number, 32)
        characters.append(_ALPHABET[rest])
    return "".join(reversed(characters))


def is_bsuid(text: str) -> bool:
    """Whether a text has the form of a business-scoped user id (facts/platform.md, section a)."""
    return text[2:3] == "." and BSUID.match(text) is not None
