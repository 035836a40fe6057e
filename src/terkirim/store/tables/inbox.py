"""What came in and is not applied yet, and the archive of what was."""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, String, Table, Text

from terkirim.store.tables.shared import RowNumber, metadata

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
