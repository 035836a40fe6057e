"""How Meta brings webhooks, by order: how many at once, in which order, how often again."""

from typing import Annotated, Literal

import msgspec

from terkirim.sandbox.amounts import Seconds

LARGEST_BATCH = 1000
KEEP_S = 7 * 86400.0


class Habits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How webhooks are brought.

    `batch`: at most so many events a request. `grouping`: those of one sender and kind stand
    `together` in one change, or each in a change of its own (`apart`). `order`: of what falls due
    together. `spread_s`: each event comes up to so many seconds late, by chance, so that they
    overtake one another. A request not answered with 200 comes again after `first_retry_s`, then
    after twice as long each time, at most `longest_retry_s`, for `give_up_after_s` in all.
    """

    batch: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_BATCH)] = LARGEST_BATCH
    grouping: Literal["together", "apart"] = "together"
    order: Literal["time", "reversed", "shuffled"] = "time"
    spread_s: Seconds = 0.0
    first_retry_s: Annotated[float, msgspec.Meta(ge=0.1, le=86400)] = 5.0
    longest_retry_s: Annotated[float, msgspec.Meta(ge=0.1, le=86400)] = 3600.0
    give_up_after_s: Seconds = KEEP_S

    def wait_s(self, attempts: int) -> float:
        """How long after so many requests in vain the next one comes."""
        return float(min(self.first_retry_s * 2 ** min(attempts - 1, 20), self.longest_retry_s))
