"""The states of a message, in words and in tones."""

from terkirim.vocabulary.states import State
from terkirim.web.dashboard.reader import mark

STATES: dict[str, str] = {
    State.SCHEDULED: mark("Scheduled"),
    State.QUEUED: mark("Queued"),
    State.HELD: mark("Held"),
    State.SENDING: mark("Being sent"),
    State.UNRESOLVED: mark("Unresolved"),
    State.ACCEPTED: mark("Accepted"),
    State.SENT: mark("Sent"),
    State.DELIVERED: mark("Delivered"),
    State.READ: mark("Read"),
    State.FAILED: mark("Failed"),
    State.REROUTED: mark("Rerouted to SMS"),
    State.EXPIRED: mark("Expired"),
    State.CANCELLED: mark("Cancelled"),
}

_TONES: dict[str, str] = {
    State.DELIVERED: "good",
    State.READ: "good",
    State.REROUTED: "other",
    State.HELD: "wait",
    State.UNRESOLVED: "wait",
    State.FAILED: "bad",
    State.EXPIRED: "bad",
    State.CANCELLED: "off",
}

CATEGORIES: dict[str, str] = {
    "marketing": mark("marketing"),
    "utility": mark("utility"),
    "authentication": mark("authentication"),
    "service": mark("service"),
}


def tone(state: str) -> str:
    """How a state looks: good, other (SMS), wait, bad, off (left out), or move (on its way)."""
    return _TONES.get(state, "move")
