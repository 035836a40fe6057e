"""The one table of legal transitions."""

from terkirim.errors import IllegalTransition
from terkirim.vocabulary.states import State
from terkirim.vocabulary.text import Text

_LATE = {
    State.DELIVERED,
    State.READ,
}  # WhatsApp may report these for an earlier attempt at any time
_UNSETTLED = {
    State.SENT,
    State.DELIVERED,
    State.READ,
    State.FAILED,
    State.QUEUED,
    State.HELD,
    State.REROUTED,
    State.EXPIRED,
}

_NEXT: dict[State, set[State]] = {
    State.SCHEDULED: {State.QUEUED, State.CANCELLED, State.EXPIRED},
    State.QUEUED: {
        State.SENDING,
        State.HELD,
        State.CANCELLED,
        State.EXPIRED,
        State.REROUTED,
        State.FAILED,
        *_LATE,
    },
    State.HELD: {
        State.QUEUED,
        State.CANCELLED,
        State.EXPIRED,
        State.REROUTED,
        State.FAILED,
        *_LATE,
    },
    State.SENDING: {State.ACCEPTED, State.UNRESOLVED, *_UNSETTLED},
    State.UNRESOLVED: {State.ACCEPTED, *_UNSETTLED},
    State.ACCEPTED: {State.UNRESOLVED, *_UNSETTLED},
    State.SENT: _UNSETTLED - {State.SENT},
    State.DELIVERED: {State.READ},
    State.READ: set(),
    State.FAILED: {State.REROUTED, *_LATE},
    State.REROUTED: _LATE,
    State.EXPIRED: _LATE,
    State.CANCELLED: _LATE,  # called off after an attempt whose fate was open
}

IN_FLIGHT = frozenset({State.SENDING, State.UNRESOLVED, State.ACCEPTED, State.SENT})
FINAL = frozenset(
    {State.DELIVERED, State.READ, State.FAILED, State.REROUTED, State.EXPIRED, State.CANCELLED}
)


def may(current: State, following: State) -> bool:
    """Whether a message may go from one state to the other."""
    return following in _NEXT[current]


def require(current: State, following: State) -> None:
    """Raise IllegalTransition unless it may."""
    if not may(current, following):
        raise IllegalTransition(
            Text(
                id=f"Pesan tidak dapat berpindah dari {current} ke {following}.",
                en=f"A message cannot go from {current} to {following}.",
            )
        )
