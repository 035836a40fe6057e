"""The frame around all webhooks."""

from terkirim.sandbox.world.model import Sender

Json = dict[str, object]


def metadata(sender: Sender) -> Json:
    """Which of the business's numbers a webhook is about."""
    return {"display_phone_number": sender.digits(), "phone_number_id": sender.id}


def entry(account: str, changes: list[Json], at: float) -> Json:
    """What happened in one account."""
    return {"id": account, "time": int(at), "changes": changes}


def envelope(entries: list[Json]) -> Json:
    """The whole body."""
    return {"object": "whatsapp_business_account", "entry": entries}
