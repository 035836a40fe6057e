"""inbox and keys: applied webhooks leave their table, orphans are looked at in turn, keys by owner"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NAMES = {"uq": "uq_%(table_name)s_%(column_0_name)s"}  # 0001 left the constraint without a name
_HOT = ("webhooks", "orphans", "messages", "attempts")


def upgrade() -> None:
    op.create_table(
        "webhook_archive",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True),
        sa.Column("applied_at", sa.Float(), nullable=False),
        sa.Column("webhooks", sa.Integer(), nullable=False),
        sa.Column("bodies", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_archive")),
    )
    op.create_index("ix_webhook_archive_applied_at", "webhook_archive", ["applied_at"])
    op.drop_index("ix_orphans_wamid", "orphans")
    op.add_column("orphans", sa.Column("check_at", sa.Float(), nullable=False, server_default="0"))
    op.create_index("ix_orphans_check_at", "orphans", ["check_at"])
    op.add_column("messages", sa.Column("owner", sa.String(), nullable=False, server_default=""))
    connection = op.get_bind()
    _drop_the_old_uniqueness(connection)
    _split_keys(connection)
    used = sa.text("idempotency_key IS NOT NULL")
    op.create_index(
        "ux_messages_idempotency",
        "messages",
        ["owner", "idempotency_key"],
        unique=True,
        sqlite_where=used,
        postgresql_where=used,
    )
    if connection.dialect.name == "postgresql":
        _vacuum_early()


def _drop_the_old_uniqueness(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        op.drop_constraint("messages_idempotency_key_key", "messages", type_="unique")
        return
    with op.batch_alter_table("messages", naming_convention=_NAMES) as table:
        table.drop_constraint("uq_messages_idempotency_key", type_="unique")


def _split_keys(connection: Connection) -> None:
    """Until now the owner stood before the key, with a slash; the longest name that fits is it."""
    names = connection.execute(sa.text("SELECT name FROM api_keys ORDER BY length(name) DESC"))
    for (name,) in names.all():
        connection.execute(
            sa.text(
                "UPDATE messages SET owner = :name, idempotency_key = substr(idempotency_key, :rest)"
                " WHERE owner = '' AND substr(idempotency_key, 1, :length) = :beginning"
            ),
            {
                "name": name,
                "rest": len(name) + 2,
                "length": len(name) + 1,
                "beginning": f"{name}/",
            },
        )


def _vacuum_early() -> None:
    """Tables whose rows change or leave: cleaned by how many did, not by a share of their size."""
    for name in _HOT:
        op.execute(
            f"ALTER TABLE {name} SET (autovacuum_vacuum_scale_factor = 0.01, "
            "autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0)"
        )
