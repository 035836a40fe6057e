"""The schema, once. Instants are epoch seconds (float); JSON is stored as text."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

# Rows numbered as they come: 64 bits everywhere, and SQLite's own row number there.
RowNumber = BigInteger().with_variant(Integer(), "sqlite")


def _where(condition: str) -> dict[str, Any]:
    """A partial index, on either database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, server_default=""),
    Column("recent_events", Text, nullable=False, server_default="[]"),
    Column("synced_at", Float),
)

senders = Table(
    "senders",
    metadata,
    Column("id", String, primary_key=True),
    Column("account_id", String, nullable=False),
    Column("display_number", String, nullable=False, server_default=""),
    Column("name", String, nullable=False, server_default=""),
    Column("account_mode", String),
    Column("status", String),
    Column("quality", String),
    Column("code_verification_status", String),
    Column("platform_type", String),
    Column("throughput", String),
    Column("on_biz_app", Boolean),
    Column("messaging_limit", String),
    Column("onboarded_at", Float),
    Column("synced_at", Float),
)

templates = Table(
    "templates",
    metadata,
    Column("account_id", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("language", String, primary_key=True),
    Column("id", String, nullable=False, server_default=""),
    Column("category", String, nullable=False),
    Column("status", String, nullable=False),
    Column("parameter_format", String, nullable=False),
    Column("parameter_count", Integer, nullable=False),
    Column("body", Text, nullable=False, server_default=""),
    Column("components", Text, nullable=False, server_default="[]"),
    Column("first_seen_at", Float, nullable=False),
    Column("synced_at", Float, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", String, primary_key=True),
    Column("phone", String, unique=True),
    Column("bsuid", String, unique=True),
    Column("name", String),
    Column("region", String, nullable=False, server_default=""),
    # What `consents` says last of marketing and of utility: yes, no or unknown.
    Column("consent", String, nullable=False, server_default="unknown"),
    Column("utility_consent", String, nullable=False, server_default="unknown"),
    Column("standing", String, nullable=False, server_default="active"),
    Column("language", String),
    Column("time_zone", String),
    Column("fields", Text, nullable=False, server_default="{}"),
    Column("delivered_at", Float),
    Column("read_at", Float),
    Column("inbound_at", Float),
    Column("created_at", Float, nullable=False),
)

# The addresses people had. The present ones are the contact's own columns and stand nowhere else,
# so an import of a million writes nothing here; another spelling of a number counts as had, too.
identities = Table(
    "identities",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("contact_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("value", String, nullable=False),
    Column("since", Float, nullable=False),
    Column("until", Float),
    Column("source", String, nullable=False),
    Index("ix_identities_value", "value"),
    Index("ix_identities_contact_id", "contact_id"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("contact_id", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at", Float, nullable=False),
    Column("source", String, nullable=False),
    Column("wording", Text, nullable=False, server_default=""),
    Column("proof", Text, nullable=False, server_default=""),
    Column("recorded_at", Float, nullable=False),
    Index("ix_consents_contact_id", "contact_id"),
)

# Who wants nothing more, by keyed hash: it outlives the person's data.
suppressions = Table(
    "suppressions",
    metadata,
    Column("digest", String, primary_key=True),
    Column("purpose", String, primary_key=True),
    Column("at", Float, nullable=False),
    Column("source", String, nullable=False),
)

# Which checker said what of a number, last; read by number, whoever was asked.
checks = Table(
    "checks",
    metadata,
    Column("phone", String, primary_key=True),
    Column("checker", String, primary_key=True),
    Column("verdict", String, nullable=False),
    Column("details", Text, nullable=False, server_default="{}"),
    Column("checked_at", Float, nullable=False),
)

segments = Table(
    "segments",
    metadata,
    Column("name", String, primary_key=True),
    Column("expression", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

failures = Table(
    "failures",
    metadata,
    Column("message_id", String, primary_key=True),
    Column("contact_id", String, nullable=False),
    Column("cause", String, nullable=False),
    Column("failed_at", Float, nullable=False),
    Column("watch_until", Float, nullable=False),
    Column("verdict", String, nullable=False, server_default="watched"),
    Index(None, "contact_id", "verdict"),
    Index(None, "verdict", "watch_until"),
)

windows = Table(
    "windows",
    metadata,
    Column("sender_id", String, primary_key=True),
    Column("contact_id", String, primary_key=True),
    Column("last_inbound_at", Float, nullable=False),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("sender_id", String, nullable=False),
    Column("template_name", String, nullable=False),
    Column("template_language", String, nullable=False),
    Column("category", String, nullable=False),
    Column("recipients", Integer, nullable=False, server_default="0"),
    Column("created_at", Float, nullable=False),
)

# SQLite takes a partial index only for a query that says its condition in the same words: a
# query on some of these states says this too.
_QUEUED = "state = 'queued'"
EXPIRES = "expires_at IS NOT NULL AND state IN ('queued', 'held', 'scheduled')"
DECISIONS = "kind IN ('alerted', 'decided', 'judged', 'kept_back', 'left_out')"
OPEN = "state IN ('queued', 'scheduled', 'sending', 'unresolved')"

messages = Table(
    "messages",
    metadata,
    Column("id", String, primary_key=True),
    Column("account_id", String, nullable=False),
    Column("sender_id", String, nullable=False),
    Column("contact_id", String, nullable=False),
    Column("campaign_id", String),
    Column("recipient", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("category", String, nullable=False),
    Column("template_name", String),
    Column("template_language", String),
    Column("payload", Text, nullable=False),
    Column("sms_text", Text),
    Column("reopening_template", String),
    Column("reopens_hold", String),
    Column("caller_data", Text),
    Column("owner", String, nullable=False, server_default=""),
    Column("idempotency_key", String),
    Column("priority", Integer, nullable=False, server_default="5"),
    Column("state", String, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("expires_at", Float),
    Column("hold_id", String),
    Column("released_from", String),
    Column("cause", String),
    Column("causes", Text, nullable=False, server_default="{}"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("wamid", String),
    Column("sent_at", Float),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    # The queue is what these partial indexes hold; finished messages are not in them, so that
    # they stay as small as the work is, whatever the table has grown to.
    Index("ix_messages_queue", "sender_id", "priority", "due_at", "id", **_where(_QUEUED)),
    Index("ix_messages_open", "state", "due_at", **_where(OPEN)),
    Index("ix_messages_expiry", "expires_at", **_where(EXPIRES)),
    Index("ix_messages_hold", "hold_id", "priority", "id", **_where("hold_id IS NOT NULL")),
    Index(
        "ux_messages_idempotency",
        "owner",
        "idempotency_key",
        unique=True,
        **_where("idempotency_key IS NOT NULL"),
    ),
    # Both a person's messages and that a campaign reaches nobody twice.
    Index("ux_messages_contact_campaign", "contact_id", "campaign_id", unique=True),
)

attempts = Table(
    "attempts",
    metadata,
    Column("message_id", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sender_id", String, nullable=False),
    Column("marketing", Boolean, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("finished_at", Float),
    Column("outcome", String),
    Column("http_status", Integer),
    Column("code", Integer),
    Column("wamid", String),
    Column("heard_at", Float),
    Index("ix_attempts_wamid", "wamid", **_where("wamid IS NOT NULL")),
    Index("ix_attempts_spread", "sender_id", "marketing", "started_at"),
)

events = Table(
    "events",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("message_id", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("data", Text, nullable=False, server_default="{}"),
    Index("ix_events_message", "message_id", "id"),
    Index("ix_events_decisions", "id", **_where(DECISIONS)),
)

holds = Table(
    "holds",
    metadata,
    Column("id", String, primary_key=True),
    Column("scope", String, nullable=False),
    Column("key", String, nullable=False),
    Column("cause", String, nullable=False),
    Column("since", Float, nullable=False),
    Column("until", Float),
    Column("probe", String),
    Column("probe_at", Float),
    Column("canary", Boolean, nullable=False),
    Column("stage", Integer, nullable=False, server_default="0"),
    Column("stage_since", Float, nullable=False),
    Column("pauses", Integer, nullable=False, server_default="0"),
    Column("details", Text, nullable=False, server_default="{}"),
    Column("lifted_at", Float),
    Column("lifted_by", String),
    Index(
        "ux_holds_active",
        "scope",
        "key",
        "cause",
        unique=True,
        **_where("lifted_at IS NULL"),
    ),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", String, primary_key=True),
    Column("subject", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("cause", String, nullable=False),
    Column("title_id", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("body_id", Text, nullable=False),
    Column("body_en", Text, nullable=False),
    Column("link", String),
    Column("raised_at", Float, nullable=False),
    Column("told_at", Float),
    Column("resolved_at", Float),
    Column("told_resolved_at", Float),
    Index(
        "ux_alerts_open",
        "subject",
        unique=True,
        **_where("resolved_at IS NULL"),
    ),
)

sms = Table(
    "sms",
    metadata,
    Column("message_id", String, primary_key=True),
    Column("recipient", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("due_at", Float, nullable=False),
    Column("sent_at", Float),
    Index("ix_sms_state_due", "state", "due_at"),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("received_at", Float, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", String, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Index("ix_webhooks_state_id", "state", "id"),
)

webhook_archive = Table(
    "webhook_archive",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("applied_at", Float, nullable=False),
    Column("webhooks", Integer, nullable=False),
    Column("bodies", LargeBinary, nullable=False),
    Index("ix_webhook_archive_applied_at", "applied_at"),
)

orphans = Table(
    "orphans",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("wamid", String, nullable=False),
    Column("message_id", String),
    Column("status", Text, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("check_at", Float, nullable=False, server_default="0"),
    Index("ix_orphans_check_at", "check_at"),
)

leases = Table(
    "leases",
    metadata,
    Column("key", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("until", Float, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("name", String, primary_key=True),
    Column("password_hash", String, nullable=False),
    Column("created_at", Float, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("user", String, nullable=False),
    Column("csrf", String, nullable=False),
    Column("expires_at", Float, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_hash", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("created_at", Float, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String, primary_key=True),
    Column("value_hash", String, nullable=False),
)
