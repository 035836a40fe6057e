"""The six remedies, and the decision that bundles them."""

from typing import Literal

import msgspec

from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope

Probe = Literal["health", "balance", "sender", "template", "inbound", "resume"]
Audience = Literal["owner", "marketing", "developer", "operator"]
Channel = Literal["sms"]


class Retry(msgspec.Struct, frozen=True, tag="retry", tag_field="remedy"):
    """Send again at `at`; with `reconcile`, only if no status has come by then."""

    at: float
    reconcile: bool = False


class Hold(msgspec.Struct, frozen=True, tag="hold", tag_field="remedy"):
    """Stop all messages of a scope until a time, until a probe sees the cause gone, or by hand.

    `canary` lets a hold that ends by time release a small share first.
    """

    scope: Scope
    cause: Cause
    until: float | None = None
    probe: Probe | None = None
    canary: bool = False


class Reroute(msgspec.Struct, frozen=True, tag="reroute", tag_field="remedy"):
    """Send by another channel, as WhatsApp can no longer deliver this message."""

    channel: Channel = "sms"


class Reopen(msgspec.Struct, frozen=True, tag="reopen", tag_field="remedy"):
    """Send the reopening template and park the message until the customer answers."""

    template: str


class Alert(msgspec.Struct, frozen=True, tag="alert", tag_field="remedy"):
    """Tell a person what only a person can do."""

    audience: Audience


class GiveUp(msgspec.Struct, frozen=True, tag="give_up", tag_field="remedy"):
    """Final, and explained by the cause."""

    cause: Cause


Remedy = Retry | Hold | Reroute | Reopen | Alert | GiveUp


class Decision(msgspec.Struct, frozen=True):
    """What is to be done about one failure of one message.

    `watch_until`: the failure stands under observation; it counts against the recipient only
    when nothing was delivered by then.
    """

    remedies: tuple[Remedy, ...]
    watch_until: float | None = None
