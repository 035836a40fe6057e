"""What the database holds, as frozen records."""

import msgspec

from terkirim.vocabulary.states import State
from terkirim.vocabulary.text import Text


class Account(msgspec.Struct, frozen=True):
    """A WhatsApp Business Account. `recent_events`: pairs of instant and account event."""

    id: str
    name: str = ""
    recent_events: tuple[tuple[float, str], ...] = ()
    synced_at: float | None = None


class Sender(msgspec.Struct, frozen=True):
    """A business phone number; `id` is Meta's phone_number_id."""

    id: str
    account_id: str
    display_number: str = ""
    name: str = ""
    account_mode: str | None = None
    status: str | None = None
    quality: str | None = None
    code_verification_status: str | None = None
    platform_type: str | None = None
    throughput: str | None = None
    on_biz_app: bool | None = None
    messaging_limit: str | None = None
    onboarded_at: float | None = None
    synced_at: float | None = None


class Template(msgspec.Struct, frozen=True):
    """A message template as the registry last saw it; its key is account + name + language."""

    account_id: str
    name: str
    language: str
    category: str
    status: str
    parameter_format: str
    parameter_count: int
    id: str = ""
    body: str = ""
    components: str = "[]"
    first_seen_at: float = 0.0
    synced_at: float = 0.0

    @property
    def key(self) -> str:
        """The key a template hold has."""
        return f"{self.account_id}/{self.name}/{self.language}"


class Contact(msgspec.Struct, frozen=True):
    """A person. `standing` is active, doubtful or inactive; `consent` (to marketing) and
    `utility_consent` are yes, no or unknown; `fields` is what lists said of them besides, as JSON.
    `phone_seen_at`, `bsuid_seen_at`: the latest event that showed the present address to be theirs.
    """

    id: str
    phone: str | None
    bsuid: str | None = None
    name: str | None = None
    region: str = ""
    consent: str = "unknown"
    standing: str = "active"
    delivered_at: float | None = None
    inbound_at: float | None = None
    created_at: float = 0.0
    utility_consent: str = "unknown"
    language: str | None = None
    time_zone: str | None = None
    fields: str = "{}"
    read_at: float | None = None
    phone_seen_at: float | None = None
    bsuid_seen_at: float | None = None


class Campaign(msgspec.Struct, frozen=True):
    """One mass sending, known by its name."""

    id: str
    name: str
    sender_id: str
    template_name: str
    template_language: str
    category: str
    recipients: int
    created_at: float


class Message(msgspec.Struct, frozen=True, gc=False):
    """One message to one person. `payload` is its Cloud API body without the address, as JSON;
    `causes` counts the failures it met by cause; `category` is Meta's, lower case; `sent_at`:
    when its last attempt left; `owner`: the API key it came with, within which its idempotency key
    is unique.
    """

    id: str
    account_id: str
    sender_id: str
    contact_id: str
    recipient: str
    kind: str
    category: str
    payload: str
    state: State
    due_at: float
    created_at: float
    updated_at: float
    campaign_id: str | None = None
    template_name: str | None = None
    template_language: str | None = None
    sms_text: str | None = None
    reopening_template: str | None = None
    reopens_hold: str | None = None
    caller_data: str | None = None
    idempotency_key: str | None = None
    priority: int = 5
    expires_at: float | None = None
    hold_id: str | None = None
    released_from: str | None = None
    cause: str | None = None
    causes: dict[str, int] = {}
    attempts: int = 0
    wamid: str | None = None
    sent_at: float | None = None
    owner: str = ""

    @property
    def marketing(self) -> bool:
        """Whether Meta's marketing rules apply to it."""
        return self.category == "marketing"

    @property
    def free_form(self) -> bool:
        """Whether it needs an open window."""
        return self.kind != "template"

    @property
    def template_key(self) -> str | None:
        """The key a hold on its template has."""
        if self.template_name is None:
            return None
        return f"{self.account_id}/{self.template_name}/{self.template_language}"


class Attempt(msgspec.Struct, frozen=True, gc=False):
    """One request for one message. `outcome`: accepted, refused, ambiguous, not_sent or None."""

    message_id: str
    number: int
    sender_id: str
    marketing: bool
    started_at: float
    finished_at: float | None = None
    outcome: str | None = None
    http_status: int | None = None
    code: int | None = None
    wamid: str | None = None
    heard_at: float | None = None


class Event(msgspec.Struct, frozen=True, gc=False):
    """One thing that happened to a message; `state` is the state it was in afterwards."""

    message_id: str
    at: float
    kind: str
    state: State
    data: str = "{}"
    id: int | None = None


class Hold(msgspec.Struct, frozen=True):
    """A stop on everything within a scope. `stage` 0 stops all, higher ones let canaries out."""

    id: str
    scope: str
    key: str
    cause: str
    since: float
    canary: bool
    stage_since: float
    until: float | None = None
    probe: str | None = None
    probe_at: float | None = None
    stage: int = 0
    pauses: int = 0
    details: str = "{}"
    lifted_at: float | None = None
    lifted_by: str | None = None


class Alert(msgspec.Struct, frozen=True):
    """Something only a person can do; one open alert per `subject`."""

    id: str
    subject: str
    audience: str
    cause: str
    title: Text
    body: Text
    raised_at: float
    link: str | None = None
    told_at: float | None = None
    resolved_at: float | None = None
    told_resolved_at: float | None = None


class Webhook(msgspec.Struct, frozen=True):
    """One POST as it came. `state`: pending; or set aside as quarantined (not readable), foreign
    (of an unknown sender), orphaned (a status whose message never came) or unapplied (it failed).
    """

    id: int
    received_at: float
    body: bytes
    state: str
    note: str = ""


class Sms(msgspec.Struct, frozen=True):
    """A message that goes by SMS. `state`: waiting, sending, sent, failed, unknown or cancelled."""

    message_id: str
    recipient: str
    body: str
    state: str
    due_at: float
    tries: int = 0
    sent_at: float | None = None
