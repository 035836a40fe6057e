"""The product as its owner runs it, against the benchmark's endpoint."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from bench.parts.graph import ACCOUNT, TEMPLATE, VERSION, sender_ids
from bench.parts.webhooks import SIGNED_WITH, VERIFY
from terkirim.assembly import Terkirim, assemble
from terkirim.delivery.campaigns.model import CampaignFile, Parameter
from terkirim.delivery.campaigns.rules import template_body
from terkirim.delivery.lists.model import CleanList, Contact
from terkirim.settings import Settings

BEARER = "bench-token"
_UNPACED = 1_000_000.0


def settings(url: str, database: str) -> Settings:
    """The settings of an installation whose Meta is the endpoint at `url`."""
    chosen: dict[str, Any] = {
        "account_id": ACCOUNT,
        "access_token": SecretStr(BEARER),
        "app_secret": SecretStr(SIGNED_WITH),
        "verify_token": SecretStr(VERIFY),
        "sender": sender_ids(1)[0],
        "graph_url": f"{url}/{VERSION}",
        "database": database,
        "per_second": _UNPACED,
    }
    return Settings(
        **{name: value for name, value in chosen.items() if name in Settings.model_fields}
    )


@asynccontextmanager
async def open_product(url: str, database: str) -> AsyncIterator[Terkirim]:
    """The assembled product, its senders and templates read."""
    async with assemble(settings(url, database)) as terkirim:
        await terkirim.senders.all()
        await terkirim.templates.all()
        yield terkirim


async def queue(terkirim: Terkirim, count: int, sender_id: str, first: int) -> None:
    """Queue messages to so many people, beginning with person number `first`: a campaign."""
    file = CampaignFile(
        name=f"bench {sender_id} {first} {time.time_ns()}",
        template=TEMPLATE,
        sender=sender_id,
        parameters=(Parameter("nama"), Parameter("pesanan")),
    )
    people = tuple(
        Contact(place + 2, phone(first + place), "ID", "Sari", "yes", _cells(first + place))
        for place in range(count)
    )
    cleaned = CleanList(people, (), count, True, ())
    intake = await terkirim.campaigns.take_in(file, cleaned, ACCOUNT, sender_id)
    if intake.entered != count:
        raise AssertionError(intake)


def phone(number: int) -> str:
    """The number of a person."""
    return f"+62812{number:08d}"


def message_body(number: int) -> dict[str, Any]:
    """What a person is sent, as the Cloud API takes it, without address."""
    return template_body(TEMPLATE, "id", ["Sari", f"A-{number}"])


def _cells(number: int) -> dict[str, str]:
    return {"nama": "Sari", "pesanan": f"A-{number}"}
