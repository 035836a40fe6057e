"""People for segments, and the command line on their database."""

import asyncio
from typing import Any

import msgspec
from typer.testing import CliRunner, Result

from terkirim.cli import app
from terkirim.sandbox import ACCOUNT, APP_SECRET, LIVE_SENDER, TOKEN, VERIFY_TOKEN
from terkirim.store import Contact, Hold, Store, contacts, holds, segments
from terkirim.store.conditions import Condition
from terkirim.store.engine import Connection
from terkirim.store.segments import Sift


def person(number: int, kota: str | None = "Bandung", **more: Any) -> Contact:
    """A contact with a number of its own."""
    fields = {} if kota is None else {"kota": kota, "pesanan": f"A-{number}"}
    known: dict[str, Any] = {
        "id": f"con_{number:05d}",
        "phone": f"+62812000{number:05d}",
        "region": "ID",
        "consent": "yes",
        "name": f"Orang {number}",
        "created_at": 1.0,
        "fields": msgspec.json.encode(fields).decode(),
    }
    return Contact(**{**known, **more})


def hold(contact: Contact, scope: str, cause: str, **more: Any) -> Hold:
    """A hold on a contact."""
    name = f"hold_{contact.id}_{cause}"
    return Hold(name, scope, contact.id, cause, 1.0, canary=False, stage_since=1.0, **more)


async def write(store: Store, people: list[Contact], held: list[Hold] | None = None) -> None:
    """Write them down."""
    async with store.write() as db:
        await contacts.add(db, people)
        for one in held or []:
            await holds.add(db, one)


async def written_to(
    db: Connection, condition: Condition, sift: Sift, after: str = "", limit: int = 1000
) -> list[str]:
    """The ids of whom nothing excludes, of that page of those who meet a condition."""
    page = [one.id for one in await segments.page(db, condition, sift.now, after, limit)]
    found = await segments.sifted(db, page, sift)
    return [one for one in page if found[one].reason is None]


async def terkirim(
    database: str, *words: str, language: str = "en", graph_url: str = "http://127.0.0.1:9"
) -> Result:
    """What a command says."""
    values = {
        "ACCOUNT_ID": ACCOUNT,
        "ACCESS_TOKEN": TOKEN,
        "APP_SECRET": APP_SECRET,
        "VERIFY_TOKEN": VERIFY_TOKEN,
        "SENDER": LIVE_SENDER,
        "GRAPH_URL": graph_url,
        "DATABASE": database,
    }
    env = {"LC_ALL": language, **{f"TERKIRIM_{name}": value for name, value in values.items()}}
    return await asyncio.to_thread(CliRunner().invoke, app, list(words), env=env)
