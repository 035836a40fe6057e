"""What became of a message: an entry of `statuses`."""

import msgspec

from terkirim.sandbox.notices.persons import Json, Seen, recipient_of
from terkirim.sandbox.records.record import Send
from terkirim.vocabulary.identifiers import is_bsuid


def status_part(send: Send, seen: Seen, status: str, at: float, error: Json | None = None) -> Json:
    """An entry of `statuses`; what it costs is added when it comes true (`pricing`)."""
    part: Json = {
        "id": send.wamid,
        "status": status,
        "timestamp": str(int(at)),
        **recipient_of(seen),
    }
    if send.callback_data is not None:
        part["biz_opaque_callback_data"] = send.callback_data
    if error is not None:
        part["errors"] = [error]
    return part


def named_in_failure(send: Send, seen: Seen) -> Seen:
    """What a `failed` status says of the person, who is named only as the sender named them.

    So pages and field reports of autumn 2026 come together: who is not reached was not identified.
    """
    if is_bsuid(send.address or send.to):
        return msgspec.structs.replace(seen, number=None)
    return msgspec.structs.replace(seen, user_id=None, parent_user_id=None)
