"""When a message may leave: how fast, in which order, how many people, and at what hour. Pure.

Begin with `pacer`: it asks every rule about a batch of one sender. `throughput`, `pairs` and `ramp`
are what a sender's owner keeps in memory while it leases the sender; `reach` and `frequency` rest
on counts the caller reads from the database; `quiet_hours` on a recipient's `time_zones`.
`levels` says what Meta's words for limits amount to, `shares` divides a worker among its senders.
"""

from terkirim.delivery.outbox.pacing.frequency import MarketingCap
from terkirim.delivery.outbox.pacing.levels import messages_a_second, people_a_day
from terkirim.delivery.outbox.pacing.model import (
    Admission,
    Candidate,
    PacingRules,
    Postponed,
    Postponement,
    RampStep,
)
from terkirim.delivery.outbox.pacing.pacer import SenderPacer
from terkirim.delivery.outbox.pacing.ramp import RampUp
from terkirim.delivery.outbox.pacing.reach import ReachBudget
from terkirim.delivery.outbox.pacing.shares import share_out

__all__ = [
    "Admission",
    "Candidate",
    "MarketingCap",
    "PacingRules",
    "Postponed",
    "Postponement",
    "RampStep",
    "RampUp",
    "ReachBudget",
    "SenderPacer",
    "messages_a_second",
    "people_a_day",
    "share_out",
]
