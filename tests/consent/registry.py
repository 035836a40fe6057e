"""What the tests of the registry share: what is recorded of a person, and the commands."""

import asyncio
import zlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from typer.testing import CliRunner, Result

from house import House
from terkirim.cli import app
from terkirim.delivery.campaigns.rules import template_body
from terkirim.delivery.outbox.send_one import Refused, Request
from terkirim.sandbox import ACCOUNT, APP_SECRET, LIVE_SENDER, TOKEN, VERIFY_TOKEN
from terkirim.store import Contact, consents, contacts
from terkirim.store.consents import Recorded
from terkirim.store.tables import metadata
from terkirim.vocabulary.clock import MINUTE

SARI, BUDI = "+6281200000001", "+6281200000002"
ORDER = template_body("order_ready", "id", ["Sari", "A-17"])


async def person(house: House, phone: str = SARI) -> Contact | None:
    """The contact of a number."""
    async with house.terkirim.store.read() as db:
        return (await contacts.by_phone(db, [phone])).get(phone)


async def said(house: House, phone: str = SARI) -> list[Recorded]:
    """All that is recorded of a person."""
    async with house.terkirim.store.read() as db:
        known = (await contacts.by_phone(db, [phone]))[phone]
        return (await consents.of(db, [known.id])).get(known.id, [])


async def stands(house: House, phone: str = SARI) -> tuple[str, str]:
    """What a person's own row says of marketing and utility."""
    known = await person(house, phone)
    assert known is not None
    return known.consent, known.utility_consent


async def ask(house: House, phone: str, body: Mapping[str, Any]) -> Refused | None:
    """Ask for a single message; None where it is taken in."""
    taken = await house.terkirim.single.take_in(Request(LIVE_SENDER, phone, body))
    return taken if isinstance(taken, Refused) else None


async def writes(house: House, text: str, phone: str = SARI) -> None:
    """Let a person write, and the product hear it."""
    await house.sandbox.writes(LIVE_SENDER, phone, text)
    await house.stage.play(MINUTE)


async def command(house: House, *words: str, language: str = "en") -> Result:
    """A command of the same installation."""
    values = {
        "ACCOUNT_ID": ACCOUNT,
        "ACCESS_TOKEN": TOKEN,
        "APP_SECRET": APP_SECRET,
        "VERIFY_TOKEN": VERIFY_TOKEN,
        "SENDER": LIVE_SENDER,
        "GRAPH_URL": house.terkirim.settings.graph_url,
        "DATABASE": house.terkirim.settings.database,
    }
    env = {"LC_ALL": language, **{f"TERKIRIM_{name}": value for name, value in values.items()}}
    env |= {"COLUMNS": "220"}
    return await asyncio.to_thread(CliRunner().invoke, app, list(words), env=env)


async def everything(house: House) -> str:
    """All the database holds, as one text; the archive unpacked."""
    found: list[str] = []
    async with house.terkirim.store.read() as db:
        for table in metadata.sorted_tables:
            for row in await db.execute(select(table)):
                cells = [
                    zlib.decompress(one) if name == "bodies" else one
                    for name, one in row._mapping.items()
                ]
                found += [
                    one.decode(errors="replace") if isinstance(one, bytes) else str(one)
                    for one in cells
                ]
    return "\n".join(found)
