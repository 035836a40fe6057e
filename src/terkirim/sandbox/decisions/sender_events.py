"""What Meta decides about a business number, by order: name, throughput, PIN, quality, status."""

from typing import Annotated, Literal

import msgspec

from terkirim.sandbox.decisions.account_events import TIERS, Event, Tier, Words
from terkirim.sandbox.decisions.agenda import tell_at
from terkirim.sandbox.notices import Json
from terkirim.sandbox.notices.accounts import name_update, quality_update, security
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import NameStatus, Score, Sender

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
SenderStatus = Literal[
    "CONNECTED",
    "PENDING",
    "OFFLINE",
    "DISCONNECTED",
    "FLAGGED",
    "RESTRICTED",
    "RATE_LIMITED",
    "BANNED",
    "MIGRATED",
    "UNVERIFIED",
    "DELETED",
]
_NAME_STATUS: dict[str, NameStatus] = {
    "APPROVED": "APPROVED",
    "DEFERRED": "PENDING_REVIEW",
    "PENDING": "PENDING_REVIEW",
    "REJECTED": "DECLINED",
}


class _Limit(Event, frozen=True, forbid_unknown_fields=True):
    """`phone_number_quality_update`, with the portfolio's limit where it is said."""

    current_limit: Tier | None = None
    old_limit: Tier | None = None

    def happen(self, state: State, sender: Sender, at: float) -> None:
        """Tell it, and let the limit be what it says."""
        if self.current_limit is not None:
            portfolio = state.world.portfolio(state.world.accounts[sender.account])
            portfolio.tier, portfolio.tier_name = TIERS[self.current_limit], self.current_limit
        event = str(self.__struct_config__.tag)
        value = quality_update(sender, event, self.current_limit, self.old_limit)
        tell_at(state, sender.account, "phone_number_quality_update", value, at)


class ThroughputUpgrade(_Limit, frozen=True, forbid_unknown_fields=True, tag="THROUGHPUT_UPGRADE"):
    """The number may send 1,000 messages a second."""

    def happen(self, state: State, sender: Sender, at: float) -> None:
        """Raise the throughput."""
        sender.throughput_level = "HIGH"
        super().happen(state, sender, at)


class Onboarding(_Limit, frozen=True, forbid_unknown_fields=True, tag="ONBOARDING"):
    """The number is on the platform."""


class Upgrade(_Limit, frozen=True, forbid_unknown_fields=True, tag="UPGRADE"):
    """The limit rises, as Meta told it until October 2025."""


class Downgrade(_Limit, frozen=True, forbid_unknown_fields=True, tag="DOWNGRADE"):
    """The limit falls, as Meta told it until October 2025."""


class Flagged(_Limit, frozen=True, forbid_unknown_fields=True, tag="FLAGGED"):
    """The quality is low, as Meta told it until October 2025."""

    def happen(self, state: State, sender: Sender, at: float) -> None:
        """Flag the number."""
        sender.quality, sender.status = "RED", "FLAGGED"
        super().happen(state, sender, at)


class Unflagged(_Limit, frozen=True, forbid_unknown_fields=True, tag="UNFLAGGED"):
    """The quality is no longer low, as Meta told it until October 2025."""

    def happen(self, state: State, sender: Sender, at: float) -> None:
        """Take the flag away."""
        sender.quality, sender.status = "YELLOW", None
        super().happen(state, sender, at)


class Quality(Event, frozen=True, forbid_unknown_fields=True, tag="QUALITY"):
    """Another quality rating; Meta has no webhook for it, only the number's fields show it."""

    rating: Score = "RED"

    def happen(self, _state: State, sender: Sender, _at: float) -> None:
        """Rate the number."""
        sender.quality = self.rating


class Status(Event, frozen=True, forbid_unknown_fields=True, tag="STATUS"):
    """Another status; CONNECTED or nothing is the ordinary one."""

    status: SenderStatus = "CONNECTED"

    def happen(self, _state: State, sender: Sender, _at: float) -> None:
        """Change the status."""
        sender.status = None if self.status == "CONNECTED" else self.status


class NameUpdate(Event, frozen=True, forbid_unknown_fields=True, tag="NAME_UPDATE"):
    """A display name is decided on (`phone_number_name_update`)."""

    decision: Literal["APPROVED", "DEFERRED", "PENDING", "REJECTED"] = "APPROVED"
    name: Name | None = None
    reason: Words | None = None

    def happen(self, state: State, sender: Sender, at: float) -> None:
        """Give the number its name, or not."""
        name = self.name or sender.requested_name or sender.name
        if self.decision == "APPROVED":
            sender.name, sender.requested_name = name, None
            sender.name_status, sender.new_name_status = "APPROVED", "NONE"
        elif sender.name_status == "APPROVED":
            sender.requested_name = name
            sender.new_name_status = _NAME_STATUS[self.decision]
        else:
            sender.name_status = _NAME_STATUS[self.decision]
        reason = self.reason if self.decision == "REJECTED" else None
        value = name_update(sender, self.decision, name, reason)
        tell_at(state, sender.account, "phone_number_name_update", value, at)


def _tell_security(state: State, sender: Sender, value: Json, at: float) -> None:
    tell_at(state, sender.account, "security", value, at)


class PinChanged(Event, frozen=True, forbid_unknown_fields=True, tag="PIN_CHANGED"):
    """Somebody has changed the PIN in WhatsApp Manager: to `pin`."""

    pin: Annotated[str, msgspec.Meta(pattern=r"^\d{6}$")] = "000000"

    def happen(self, state: State, sender: Sender, at: float) -> None:
        """Change the PIN."""
        sender.pin, sender.wrong_pins, sender.pin_locked_until = self.pin, 0, 0.0
        _tell_security(state, sender, security(sender, "PIN_CHANGED"), at)


class PinResetRequest(Event, frozen=True, forbid_unknown_fields=True, tag="PIN_RESET_REQUEST"):
    """Somebody asks in WhatsApp Manager to switch two-step verification off: `requester`."""

    requester: Name = "61555822107539"

    def happen(self, state: State, sender: Sender, at: float) -> None:
        """Tell it."""
        value = security(sender, "PIN_RESET_REQUEST", self.requester)
        _tell_security(state, sender, value, at)


class PinRemoved(Event, frozen=True, forbid_unknown_fields=True, tag="PIN_REQUEST_SUCCESS"):
    """They followed the e-mail: two-step verification is switched off."""

    def happen(self, state: State, sender: Sender, at: float) -> None:
        """Take the PIN away."""
        sender.pin, sender.wrong_pins, sender.pin_locked_until = None, 0, 0.0
        _tell_security(state, sender, security(sender, "PIN_REQUEST_SUCCESS"), at)


SenderEvent = (
    ThroughputUpgrade
    | Onboarding
    | Upgrade
    | Downgrade
    | Flagged
    | Unflagged
    | Quality
    | Status
    | NameUpdate
    | PinChanged
    | PinResetRequest
    | PinRemoved
)


def as_order(sender: Sender, event: SenderEvent) -> Json:
    """What the deed `sender_event` needs to know."""
    return {"sender": sender.id, "order": msgspec.to_builtins(event)}


def make_so(state: State, happening: Happening) -> None:
    """The deed `sender_event`."""
    sender = state.world.senders.get(str(happening.part["sender"]))
    if sender is not None:
        event = msgspec.convert(happening.part["order"], SenderEvent)
        event.happen(state, sender, happening.due)
