"""The request a message becomes."""

import msgspec

from terkirim.store import Message


def body_of(message: Message) -> bytes:
    """The stored body with the address, and our id for Meta to echo in every status.

    The stored JSON is an object with at least its `type`; it is not parsed again to be sent.
    """
    address = "to" if message.recipient.startswith("+") else "recipient"
    head = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        address: message.recipient,
        "biz_opaque_callback_data": message.id,
    }
    return msgspec.json.encode(head)[:-1] + b"," + message.payload.encode()[1:]
