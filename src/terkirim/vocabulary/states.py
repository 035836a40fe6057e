"""The states of a message."""

from enum import StrEnum


class State(StrEnum):
    """Where a message is. Which may follow which is `delivery.outbox.transitions`' business."""

    SCHEDULED = "scheduled"
    QUEUED = "queued"
    HELD = "held"
    SENDING = "sending"
    UNRESOLVED = "unresolved"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    REROUTED = "rerouted"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
