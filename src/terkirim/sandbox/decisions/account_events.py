"""What Meta decides about an account, by order: bans, restrictions, limits, alerts, partners.

Each event is made so in this world at its instant and then told by its webhook.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

import msgspec

from terkirim.sandbox.amounts import Count, Seconds
from terkirim.sandbox.decisions.agenda import do_at, tell_at
from terkirim.sandbox.notices import Json
from terkirim.sandbox.notices.accounts import (
    account_value,
    alert,
    ban_info,
    rates_abroad,
    restriction_info,
)
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account, RatesAbroad

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
Tier = Literal["TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED"]
TIERS: dict[str, int | None] = {
    "TIER_250": 250,
    "TIER_2K": 2_000,
    "TIER_10K": 10_000,
    "TIER_100K": 100_000,
    "TIER_UNLIMITED": None,
}
RestrictionType = Literal[
    "RESTRICTED_BIZ_INITIATED_MESSAGING",
    "RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
    "RESTRICTED_ADD_PHONE_NUMBER_ACTION",
    "RESTRICTED_UTILITY_TEMPLATES",
    "RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES",
    "RESTRICTED_BUSINESS_INITIATED_CALLING",
    "RESTRICTED_USER_INITIATED_CALLING",
    "RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN",
    "RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING",
]
_UPDATE = "account_update"


class Restriction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing an account may not do, for so many seconds or until it is lifted."""

    type: RestrictionType
    for_s: Seconds | None = None
    remediation: Words | None = None


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="event"):
    """What all events have: they happen now, or so many seconds from now."""

    at_s: Seconds = 0.0


class Disabled(Event, frozen=True, forbid_unknown_fields=True, tag="DISABLED_UPDATE"):
    """Banned, reinstated, or to be banned so many seconds after the event (a week)."""

    ban_state: Literal["DISABLE", "REINSTATE", "SCHEDULE_FOR_DISABLE"] = "DISABLE"
    in_s: Seconds = 7 * 86400.0

    def happen(self, state: State, account: Account, at: float) -> None:
        """Lock or unlock the account, or announce that it will be locked."""
        coming = self.ban_state == "SCHEDULE_FOR_DISABLE"
        if coming:
            follow = Disabled(ban_state="DISABLE")
            do_at(state, "account_event", account.id, as_order(follow), at + self.in_s)
        else:
            account.locked = self.ban_state == "DISABLE"
        info = ban_info(self.ban_state, at + self.in_s if coming else at)
        tell_at(state, account.id, _UPDATE, account_value("DISABLED_UPDATE", ban_info=info), at)


class Violation(Event, frozen=True, forbid_unknown_fields=True, tag="ACCOUNT_VIOLATION"):
    """A rule was broken; nothing follows from it yet."""

    violation_type: Words = "SPAM"
    remediation: Words | None = None

    def happen(self, state: State, account: Account, at: float) -> None:
        """Tell it."""
        info: Json = {"violation_type": self.violation_type}
        if self.remediation is not None:
            info["remediation"] = self.remediation
        value = account_value("ACCOUNT_VIOLATION", violation_info=info)
        tell_at(state, account.id, _UPDATE, value, at)


class Restricted(
    Event, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="ACCOUNT_RESTRICTION"
):
    """What the account may not do from now on; an empty list lifts everything."""

    restrictions: Annotated[list[Restriction], msgspec.Meta(max_length=20)]

    def happen(self, state: State, account: Account, at: float) -> None:
        """Put the restrictions in the place of the present ones."""
        account.restrictions = {
            one.type: None if one.for_s is None else at + one.for_s for one in self.restrictions
        }
        info = [
            restriction_info(one.type, account.restrictions[one.type], one.remediation)
            for one in self.restrictions
        ]
        value = account_value("ACCOUNT_RESTRICTION", restriction_info=info)
        tell_at(state, account.id, _UPDATE, value, at)


class Deleted(Event, frozen=True, forbid_unknown_fields=True, tag="ACCOUNT_DELETED"):
    """The account is deleted: from then on nobody knows it."""

    def happen(self, state: State, account: Account, at: float) -> None:
        """Delete it."""
        account.deleted = True
        tell_at(state, account.id, _UPDATE, account_value("ACCOUNT_DELETED"), at)


class Offboarded(Event, frozen=True, forbid_unknown_fields=True, tag="ACCOUNT_OFFBOARDED"):
    """The business has left the platform: its numbers are no longer registered."""

    reason: Words | None = None
    initiated_by: Words | None = None

    def happen(self, state: State, account: Account, at: float) -> None:
        """Disconnect the numbers."""
        _register(state, account, registered=False)
        info = {"reason": self.reason, "initiated_by": self.initiated_by}
        given = {name: value for name, value in info.items() if value is not None}
        value = account_value("ACCOUNT_OFFBOARDED", disconnection_info=given or None)
        tell_at(state, account.id, _UPDATE, value, at)


class Reconnected(Event, frozen=True, forbid_unknown_fields=True, tag="ACCOUNT_RECONNECTED"):
    """The business is back: its numbers are registered again."""

    def happen(self, state: State, account: Account, at: float) -> None:
        """Connect the numbers."""
        _register(state, account, registered=True)
        tell_at(state, account.id, _UPDATE, account_value("ACCOUNT_RECONNECTED"), at)


class _Partner(Event, frozen=True, forbid_unknown_fields=True):
    """Who may act for the account changes; `owner` is the business that owns it."""

    removed: ClassVar[bool]

    def happen(self, state: State, account: Account, at: float) -> None:
        """Give access or take it away."""
        account.app_removed = self.removed
        info = {"waba_id": account.id, "owner_business_id": account.business_id}
        event = str(self.__struct_config__.tag)
        tell_at(state, account.id, _UPDATE, account_value(event, waba_info=info), at)


