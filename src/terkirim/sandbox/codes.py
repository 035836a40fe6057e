"""The codes the sandbox can answer with: Meta's title, HTTP status and usual details text.

Titles and statuses follow Meta's public error table. A code absent here may still be ordered by a
fault rule; it then carries a plain title.
"""

import msgspec


class Code(msgspec.Struct, frozen=True):
    """How Meta words a code."""

    title: str
    http_status: int = 400
    details: str = ""


_UNDELIVERABLE = "Message undeliverable."
_WINDOW = (
    "Message failed to send because more than 24 hours have passed "
    "since the customer last replied to this number."
)
_PAYMENT = (
    "Message failed to send because there were one or more errors related to your payment method."
)
_ECOSYSTEM = "This message was not delivered to maintain healthy ecosystem engagement."
_ALLOWED_LIST = (
    "Recipient phone number not in allowed list: "
    "Add recipient phone number to recipient list and try again."
)

CODES: dict[int, Code] = {
    1: Code("An unknown error occurred", 500),
    2: Code("Service temporarily unavailable", 503),
    4: Code("Application request limit reached"),
    10: Code("Application does not have permission for this action", 403),
    100: Code("Invalid parameter"),
    104: Code("An access token is required to request this resource", 401),
    190: Code("Invalid OAuth access token - Cannot parse access token", 401),
    200: Code("Permissions error", 403),
    368: Code("Temporarily blocked for policies violations", 403),
    2200: Code("Callback verification failed"),
    2500: Code("Unknown path components"),
    80007: Code("Rate limit issues"),
    130429: Code("Rate limit hit", 400, "Cloud API message throughput has been reached."),
    130472: Code(
        "User's number is part of an experiment",
        400,
        "Failed to send message because this user's phone number is part of an experiment",
    ),
    131000: Code("Something went wrong", 500),
    131005: Code("Access denied", 403),
    131008: Code("Required parameter is missing"),
    131009: Code("Parameter value is not valid"),
    131016: Code("Service unavailable", 500, "Service temporarily unavailable."),
    131021: Code("Recipient cannot be sender", 400, "Recipient and sender are the same number."),
    131026: Code("Message undeliverable", 400, _UNDELIVERABLE),
    131030: Code("Recipient phone number not in allowed list", 400, _ALLOWED_LIST),
    131031: Code("Business account has been locked", 403, "Business account has been locked."),
    131037: Code("WhatsApp provided number needs display name approval before message can be sent"),
    131042: Code("Business eligibility payment issue", 400, _PAYMENT),
    131045: Code("Incorrect certificate", 500),
    131047: Code("Re-engagement message", 400, _WINDOW),
    131048: Code(
        "Spam rate limit hit", 400, "Message failed to send because of restrictions on this number."
    ),
    131049: Code(
        _ECOSYSTEM,
        400,
        "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
    ),
    131050: Code(
        "User has stopped receipt of marketing messages.",
        400,
        "The recipient has chosen to stop receiving marketing messages from your business.",
    ),
    131051: Code("Unsupported message type", 400, "Message type is currently not supported."),
    131052: Code("Media download error"),
    131053: Code("Media upload error"),
    131056: Code(
        "(Business Account, Consumer Account) pair rate limit hit",
        400,
        "Too many messages sent from this phone number to the same phone number.",
    ),
    131057: Code("Account in maintenance mode", 500),
    132000: Code("Number of parameters does not match the expected number of params"),
    132001: Code("Template name does not exist in the translation", 404),
    132005: Code("Template hydrated text too long"),
    132007: Code("Template format character policy violated"),
    132012: Code("Parameter format does not match format in the created template"),
    132015: Code("Template is paused", 400, "Template is paused due to low quality."),
    132016: Code("Template is disabled", 400, "Template is permanently disabled."),
    133004: Code("Server temporarily unavailable", 503),
    133005: Code("Two step verification PIN Mismatch"),
    133006: Code(
        "Phone number re-verification needed",
        400,
        "Phone number needs to be verified before registering.",
    ),
    133008: Code("Too many two step verification PIN guesses"),
    133010: Code("Account not registered"),
    133016: Code("Account register deregister rate limit exceeded"),
    135000: Code("Generic user error"),
    136024: Code("Request code error"),
    136025: Code("Verify code error"),
}


def about(code: int) -> Code:
    """How a code is worded; a plain wording for one the table does not hold."""
    return CODES.get(code) or Code(f"Error {code}")
