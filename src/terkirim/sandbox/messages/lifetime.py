"""How long a message is kept for a phone that is off. What has not arrived by then is dropped.

No webhook tells of it: the message remains at `sent` (facts/platform.md, section a).
"""

from terkirim.sandbox.records.record import Send
from terkirim.sandbox.world.model import Template

USUAL_S = 30 * 86400
OF_CODES_S = 600
FOR_EVER = -1  # as a template's own time to live: the usual one, for codes too


def lifetime(template: Template | None) -> int | None:
    """For how many seconds a message of that template is kept; None: the usual time."""
    if template is None or template.ttl_s == FOR_EVER:
        return None
    if template.ttl_s is not None:
        return template.ttl_s
    return OF_CODES_S if template.category == "AUTHENTICATION" else None


def is_over(send: Send, now: float) -> bool:
    """Whether a message that has not arrived is no longer tried."""
    return now >= send.at + (USUAL_S if send.ttl_s is None else send.ttl_s)
