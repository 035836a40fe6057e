"""People by the dozen for journeys: their numbers, a campaign to them, and what is open."""

from typing import Any

from house import House
from terkirim.delivery.campaigns.model import CampaignFile, Parameter
from terkirim.delivery.campaigns.rules import template_body
from terkirim.delivery.lists.model import CleanList, Contact
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.store import Alert, Message

PROMO = template_body("promo_bulanan", "id", ["Sari", "20%"])


def numbers(count: int) -> list[str]:
    """That many Indonesian mobile numbers."""
    return [f"+62812000{place:05d}" for place in range(100, 100 + count)]


async def blast(house: House, name: str, phones: list[str], **more: Any) -> dict[str, str]:
    """Enter a marketing campaign to these people, who agreed; message ids by number."""
    people = tuple(
        Contact(line, phone, "ID", "Sari", "yes", {"diskon": "20%"})
        for line, phone in enumerate(phones, start=2)
    )
    file = CampaignFile(
        name=name,
        template="promo_bulanan",
        parameters=(Parameter("name", "Pelanggan"), Parameter("diskon", "10%")),
        **more,
    )
    listed = CleanList(people, (), len(people), has_consent_column=True, notes=())
    intake = await house.terkirim.campaigns.take_in(file, listed, ACCOUNT, LIVE_SENDER)
    messages = await everything(house)
    return {one.recipient: one.id for one in messages if one.campaign_id == intake.campaign_id}


async def everything(house: House) -> list[Message]:
    """All messages, as they are now."""
    return [message async for message in house.terkirim.insights.every_message()]


async def states(house: House, ids: dict[str, str]) -> dict[str, int]:
    """How many of these messages are in which state."""
    counted: dict[str, int] = {}
    for message in await everything(house):
        if message.id in ids.values():
            counted[message.state.value] = counted.get(message.state.value, 0) + 1
    return counted


async def open_alerts(house: House) -> list[Alert]:
    """The alerts nobody has resolved yet."""
    overview = await house.terkirim.insights.overview()
    return [alert for alert in overview.alerts if alert.resolved_at is None]


async def unread(house: House, *phones: str) -> None:
    """These people never read, so that a journey ends at `delivered`."""
    await house.sandbox.people(*({"phone": phone, "reads": False} for phone in phones))
