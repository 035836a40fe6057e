"""One request to a checker's service, and what became of it."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from terkirim.channels.checkers.model import Miss
from terkirim.errors import Ambiguous, Unreachable
from terkirim.http import Http, StrangersAnswer

_MOST_BYTES = 1_000_000
_BUSY = 429
_REFUSED = (401, 402, 403)


class Asking(NamedTuple):
    """A request. `headers` hold the token."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


class Missed(NamedTuple):
    """There is no answer, and why; `retry_after` as the provider said it."""

    why: Miss
    retry_after: str | None = None


async def fetch(http: Http, asking: Asking) -> object | Missed:
    """The decoded JSON of an answer, of any shape, or why there is none."""
    try:
        answer = await http.exchange_up_to(_MOST_BYTES, *asking)
    except Unreachable:
        return Missed("never_left")
    except Ambiguous:
        return Missed("no_answer")
    return _decoded(answer)


def _decoded(answer: StrangersAnswer) -> object | Missed:
    if answer.status == _BUSY:
        return Missed("busy", answer.retry_after)
    if answer.status in _REFUSED:
        return Missed("refused")
    if not 200 <= answer.status < 300:
        return Missed("failed")
    try:
        decoded: object = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, RecursionError):
        return Missed("not_understood")
    return decoded


def authorised(header: str, token: str) -> dict[str, str]:
    """The header that carries a token; in `Authorization` a single word becomes a bearer token."""
    if not token:
        return {}
    bearer = header.lower() == "authorization" and " " not in token
    return {header: f"Bearer {token}" if bearer else token}


def host_of(url: str) -> str:
    """Whose service an address is, without its port, path and anything secret."""
    return urlsplit(url).hostname or ""
