"""How many people a portfolio may write to outside windows in a moving 24 h.

Meta counts people, not messages, over all senders of the portfolio (facts/platform.md, section c).
A share is kept from marketing, so that a blast never leaves an OTP without a place.
"""

import math
from collections.abc import Container

from terkirim.delivery.outbox.pacing.model import Candidate

_LOOK_AGAIN_S = 900.0  # Meta raises a limit within hours and tells it by webhook


class ReachBudget:
    """The places left, for one batch, from counts of the last 24 h.

    `limit`: people, None for any number; `reserve_share`: the share of it marketing may not use;
    `used`: people reached; `reached`: they, or those among the batch's contacts: they cost no more;
    `frees_at`: when the longest ago of them leaves the 24 h. Share one object among the senders of
    a portfolio that are paced in the same transaction.
    """

    def __init__(
        self,
        limit: int | None,
        reserve_share: float,
        *,
        used: int = 0,
        reached: Container[str] = (),
        frees_at: float | None = None,
    ) -> None:
        self._limit = limit
        self._reserve = math.ceil((limit or 0) * reserve_share)
        self._used = used
        self._reached = reached
        self._new: set[str] = set()
        self._frees_at = frees_at

    def full_until(self, candidate: Candidate, now: float) -> float | None:
        """When it is worth asking again, if there is no place for this message; else None."""
        if self._limit is None or not self._costs(candidate):
            return None
        places = self._limit - (self._reserve if candidate.marketing else 0)
        if self._used < places:
            return None
        frees_at = self._frees_at if self._frees_at is not None else 0.0
        return frees_at if now < frees_at else now + _LOOK_AGAIN_S

    def take(self, candidate: Candidate) -> None:
        """The message leaves."""
        if self._costs(candidate):
            self._used += 1
            self._new.add(candidate.contact_id)

    def _costs(self, candidate: Candidate) -> bool:
        if not candidate.opens_conversation:
            return False
        return candidate.contact_id not in self._reached and candidate.contact_id not in self._new
