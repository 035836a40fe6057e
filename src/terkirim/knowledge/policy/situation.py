"""What a decision depends on beside the diagnosis: the owner's policy, the message, its past."""

from collections.abc import Mapping

import msgspec

from terkirim.knowledge.policy.plan import Plan
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import HOUR, MINUTE


def _default_plans() -> Mapping[Cause, Plan]:
    from terkirim.knowledge.policy.defaults import default_plans

    return default_plans()


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The owner's choices: general ones, and a plan for every cause (defaults.toml)."""

    failures_until_inactive: int = 3
    grace_hours: float = 6.0
    reconcile_minutes: float = 30.0
    park_days: float = 7.0
    spam_share: float = 0.2
    spam_sample: int = 50
    canary_shares: tuple[float, ...] = (0.01, 0.1)
    canary_step_hours: float = 1.0
    plans: Mapping[Cause, Plan] = msgspec.field(default_factory=_default_plans)

    @property
    def grace(self) -> float:
        """Seconds a failure is watched before it counts against the recipient."""
        return self.grace_hours * HOUR

    @property
    def reconcile(self) -> float:
        """Seconds an unresolved message waits for its status."""
        return self.reconcile_minutes * MINUTE


class MessageFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What matters of the message for deciding."""

    free_form: bool
    marketing: bool
    has_sms: bool
    region: str = ""
    reopening_template: str | None = None
    is_reopening: bool = False
    surface: str = "sync"
    delivered: bool = False


class History(msgspec.Struct, frozen=True, omit_defaults=True):
    """What has happened before.

    `same_cause`: earlier failures of this message by this cause; `recipient_failures`: failures
    that already count against the recipient; `pauses`: earlier holds of this cause and scope;
    `grace_over`: this failure has been watched and stands.
    """

    same_cause: int = 0
    recipient_failures: int = 0
    pauses: int = 0
    grace_over: bool = False
