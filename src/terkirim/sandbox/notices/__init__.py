"""The parts of a webhook's body, in Meta's shapes (facts/platform.md, section b), by subject."""

from terkirim.sandbox.notices.envelope import Json, entry, envelope, metadata
from terkirim.sandbox.notices.errors import error_part
from terkirim.sandbox.notices.persons import Seen, contact_of, preference_part
from terkirim.sandbox.notices.statuses import named_in_failure, status_part
from terkirim.sandbox.notices.writing import (
    edit_content,
    inbound_part,
    reply_content,
    revoke_content,
    system_part,
    text_content,
    typed_content,
    unsupported_content,
)

__all__ = [
    "Json",
    "Seen",
    "contact_of",
    "edit_content",
    "entry",
    "envelope",
    "error_part",
    "inbound_part",
    "metadata",
    "named_in_failure",
    "preference_part",
    "reply_content",
    "revoke_content",
    "status_part",
    "system_part",
    "text_content",
    "typed_content",
    "unsupported_content",
]
