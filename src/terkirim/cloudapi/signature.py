"""The signature of a webhook: HMAC-SHA256 over the raw bytes (facts/platform.md, section b)."""

import hashlib
import hmac

HEADER = "X-Hub-Signature-256"


def sign(body: bytes, app_secret: str) -> str:
    """The header value Meta sends for these bytes."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def signature_matches(body: bytes, header: str | None, app_secret: str) -> bool:
    """Whether the header is the signature of exactly these bytes; compared in constant time."""
    if not header:
        return False
    return hmac.compare_digest(sign(body, app_secret).encode(), header.encode(errors="replace"))
