"""The world the sandbox plays: accounts, senders, templates, windows, and where webhooks go."""

import re
from typing import Literal

import msgspec

from terkirim.sandbox.amounts import CodeNumber

_NOT_DIGITS = re.compile(r"[^0-9]")
WINDOW_S = 24 * 3600.0
TemplateStatus = Literal[
    "APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED", "IN_APPEAL", "PENDING_DELETION"
]
Category = Literal["UTILITY", "MARKETING", "AUTHENTICATION"]


class HealthError(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An error in `health_status`, by order; what is left out is as usual for that code."""

    code: CodeNumber
    can_send_message: Literal["AVAILABLE", "LIMITED", "BLOCKED"] | None = None
    description: str | None = None
    solution: str | None = None


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
    locked: bool = False
    balance: float = 125_000.0
    health: list[HealthError] = []


class Sender(msgspec.Struct):
    """A business phone number and how far its registration has come."""

    id: str
    account: str
    display: str
    name: str
    mode: Literal["LIVE", "SANDBOX"] = "LIVE"
    registered: bool = True
    verification: Literal["VERIFIED", "NOT_VERIFIED", "EXPIRED"] = "VERIFIED"
    quality: Literal["GREEN", "YELLOW", "RED", "UNKNOWN"] = "GREEN"
    allow_list: list[str] = []
    pin: str | None = None
    otp: str | None = None
    codes_requested: int = 0
    wrong_pins: int = 0
    registrations: list[float] = []
    health: list[HealthError] = []

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
    quality: Literal["GREEN", "YELLOW", "RED", "UNKNOWN"] = "UNKNOWN"
    rejected_reason: str = "NONE"
    health: list[HealthError] = []

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


class World(msgspec.Struct):
    """Everything that is so at this moment."""

    token: str
    app_secret: str
    verify_token: str
    wallet_key: str
    accounts: dict[str, Account]
    senders: dict[str, Sender]
    templates: dict[str, Template]
    windows: dict[str, float] = {}
    stopped_marketing: set[str] = set()
    inbound: dict[str, set[str]] = {}
    webhook_url: str | None = None
    templates_made: int = 0
    sms_fails: bool = False

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
