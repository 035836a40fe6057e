"""What is to be done about a diagnosis. Begin with `decide`; the six remedies are in `remedies`."""

from terkirim.knowledge.policy.decide import decide
from terkirim.knowledge.policy.remedies import (
    Alert,
    Decision,
    GiveUp,
    Hold,
    Remedy,
    Reopen,
    Reroute,
    Retry,
)
from terkirim.knowledge.policy.situation import History, MessageFacts, Policy

__all__ = [
    "Alert",
    "Decision",
    "GiveUp",
    "History",
    "Hold",
    "MessageFacts",
    "Policy",
    "Remedy",
    "Reopen",
    "Reroute",
    "Retry",
    "decide",
]
