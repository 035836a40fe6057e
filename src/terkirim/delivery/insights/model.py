"""What the insights tell."""

from typing import Any

import msgspec

from terkirim.store import Alert, Attempt, Contact, Hold, Message
from terkirim.store.records import Sms
from terkirim.vocabulary.states import State


class CauseCount(msgspec.Struct):
    """How many messages met a cause, and how often each remedy was applied to them."""

    messages: int
    remedies: dict[str, int]


class Station(msgspec.Struct, frozen=True):
    """One event of a timeline, its data decoded."""

    at: float
    kind: str
    state: State
    data: dict[str, Any]


class Timeline(msgspec.Struct, frozen=True):
    """All that is known of one message."""

    message: Message
    contact: Contact | None
    stations: tuple[Station, ...]
    attempts: tuple[Attempt, ...]
    hold: Hold | None
    sms: Sms | None


class HoldView(msgspec.Struct, frozen=True):
    """A hold with how many messages it holds."""

    hold: Hold
    held: int


class Overview(msgspec.Struct, frozen=True):
    """The whole at a glance."""

    states: dict[str, int]
    causes: dict[str, CauseCount]
    alerts: tuple[Alert, ...]
    holds: tuple[HoldView, ...]
    sms: dict[str, int]
    webhooks: dict[str, int]
    inactive: int
