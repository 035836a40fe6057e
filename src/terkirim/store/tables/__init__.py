"""The schema, once. Instants are epoch seconds (float); JSON is stored as text."""

from terkirim.store.tables.inbox import orphans, webhook_archive, webhooks
from terkirim.store.tables.outbox import (
    DECISIONS,
    EXPIRES,
    OPEN,
    alerts,
    attempts,
    campaigns,
    events,
    holds,
    messages,
    sms,
)
from terkirim.store.tables.people import (
    checks,
    consents,
    contacts,
    failures,
    identities,
    segments,
    suppressions,
    windows,
)
from terkirim.store.tables.registry import accounts, senders, templates
from terkirim.store.tables.running import api_keys, leases, secrets, sessions, users
from terkirim.store.tables.shared import RowNumber, metadata

__all__ = [
    "DECISIONS",
    "EXPIRES",
    "OPEN",
    "RowNumber",
    "accounts",
    "alerts",
    "api_keys",
    "attempts",
    "campaigns",
    "checks",
    "consents",
    "contacts",
    "events",
    "failures",
    "holds",
    "identities",
    "leases",
    "messages",
    "metadata",
    "orphans",
    "secrets",
    "segments",
    "senders",
    "sessions",
    "sms",
    "suppressions",
    "templates",
    "users",
    "webhook_archive",
    "webhooks",
    "windows",
]
