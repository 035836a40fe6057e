"""What the tests of the pacing share: the owner's default rules, candidates, a driven pacer."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import settings

from terkirim.delivery.outbox.pacing import (
    Admission,
    Candidate,
    MarketingCap,
    PacingRules,
    RampUp,
    ReachBudget,
    SenderPacer,
)
from terkirim.settings import PacingSettings

RULES = msgspec.convert(PacingSettings().model_dump(), PacingRules)
NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Jakarta")).timestamp()
AT_LEISURE = settings(deadline=None)  # a shared machine pauses where it likes
CATEGORIES = ["authentication", "service", "utility", "marketing"]


def rules(**changes: Any) -> PacingRules:
    """The defaults, some of them changed."""
    return msgspec.structs.replace(RULES, **changes)


def make(name: str, category: str = "utility", **fields: Any) -> Candidate:
    """A message to a person of its own, in Jakarta."""
    given = {"contact_id": f"c-{name}", "recipient": "+6281200000001"} | fields
    return Candidate(name, category=category, **given)


def several(count: int, category: str = "utility", **fields: Any) -> list[Candidate]:
    """Messages to as many people."""
    return [make(f"{category}-{number}", category, **fields) for number in range(count)]


def pacer(level: float = 80.0, ramp: RampUp | None = None, **changes: Any) -> SenderPacer:
    """A pacer that was just leased at noon."""
    return SenderPacer(level, rules(**changes), NOON, ramp or RampUp((), None, NOON))


def free_reach() -> ReachBudget:
    """A portfolio without a limit."""
    return ReachBudget(None, 0.0)


def ask(
    paced: SenderPacer,
    due: Sequence[Candidate],
    now: float = NOON,
    reach: ReachBudget | None = None,
    cap: MarketingCap | None = None,
) -> Admission:
    """Admit a batch; without limits of the portfolio and the contacts unless given."""
    return paced.admit(due, now, reach or free_reach(), cap or MarketingCap(0, {}))


def busiest_second(sent: Iterable[tuple[float, int]]) -> int:
    """The most that left in any one second, by counting at each instant something left."""
    events = sorted(sent)
    return max((sum(n for at, n in events if at <= end < at + 1.0) for end, _ in events), default=0)


def local(zone: str, instant: float) -> datetime:
    """An instant on a recipient's clock."""
    return datetime.fromtimestamp(instant, ZoneInfo(zone))


def at(zone: str, *when: int) -> float:
    """A local time as an instant."""
    return datetime(*when, tzinfo=ZoneInfo(zone)).timestamp()  # type: ignore[misc,arg-type]  # y, m, d, h, min
