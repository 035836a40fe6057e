"""From a contact and a campaign to a message. Pure."""

from collections.abc import Sequence
from typing import Any

import msgspec

from terkirim.delivery.campaigns.model import CampaignFile, Reopening
from terkirim.delivery.lists.model import Contact
from terkirim.delivery.lists.rules import value_of

NAMELESS = "Pelanggan"


def fill(campaign: CampaignFile, contact: Contact) -> list[str]:
    """The parameters for one contact; an empty or missing column takes the default."""
    values = []
    for parameter in campaign.parameters:
        found = (value_of(contact, parameter.column) or "").strip()
        values.append(_one_line(found or parameter.default))
    return values


def template_body(name: str, language: str, parameters: Sequence[str]) -> dict[str, Any]:
    """A Cloud API template message without its address."""
    template: dict[str, Any] = {"name": name, "language": {"code": language}}
    if parameters:
        texts = [{"type": "text", "text": text} for text in parameters]
        template["components"] = [{"type": "body", "parameters": texts}]
    return {"type": "template", "template": template}


def reopening_body(reopening: Reopening, name: str | None) -> dict[str, Any]:
    """The reopening template for one contact."""
    filled = [text.replace("{name}", name or NAMELESS) for text in reopening.parameters]
    return template_body(reopening.template, reopening.language, filled)


def reopening_template(campaign: CampaignFile, name: str | None) -> str | None:
    """The reopening template for one contact as it is written down, if the campaign has one."""
    if campaign.reopening is None:
        return None
    return msgspec.json.encode(reopening_body(campaign.reopening, name)).decode()


def sms_text(campaign: CampaignFile, parameters: Sequence[str]) -> str | None:
    """The SMS for one contact: `{1}` is the first parameter."""
    if campaign.sms is None:
        return None
    text = campaign.sms
    for place, value in enumerate(parameters, start=1):
        text = text.replace(f"{{{place}}}", value)
    return text


def _one_line(text: str) -> str:
    """Meta refuses line breaks, tabs and long runs of spaces in parameters."""
    return " ".join(text.split())
