"""What Meta says of accounts, numbers and templates."""

from sqlalchemy import Boolean, Column, Float, Integer, String, Table, Text

from terkirim.store.tables.shared import metadata

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
