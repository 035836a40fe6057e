"""People: their addresses, what they agreed to, how reachable they are."""

from sqlalchemy import Boolean, Column, Float, Index, String, Table, Text

from terkirim.store.tables.shared import RowNumber, metadata

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
    # When each present address was last seen to be theirs.
    Column("phone_seen_at", Float),
    Column("bsuid_seen_at", Float),
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
