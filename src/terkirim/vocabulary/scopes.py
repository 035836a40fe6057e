"""What a failure, or a hold, concerns."""

from enum import StrEnum


class Scope(StrEnum):
    """How far a failure reaches; a hold of that scope stops exactly the messages within it."""

    MESSAGE = "message"
    WINDOW = "window"  # free-form messages from one sender to one recipient
    PAIR = "pair"  # everything from one sender to one recipient
    RECIPIENT = "recipient"
    RECIPIENT_MARKETING = "recipient_marketing"
    TEMPLATE = "template"
    SENDER_MARKETING = "sender_marketing"
    SENDER = "sender"
    ACCOUNT = "account"
    SERVICE = "service"