class AppUninstalled(
    _Partner, frozen=True, forbid_unknown_fields=True, tag="PARTNER_APP_UNINSTALLED"
):
    """The business has taken the app's access away: every call is refused (200)."""

    removed: ClassVar[bool] = True


class PartnerRemoved(_Partner, frozen=True, forbid_unknown_fields=True, tag="PARTNER_REMOVED"):
    """The business no longer shares its account with the partner: every call is refused (200)."""

    removed: ClassVar[bool] = True


class AppInstalled(_Partner, frozen=True, forbid_unknown_fields=True, tag="PARTNER_APP_INSTALLED"):
    """The app has access, perhaps again."""

    removed: ClassVar[bool] = False


class PartnerAdded(_Partner, frozen=True, forbid_unknown_fields=True, tag="PARTNER_ADDED"):
    """The account is shared with the partner, perhaps again."""

    removed: ClassVar[bool] = False


class RatesAbroadSet(
    Event, frozen=True, forbid_unknown_fields=True, tag="AUTH_INTL_PRICE_ELIGIBILITY_UPDATE"
):
    """Codes to people in other countries will cost more, from so many seconds after the event on.

    That is a month unless `in_s` says otherwise; `exceptions` says it for single countries.
    """

    in_s: Seconds = 30 * 86400.0
    exceptions: Annotated[dict[Country, Seconds], msgspec.Meta(max_length=50)] = {}

    def happen(self, state: State, account: Account, at: float) -> None:
        """Set it for every account of the business."""
        apart = {country: at + in_s for country, in_s in self.exceptions.items()}
        for one in _of_the_business(state, account):
            one.rates_abroad = RatesAbroad(at + self.in_s, apart)
        told = rates_abroad(account)
        value = account_value(
            "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE", auth_international_rate_eligibility=told
        )
        tell_at(state, account.id, _UPDATE, value, at)


class LocationSet(
    Event,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag="BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE",
):
    """Meta has found out in which country the business is."""

    country: Country

    def happen(self, state: State, account: Account, at: float) -> None:
        """Move every account of the business there."""
        for one in _of_the_business(state, account):
            one.country = self.country
        value = account_value("BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE", country=self.country)
        tell_at(state, account.id, _UPDATE, value, at)


class Reviewed(Event, frozen=True, forbid_unknown_fields=True, tag="ACCOUNT_REVIEW"):
    """Meta's review of the account (`account_review_update`)."""

    decision: Literal["APPROVED", "REJECTED", "PENDING", "DEFERRED"] = "APPROVED"

    def happen(self, state: State, account: Account, at: float) -> None:
        """Decide."""
        account.review_status = self.decision
        tell_at(state, account.id, "account_review_update", {"decision": self.decision}, at)


class Capability(Event, frozen=True, forbid_unknown_fields=True, tag="BUSINESS_CAPABILITY"):
    """The messaging limit of the portfolio changes (`business_capability_update`)."""

    tier: Tier = "TIER_2K"
    max_phone_numbers: Count | None = None

    def happen(self, state: State, account: Account, at: float) -> None:
        """Change the limit, which all accounts of the portfolio share."""
        portfolio = state.world.portfolio(account)
        portfolio.tier, portfolio.tier_name = TIERS[self.tier], self.tier
        value: Json = {"max_daily_conversations_per_business": self.tier}
        if self.max_phone_numbers is not None:
            value["max_phone_numbers_per_business"] = self.max_phone_numbers
        tell_at(state, account.id, "business_capability_update", value, at)


class Alert(Event, frozen=True, forbid_unknown_fields=True, tag="ACCOUNT_ALERT"):
    """A word to the owner (`account_alerts`)."""

    alert_type: Words = "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED"
    severity: Literal["CRITICAL", "WARNING", "INFORMATIONAL"] = "WARNING"
    description: Words = "See Business Support Home."

    def happen(self, state: State, account: Account, at: float) -> None:
        """Tell it."""
        entity = ("BUSINESS", account.business_id)
        value = alert(self.alert_type, entity, self.severity, self.description)
        tell_at(state, account.id, "account_alerts", value, at)


class Payment(Event, frozen=True, forbid_unknown_fields=True, tag="PAYMENT"):
    """Payment stops or goes on. Meta has no webhook for it; only health and sends show it."""

    ok: bool = False
    problem: Literal["missing", "method", "unsettled", "restricted"] = "missing"
    phase: Literal["sync", "webhook"] | None = None

    def happen(self, _state: State, account: Account, _at: float) -> None:
        """Stop payment, or let it go on."""
        account.payment_ok, account.payment_problem = self.ok, self.problem
        account.payment_phase = self.phase or account.payment_phase


AccountEvent = (
    Disabled
    | Violation
    | Restricted
    | Deleted
    | Offboarded
    | Reconnected
    | AppUninstalled
    | PartnerRemoved
    | AppInstalled
    | PartnerAdded
    | RatesAbroadSet
    | LocationSet
    | Reviewed
    | Capability
    | Alert
    | Payment
)


def as_order(event: AccountEvent) -> Json:
    """What the deed `account_event` needs to know."""
    return {"order": msgspec.to_builtins(event)}


def make_so(state: State, happening: Happening) -> None:
    """The deed `account_event`."""
    account = state.world.accounts.get(happening.account)
    if account is not None:
        event = msgspec.convert(happening.part["order"], AccountEvent)
        event.happen(state, account, happening.due)


def _register(state: State, account: Account, *, registered: bool) -> None:
    for sender in state.world.senders.values():
        if sender.account == account.id:
            sender.registered = registered


def _of_the_business(state: State, account: Account) -> Iterator[Account]:
    for one in state.world.accounts.values():
        if one.business_id == account.business_id:
            yield one
