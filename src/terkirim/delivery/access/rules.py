"""What a password must be, what is stored of a token, and how often a login may be tried."""

import hashlib
from collections import OrderedDict
from typing import NamedTuple

from terkirim.errors import BadInput
from terkirim.vocabulary.clock import HOUR, MINUTE
from terkirim.vocabulary.text import Text

SESSION_LASTS = 12 * HOUR
MIN_PASSWORD = 10
_MAX_PASSWORD = 1000
_MAX_NAME = 64

_FREE_FAILURES = 5
_FIRST_WAIT = 30.0
_LONGEST_WAIT = 15 * MINUTE
_FORGOTTEN_AFTER = HOUR
_REMEMBERED = 10_000


def fingerprint(token: str) -> str:
    """What is stored instead of a random token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def require_name(name: str) -> str:
    """A user's or key's name without the spaces around it. Raises BadInput."""
    tidy = name.strip()
    if not tidy or len(tidy) > _MAX_NAME or not tidy.isprintable():
        raise BadInput(
            Text(
                id=f"Isi nama dengan 1 sampai {_MAX_NAME} huruf atau angka.",
                en=f"A name has 1 to {_MAX_NAME} letters or digits.",
            )
        )
    return tidy


def require_password(password: str) -> None:
    """Raise BadInput unless the password is long enough."""
    if not MIN_PASSWORD <= len(password) <= _MAX_PASSWORD:
        raise BadInput(
            Text(
                id=f"Kata sandi harus terdiri dari paling sedikit {MIN_PASSWORD} karakter.",
                en=f"The password must have at least {MIN_PASSWORD} characters.",
            )
        )


class _Failures(NamedTuple):
    times: int
    last: float


class Throttle:
    """Slows down repeated failed logins by name and address, in memory.

    The first five failures cost nothing; then each doubles the wait, from half a minute to a
    quarter of an hour. An hour without a failure is forgiven.
    """

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def wait(self, name: str, address: str, now: float) -> float:
        """Seconds until another try is looked at; 0 when it may be made now."""
        times, last = self._standing(name, address, now)
        if times < _FREE_FAILURES:
            return 0.0
        pause: float = _FIRST_WAIT * 2 ** min(times - _FREE_FAILURES, 10)
        return max(0.0, last + min(pause, _LONGEST_WAIT) - now)

    def failed(self, name: str, address: str, now: float) -> None:
        """Count a failure."""
        key = _key(name, address)
        self._failures[key] = _Failures(self._standing(name, address, now).times + 1, now)
        self._failures.move_to_end(key)
        if len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forgive what was before."""
        self._failures.pop(_key(name, address), None)

    def _standing(self, name: str, address: str, now: float) -> _Failures:
        known = self._failures.get(_key(name, address))
        if known is None or now - known.last > _FORGOTTEN_AFTER:
            return _Failures(0, now)
        return known


def _key(name: str, address: str) -> tuple[str, str]:
    return name.strip()[:_MAX_NAME], address
