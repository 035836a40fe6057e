"""people: when each present address was last seen to be theirs"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_HEARD = "CASE WHEN {kind} IS NOT NULL THEN {latest} END"
_SIGNS = ("inbound_at", "delivered_at", "read_at")


def upgrade() -> None:
    for column in ("phone_seen_at", "bsuid_seen_at"):
        op.add_column("contacts", sa.Column(column, sa.Float()))
    greatest = "greatest" if op.get_bind().dialect.name == "postgresql" else "max"
    latest = f"{greatest}({', '.join(f'coalesce({sign}, 0)' for sign in _SIGNS)})"
    phone, bsuid = (_HEARD.format(kind=kind, latest=latest) for kind in ("phone", "bsuid"))
    op.execute(
        f"UPDATE contacts SET phone_seen_at = {phone}, bsuid_seen_at = {bsuid}"  # noqa: S608 - ours
        f" WHERE {' OR '.join(f'{sign} IS NOT NULL' for sign in _SIGNS)}"
    )
