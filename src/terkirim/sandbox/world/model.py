"""The world the sandbox plays: accounts, senders, templates, windows, and where webhooks go."""

import re
from typing import Literal

import msgspec

from terkirim.sandbox.amounts import CodeNumber
from terkirim.sandbox.world.habits import Habits
from terkirim.sandbox.world.numbers import Automation, Commerce, Official, QrCode, Settings

_NOT_DIGITS = re.compile(r"[^0-9]")
WINDOW_S = 24 * 3600.0
_PAYMENT_WORDS = {
    "unsettled": "Message failed to send because the account has unsettled payments.",
    "restricted": "Message failed to send because payment has been restricted on this account.",
}
PERMISSIONS = ("whatsapp_business_management", "whatsapp_business_messaging")
TemplateStatus = Literal[
    "APPROVED",
    "PENDING",
    "REJECTED",
    "PAUSED",
    "DISABLED",
    "IN_APPEAL",
    "PENDING_DELETION",
    "LIMIT_EXCEEDED",
    "ARCHIVED",
]
Category = Literal["UTILITY", "MARKETING", "AUTHENTICATION"]
Score = Literal["GREEN", "YELLOW", "RED", "UNKNOWN"]
NameStatus = Literal[
    "APPROVED", "AVAILABLE_WITHOUT_REVIEW", "DECLINED", "EXPIRED", "PENDING_REVIEW", "NONE"
]


