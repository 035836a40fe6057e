"""two databases: indexes as large as the work; row numbers of 64 bits; leases; what paces"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBERED = ("events", "webhooks", "orphans")


def _partial(name: str, columns: list[str], condition: str, table: str = "messages") -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    for name in ("claim", "expiry", "hold", "sender_state"):
        op.drop_index(f"ix_messages_{name}", "messages")
    waiting = "state IN ('queued', 'held', 'scheduled')"
    _partial("ix_messages_queue", ["sender_id", "priority", "due_at", "id"], "state = 'queued'")
    _partial(
        "ix_messages_open",
        ["state", "due_at"],
        "state IN ('queued', 'scheduled', 'sending', 'unresolved')",
    )
    _partial("ix_messages_expiry", ["expires_at"], f"expires_at IS NOT NULL AND {waiting}")
    _partial("ix_messages_hold", ["hold_id", "priority", "id"], "hold_id IS NOT NULL")
    op.drop_index("ix_events_kind", "events")
    decisions = "kind IN ('alerted', 'decided', 'judged', 'kept_back', 'left_out')"
    _partial("ix_events_decisions", ["id"], decisions, "events")
    op.drop_index("ix_attempts_wamid", "attempts")
    _partial("ix_attempts_wamid", ["wamid"], "wamid IS NOT NULL", "attempts")
    op.add_column("messages", sa.Column("sent_at", sa.Float()))
    for name, kind in (
        ("throughput", sa.String()),
        ("on_biz_app", sa.Boolean()),
        ("messaging_limit", sa.String()),
        ("onboarded_at", sa.Float()),
    ):
        op.add_column("senders", sa.Column(name, kind))
    op.create_table(
        "leases",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_leases")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in _NUMBERED:
            op.alter_column(table, "id", type_=sa.BigInteger())
            op.execute(f"ALTER SEQUENCE {table}_id_seq AS bigint")
