"""How Meta words a code: title and HTTP status from the catalogue, details from here.

The catalogue is read a code at a time, when one is wanted. What stands here is what it lacks: the
usual details texts, and codes it has no entry or no title for.
"""

import msgspec

from terkirim.knowledge.catalogue import find


class Code(msgspec.Struct, frozen=True):
    """How Meta words a code. `code` carries `subcode`, which may have a title of its own."""

    code: int
    title: str
    http_status: int = 400
    details: str = ""
    subcode: int | None = None
    user_title: str | None = None


_PLAIN = {
    104: ("An access token is required to request this resource", 401),
    130403: ("Business has blocked the user", 400),
    2200: ("Callback verification failed", 400),
    2500: ("Unknown path components", 400),
}
_DETAILS = {
    130429: "Cloud API message throughput has been reached.",
    130472: "Failed to send message because this user's phone number is part of an experiment",
    131016: "Service temporarily unavailable.",
    131021: "Recipient and sender are the same number.",
    131026: "Message undeliverable.",
    131030: "Recipient phone number not in allowed list: "
    "Add recipient phone number to recipient list and try again.",
    131031: "Business account has been locked.",
    131042: "Message failed to send because there were one or more errors related to your "
    "payment method.",
    131047: "Message failed to send because more than 24 hours have passed "
    "since the customer last replied to this number.",
    131048: "Message failed to send because of restrictions on this number.",
    131049: "In order to maintain a healthy ecosystem engagement, the message failed to be "
    "delivered.",
    131050: "The recipient has chosen to stop receiving marketing messages from your business.",
    131051: "Message type is currently not supported.",
    131056: "Too many messages sent from this phone number to the same phone number.",
    132015: "Template is paused due to low quality.",
    132016: "Template is permanently disabled.",
    133006: "Phone number needs to be verified before registering.",
}


def about(code: int, subcode: int | None = None) -> Code:
    """How a code is worded; a subcode by itself comes carried by the first of its parents."""
    entry = find(code)
    if entry is not None and entry.kind == "subcode" and entry.parents:
        return about(entry.parents[0], code)
    title, status = _PLAIN.get(code, (f"Error {code}", 400))
    if entry is not None:
        title, status = entry.official_title or title, entry.http_status or status
    known = Code(code, title, status, _DETAILS.get(code, ""))
    return known if subcode is None else _carrying(known, subcode)


def _carrying(known: Code, subcode: int) -> Code:
    entry = find(subcode)
    if entry is None or known.code not in entry.parents:
        return msgspec.structs.replace(known, subcode=subcode)
    return msgspec.structs.replace(
        known,
        subcode=subcode,
        http_status=entry.http_status or known.http_status,
        user_title=entry.official_title,
    )
