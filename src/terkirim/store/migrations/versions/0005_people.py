"""people: identities, consents, suppressions, checks, segments; what more is known of a contact"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for column in (
        sa.Column("utility_consent", sa.String(), nullable=False, server_default="unknown"),
        sa.Column("language", sa.String()),
        sa.Column("time_zone", sa.String()),
        sa.Column("fields", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("read_at", sa.Float()),
    ):
        op.add_column("contacts", column)
    _identities()
    _consents()
    _what_was_agreed()
    op.create_table(
        "suppressions",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "purpose", name=op.f("pk_suppressions")),
    )
    op.create_table(
        "checks",
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("checker", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("checked_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("phone", "checker", name=op.f("pk_checks")),
    )
    op.create_table(
        "segments",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_segments")),
    )


def _identities() -> None:
    op.create_table(
        "identities",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
        sa.Column("until", sa.Float()),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
    )
    op.create_index("ix_identities_value", "identities", ["value"])
    op.create_index("ix_identities_contact_id", "identities", ["contact_id"])


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False, server_default=""),
        sa.Column("proof", sa.Text(), nullable=False, server_default=""),
        sa.Column("recorded_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_contact_id", "consents", ["contact_id"])


def _what_was_agreed() -> None:
    """What lists stated and people said until now becomes the beginning of the registry."""
    op.execute(
        "INSERT INTO consents"
        " (contact_id, purpose, given, at, source, wording, proof, recorded_at)"
        " SELECT id, 'marketing', consent = 'yes', created_at, 'list: before the registry',"
        " '', '', created_at FROM contacts WHERE consent IN ('yes', 'no')"
    )
    op.execute(
        "INSERT INTO consents"
        " (contact_id, purpose, given, at, source, wording, proof, recorded_at)"
        " SELECT key, 'marketing', FALSE, since, 'keyword: before the registry', '', '', since"
        " FROM holds WHERE scope = 'recipient_marketing' AND cause = 'recipient.opted_out'"
        " AND lifted_at IS NULL AND key IN (SELECT id FROM contacts)"
    )
    op.execute(
        "UPDATE contacts SET consent = 'no' WHERE id IN (SELECT contact_id FROM consents"
        " WHERE NOT given)"
    )
