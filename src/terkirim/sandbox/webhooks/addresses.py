"""Where a webhook goes: the number's own address, else its account's, else the app's.

Meta sends only some fields to the first two ("Webhook overrides", June 2026); whatever happens to
accounts and templates is always told to the app. Of an account the app is not subscribed to, it
hears nothing, nor of a field it has not subscribed to.
"""

from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.world.model import World

OVERRIDABLE = frozenset(
    {
        "account_settings_update",
        "calls",
        "consumer_profile",
        "group_lifecycle_update",
        "group_participants_update",
        "group_settings_update",
        "group_status_update",
        "history",
        "message_echoes",
        "messages",
        "messaging_handovers",
        "smb_app_state_sync",
        "smb_message_echoes",
    }
)


def by_address(world: World, happenings: list[Happening]) -> dict[str | None, list[Happening]]:
    """Happenings by where they are told, each group in its order; None: nowhere."""
    groups: dict[str | None, list[Happening]] = {}
    for happening in happenings:
        groups.setdefault(_address(world, happening), []).append(happening)
    return groups


def _address(world: World, happening: Happening) -> str | None:
    account = world.accounts.get(happening.account)
    if account is not None and not account.subscribed:
        return None
    if world.webhook_fields is not None and happening.field not in world.webhook_fields:
        return None
    if happening.field in OVERRIDABLE:
        sender = world.senders.get(_sender(happening))
        own = sender.webhook_override if sender is not None else None
        accounts = account.webhook_override if account is not None else None
        return own or accounts or world.webhook_url
    return world.webhook_url


def _sender(happening: Happening) -> str:
    """The number a webhook is about, which one ordered whole names in its `metadata`."""
    metadata = happening.part.get("metadata")
    if happening.sender is None and isinstance(metadata, dict):
        return str(metadata.get("phone_number_id"))
    return happening.sender or ""
