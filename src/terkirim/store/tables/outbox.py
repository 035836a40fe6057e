"""Messages with their attempts and events, and what stops them or stands in for them."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text

from terkirim.store.tables.shared import RowNumber, metadata, where

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
    Index("ix_messages_queue", "sender_id", "priority", "due_at", "id", **where(_QUEUED)),
    Index("ix_messages_open", "state", "due_at", **where(OPEN)),
    Index("ix_messages_expiry", "expires_at", **where(EXPIRES)),
    Index("ix_messages_hold", "hold_id", "priority", "id", **where("hold_id IS NOT NULL")),
    Index(
        "ux_messages_idempotency",
        "owner",
        "idempotency_key",
        unique=True,
        **where("idempotency_key IS NOT NULL"),
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
    Index("ix_attempts_wamid", "wamid", **where("wamid IS NOT NULL")),
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
    Index("ix_events_decisions", "id", **where(DECISIONS)),
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
        **where("lifted_at IS NULL"),
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
        **where("resolved_at IS NULL"),
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
