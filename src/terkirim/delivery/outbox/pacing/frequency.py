"""How much marketing one person gets from this business in 24 h.

Meta's own limit per person is dynamic, counts all businesses, leaves out what is sent into an open
window, and answers 131049; who retries too eagerly is limited further (facts/platform.md, section
c). So one a day is the default: a second one costs a place and goodwill, and is the likeliest to be
withheld.
"""

from collections.abc import Mapping, Sequence

from terkirim.delivery.outbox.pacing.model import Candidate
from terkirim.vocabulary.clock import DAY


class MarketingCap:
    """The cap, for one batch. `at_most` messages in 24 h, 0 for no cap; `sent`: by contact id, when
    marketing left in the last 24 h that did not fail.
    """

    def __init__(self, at_most: int, sent: Mapping[str, Sequence[float]]) -> None:
        self._at_most = at_most
        self._sent = {contact_id: sorted(instants) for contact_id, instants in sent.items()}

    def full_until(self, candidate: Candidate, now: float) -> float | None:
        """When the person may get marketing again, if they had enough; else None."""
        sent = self._sent.get(candidate.contact_id)
        if not sent or not self._at_most or not self._counts(candidate):
            return None
        lately = [at for at in sent if at + DAY > now]
        return None if len(lately) < self._at_most else lately[-self._at_most] + DAY

    def take(self, candidate: Candidate, now: float) -> None:
        """The message leaves."""
        if self._counts(candidate):
            self._sent.setdefault(candidate.contact_id, []).append(now)

    @staticmethod
    def _counts(candidate: Candidate) -> bool:
        return candidate.marketing and candidate.window_open is not True
