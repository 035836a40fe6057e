"""What checking numbers means here: terms, a plan with its cost, and what came of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import msgspec

from terkirim.channels.checkers.model import Miss
from terkirim.store.checks import Check

# over_cap: beyond what may be spent; stopped: not asked because others before were in vain.
Why = Miss | Literal["over_cap", "stopped"]


class Terms(msgspec.Struct, frozen=True):
    """On what terms a checker is asked. `price`: of one number. `cache_s`: how long a verdict
    serves. `most`: what a run may cost, None for any amount.
    """

    price: Decimal
    currency: str
    per_second: float
    cache_s: float
    most: Decimal | None = None


class Plan(msgspec.Struct, frozen=True):
    """What a run would do. `cost`: the most it can cost. `over_cap`: left out for its sake."""

    source: str
    known: Mapping[str, Check]
    to_ask: tuple[str, ...]
    over_cap: tuple[str, ...]
    cost: Decimal
    terms: Terms


class Outcome(msgspec.Struct, frozen=True):
    """What came of it: of each number a verdict, or why there is none.

    `asked`: numbers that reached the checker. `cost`: the most that can have been charged: no
    answer is no proof that nothing was.
    """

    checks: Mapping[str, Check]
    missed: Mapping[str, Why]
    asked: int
    cost: Decimal
