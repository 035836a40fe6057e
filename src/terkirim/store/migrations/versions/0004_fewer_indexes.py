"""fewer indexes on messages: ids tell the time, and a contact leads to its messages

On PostgreSQL every change of a message's state writes an entry into each index of the table.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SUPERFLUOUS = ("campaign_contact", "contact", "created", "recipient")


def upgrade() -> None:
    for name in _SUPERFLUOUS:
        op.drop_index(f"ix_messages_{name}", "messages")
    op.create_index(
        "ux_messages_contact_campaign", "messages", ["contact_id", "campaign_id"], unique=True
    )
