"""What went over the wire: every request with its answer, every webhook with its outcome.

The last ten thousand of them, or fewer where they are large; bodies are cut where they are long.
Tokens and secrets are masked when the record is read, so what is kept stays as cheap as possible.
"""

from collections import deque
from typing import Literal

import msgspec

KEPT = 10_000
LONGEST = 1_048_576  # of one body
HEAVIEST = 67_108_864  # of all bodies together
MASK = "***"
_SECRET = {
    "access_token",
    "app_secret",
    "appsecret_proof",
    "client_secret",
    "fb_exchange_token",
    "hub.verify_token",
    "input_token",
    "pin",
    "verify_token",
}


class Exchange(msgspec.Struct, gc=False):
    """One request and its answer. `way`: `in` to the sandbox, `out` from it (a webhook).

    `outcome`: `answered`, `cut` (no answer or a connection broken off by order), or for a webhook
    `unreachable`. `wait_s`: how long the answer took, or would have in real time, by order.
    """

    number: int
    at: float
    way: Literal["in", "out"]
    method: str
    path: str
    query: dict[str, str]
    request: bytes
    content_type: str = "application/json"
    status: int | None = None
    answer: bytes = b""
    outcome: Literal["answered", "cut", "unreachable"] = "answered"
    rule: str | None = None
    wait_s: float = 0.0

    def shown(self, secrets: frozenset[str]) -> dict[str, object]:
        """The exchange for JSON, secrets masked."""
        facts = msgspec.structs.asdict(self)
        facts["query"] = masked(self.query, secrets)
        facts["request"] = masked(_body(self.request), secrets)
        facts["answer"] = masked(_body(self.answer), secrets)
        return facts

    @property
    def weight(self) -> int:
        """How many bytes its bodies have."""
        return len(self.request) + len(self.answer)

    def code(self) -> int | None:
        """The code of an error answered."""
        if b'"error"' not in self.answer:
            return None
        match _body(self.answer):
            case {"error": {"code": int(code)}}:
                return code
        return None


class Traffic:
    """The exchanges since the last reset, oldest first."""

    def __init__(self) -> None:
        self.kept: deque[Exchange] = deque()
        self.total = 0
        self._weight = 0

    def add(self, at: float, way: Literal["in", "out"], method: str, path: str) -> Exchange:
        """Begin an exchange; what else is known of it is filled in by who asked, then `finish`."""
        self.total += 1
        return Exchange(self.total, at, way, method, path, {}, b"")

    def finish(self, exchange: Exchange, request: bytes, answer: bytes = b"") -> None:
        """Keep an exchange, at the cost of the oldest ones where it gets too much."""
        exchange.request, exchange.answer = request[: LONGEST + 1], answer[: LONGEST + 1]
        self._weight += exchange.weight
        self.kept.append(exchange)
        while len(self.kept) > KEPT or (self._weight > HEAVIEST and len(self.kept) > 1):
            self._weight -= self.kept.popleft().weight


def masked(value: object, secrets: frozenset[str], name: str = "") -> object:
    """A value without tokens and secrets, whether known by their name or by themselves."""
    if isinstance(value, dict):
        return {key: masked(inner, secrets, str(key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner, secrets) for inner in value]
    if name.lower() in _SECRET and value is not None:
        return MASK
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, MASK)
    return value


def _body(raw: bytes) -> object:
    """JSON where it is JSON, else its text; null where there is none."""
    if not raw:
        return None
    if len(raw) <= LONGEST:
        try:
            return msgspec.json.decode(raw)
        except (msgspec.DecodeError, RecursionError):
            pass
    return raw[:LONGEST].decode("utf-8", "replace")
