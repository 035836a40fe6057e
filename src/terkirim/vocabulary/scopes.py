"""What a failure, or a hold, concerns."""

from enum import StrEnum


class Scope(StrEnum):
    """How far a failure reaches; a hold of that scope stops exactly the messages within it."""

    MESSAGE = "message"
    REQUEST = "request"  # one call to the API that sends no message
    WINDOW = "window"  # free-form messages from one sender to one recipient
    PAIR = "pair"  # everything from one sender to one recipient
    RECIPIENT = "recipient"
    RECIPIENT_MARKETING = "recipient_marketing"
    RECIPIENT_UTILITY = "recipient_utility"
    TEMPLATE = "template"
    SENDER_MARKETING = "sender_marketing"
    SENDER = "sender"
    ACCOUNT = "account"
    CALL = "call"
    GROUP = "group"
    FLOW = "flow"
    SERVICE = "service"
