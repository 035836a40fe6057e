"""Chance that repeats: numbers and ids drawn from the seed and a name, never from arrival order."""

import base64
import hashlib
import struct


class Dice:
    """Numbers in [0, 1) that depend on the given parts alone."""

    def __init__(self, *parts: object) -> None:
        self._parts = parts
        self._state = b""
        self._drawn: list[int] = []

    def roll(self) -> float:
        """The next number in [0, 1)."""
        if not self._drawn:
            before = self._state or _joined(self._parts)
            self._state = hashlib.blake2b(before, digest_size=32).digest()
            self._drawn = list(struct.unpack("<8I", self._state))
        return self._drawn.pop() / 2**32

    def between(self, low: float, high: float) -> float:
        """A number between two bounds, evenly spread."""
        return low + (high - low) * self.roll()

    def skewed(self, low: float, high: float) -> float:
        """A number between two positive bounds, small ones as likely as large ones by ratio."""
        return float(low * (high / low) ** self.roll())


def digest(*parts: object, size: int = 9) -> bytes:
    """Some bytes that depend on the given parts alone."""
    return hashlib.blake2b(_joined(parts), digest_size=size).digest()


def _joined(parts: tuple[object, ...]) -> bytes:
    return "\x1f".join(map(str, parts)).encode("utf-8", "replace")


def wamid(digits: str, *parts: object) -> str:
    """A message id of the form Meta gives: base64 over the number and eighteen hex digits."""
    number = digits.encode("ascii", "replace")[:255]
    tail = digest(*parts).hex().upper().encode()
    raw = b"\x1c\x18" + bytes([len(number)]) + number + b"\x15\x02\x00\x11\x18\x12" + tail + b"\x00"
    return "wamid." + base64.b64encode(raw).decode()


def trace_id(*parts: object) -> str:
    """An `fbtrace_id`."""
    return "A" + base64.urlsafe_b64encode(digest(*parts, size=16)).decode().rstrip("=")
