"""What a checker is asked, and what it may answer."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import msgspec

Verdict = Literal["has_whatsapp", "no_whatsapp", "reachable", "unreachable", "invalid", "unknown"]
Miss = Literal["never_left", "busy", "refused", "failed", "no_answer", "not_understood", "pending"]


class Finding(msgspec.Struct, frozen=True):
    """What a checker says of one number (E.164). `unknown`: it answered and knows nothing.

    `details`: `wa_id` (digits), `line_type`, `said` (a word of the provider's without a meaning in
    the settings), each where there is one.
    """

    phone: str
    verdict: Verdict
    details: Mapping[str, str] = {}


class Reply(msgspec.Struct, frozen=True):
    """What came of asking: each number asked is found or missed, once.

    `retry_after`: what a busy provider said of when to come back, as it said it.
    """

    findings: tuple[Finding, ...] = ()
    missed: Mapping[str, Miss] = {}
    retry_after: str | None = None


class Checker(Protocol):
    """Asks one service about numbers."""

    @property
    def name(self) -> str:
        """Its kind and host, such as `contacts@gateway.example.invalid`: the source of verdicts."""

    @property
    def most_at_once(self) -> int:
        """How many numbers it can be asked about in one go."""

    async def ask(self, phones: Sequence[str]) -> Reply:
        """Ask about these E.164 numbers, each once. Raises nothing: what fails is missed."""