class HealthError(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An error in `health_status`, by order; what is left out is as usual for that code."""

    code: CodeNumber
    can_send_message: Literal["AVAILABLE", "LIMITED", "BLOCKED"] | None = None
    description: str | None = None
    solution: str | None = None


class Review(msgspec.Struct, frozen=True, omit_defaults=True):
    """How reviews of templates end, by order; `PENDING`: they never do.

    `name` "*" means every template without an order of its own. Left out, `after_s` is a few
    seconds by chance, `reason` is `NONE` for an approval, and `category` is what was asked for.
    """

    name: str
    account: str
    language: str | None = None
    decision: Literal["APPROVED", "REJECTED", "PENDING"] = "APPROVED"
    reason: str | None = None
    recommendation: str | None = None
    category: Category | None = None
    after_s: float | None = None


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """What people see of a sender in WhatsApp."""

    about: str | None = None
    address: str | None = None
    description: str | None = None
    email: str | None = None
    picture_handle: str | None = None
    websites: tuple[str, ...] = ()
    vertical: str | None = None


class Portfolio(msgspec.Struct):
    """A business with its accounts, which share one messaging limit; `tier` None: it has none."""

    name: str
    tier: int | None = None
    tier_name: str | None = None


class RatesAbroad(msgspec.Struct, frozen=True):
    """From when codes to people in other countries cost more; some countries have their own day."""

    start: float
    exceptions: dict[str, float] = {}


class Account(msgspec.Struct):
    """A WhatsApp Business account, its payment and its prepaid wallet at a reseller."""

    id: str
    name: str
    business_id: str = "400000000000001"
    currency: str = "IDR"
    timezone_id: str = "66"
    country: str = "ID"
    payment_ok: bool = True
    payment_phase: Literal["sync", "webhook"] = "sync"
    payment_problem: Literal["missing", "method", "unsettled", "restricted"] = "missing"
    locked: bool = False
    marketing_onboarding: Literal["INELIGIBLE", "ELIGIBLE", "ONBOARDED"] = "ONBOARDED"
    marketing_apart: bool = False
    balance: float = 125_000.0
    health: list[HealthError] = []
    verification: Literal["verified", "not_verified", "pending"] = "verified"
    review_status: Literal["APPROVED", "PENDING", "REJECTED", "DEFERRED"] = "APPROVED"
    restrictions: dict[str, float | None] = {}
    deleted: bool = False
    app_removed: bool = False
    subscribed: bool = True
    webhook_override: str | None = None
    templates_max: int = 6000
    marketing_per_person_per_day: int | None = None
    marketing_capped_share: float = 0.0
    us_marketing: bool = True
    calls_per_hour: int | None = None
    price_exempt: bool = False
    rates_abroad: RatesAbroad | None = None

    def payment_words(self) -> str | None:
        """What Meta says beside 131042, None for the usual words."""
        return _PAYMENT_WORDS.get(self.payment_problem)


class Sender(msgspec.Struct):
    """A business phone number and how far its registration has come."""

    id: str
    account: str
    display: str
    name: str
    mode: Literal["LIVE", "SANDBOX"] = "LIVE"
    registered: bool = True
    verification: Literal["VERIFIED", "NOT_VERIFIED", "EXPIRED"] = "VERIFIED"
    quality: Score = "GREEN"
    allow_list: list[str] = []
    pin: str | None = None
    otp: str | None = None
    codes_requested: int = 0
    wrong_pins: int = 0
    pin_locked_until: float = 0.0
    profile: Profile = Profile()
    blocked: dict[str, float] = {}
    blocklist_version: int = 0
    registrations: list[float] = []
    health: list[HealthError] = []
    status: str | None = None
    throughput_level: Literal["STANDARD", "HIGH"] = "STANDARD"
    name_status: NameStatus = "APPROVED"
    new_name_status: NameStatus = "NONE"
    requested_name: str | None = None
    provided_by_meta: bool = False
    throughput: int | None = None
    pair_per_minute: int | None = None
    pair_burst: int = 45
    webhook_override: str | None = None
    settings: Settings = Settings()
    automation: Automation = Automation()
    commerce: Commerce = Commerce()
    compliance: dict[str, object] | None = None
    official: Official = Official()
    public_key: str | None = None
    qr_codes: dict[str, QrCode] = {}
    qr_codes_made: int = 0

    def digits(self) -> str:
        """The number as WhatsApp writes it: digits only."""
        return digits(self.display)


class Template(msgspec.Struct):
    """A message template of one account in one language."""

    id: str
    account: str
    name: str
    language: str
    category: Category
    status: TemplateStatus
    components: list[dict[str, object]]
    parameter_format: Literal["POSITIONAL", "NAMED"] = "POSITIONAL"
    quality: Score = "UNKNOWN"
    rejected_reason: str = "NONE"
    health: list[HealthError] = []
    quality_at: float | None = None
    previous_category: Category | None = None
    correct_category: Category | None = None
    ttl_s: int | None = None
    library_name: str | None = None
    version: int = 0
    edited: list[float] = []
    falls: int = 0
    paused_until: float | None = None
    approved_components: list[dict[str, object]] | None = None

    def body(self) -> str:
        """The text of the body component."""
        return self.component_text("BODY")

    def component_text(self, kind: str) -> str:
        """The text of the component of that kind, empty where there is none."""
        for component in self.components:
            if str(component.get("type", "")).upper() == kind:
                text = component.get("text")
                return text if isinstance(text, str) else ""
        return ""


class EntryPoint(msgspec.Struct):
    """A person wrote from an advertisement; `ends_at` once they were answered in time."""

    began_at: float
    ends_at: float | None = None


class World(msgspec.Struct):
    """Everything that is so at this moment."""

    token: str
    app_secret: str
    verify_token: str
    wallet_key: str
    accounts: dict[str, Account]
    senders: dict[str, Sender]
    templates: dict[str, Template]
    portfolios: dict[str, Portfolio] = {}
    windows: dict[str, float] = {}
    stopped_marketing: set[str] = set()
    inbound: dict[str, set[str]] = {}
    webhook_url: str | None = None
    webhook_fields: list[str] | None = None
    token_expires_at: float | None = None
    token_permissions: list[str] = msgspec.field(default_factory=lambda: [*PERMISSIONS])
    oldest_version: int = 13
    newest_version: int = 26
    calls_per_hour: int | None = None
    templates_made: int = 0
    senders_made: int = 0
    sms_fails: bool = False
    habits: Habits = Habits()
    exchanged: dict[str, float] = {}
    entry_points: dict[str, EntryPoint] = {}
    service_delivered: dict[str, int] = {}
    reviews: dict[str, Review] = {}
    names_held: dict[str, float] = {}

    def is_business(self, id_: str) -> bool:
        """Whether a portfolio with that id owns an account."""
        return any(account.business_id == id_ for account in self.accounts.values())

    def portfolio(self, account: Account) -> Portfolio:
        """The business that owns an account, named after the first of its accounts asked about."""
        return self.portfolios.setdefault(account.business_id, Portfolio(account.name))

    def template(self, account: str, name: str, language: str) -> Template | None:
        """The template of that account, name and exact language code."""
        return self.templates.get(f"{account}/{name}/{language}")

    def template_by_id(self, id_: str) -> Template | None:
        """The template with that id."""
        return next((one for one in self.templates.values() if one.id == id_), None)

    def put_template(self, template: Template) -> None:
        """Add a template or replace the one of the same account, name and language."""
        self.templates[f"{template.account}/{template.name}/{template.language}"] = template

    def next_template_id(self) -> str:
        """An id no template has yet."""
        self.templates_made += 1
        return str(300_000_000_000_000 + self.templates_made)

    def open_window(self, sender: str, person: str, at: float) -> None:
        """A person wrote to a sender: free-form messages may go to them for 24 hours."""
        key = f"{sender}/{person}"
        self.windows[key] = max(at, self.windows.get(key, at))

    def window_is_open(self, sender: str, person: str, now: float) -> bool:
        """Whether the person wrote to that sender within the last 24 hours."""
        at = self.windows.get(f"{sender}/{person}")
        return at is not None and 0 <= now - at < WINDOW_S


def digits(text: str) -> str:
    """Only the digits of a text."""
    return _NOT_DIGITS.sub("", text)


def is_number(digits: str) -> bool:
    """Whether so many digits can be somebody's number: no country code begins with 0."""
    return 7 <= len(digits) <= 15 and digits[0] != "0"
