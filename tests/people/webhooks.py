"""What webhooks say of people, made by hand and signed as Meta signs it."""

from typing import Any

import msgspec

from house import House
from statuses import deliver
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.store import Contact
from terkirim.store.tables import contacts, identities

Json = dict[str, Any]


def named(own: str, phone: str | None, bsuid: str | None, user_id: str) -> Json:
    """A person's addresses under Meta's keys, those there are."""
    said = {own: phone.removeprefix("+") if phone else None, user_id: bsuid}
    return {key: value for key, value in said.items() if value is not None}


def wrote(phone: str | None, bsuid: str | None, at: float, text: str = "Halo") -> Json:
    """An entry of `messages`: a person writes."""
    who = named("from", phone, bsuid, "from_user_id")
    word = {"type": "text", "text": {"body": text}}
    return {**who, "id": f"wamid.in.{phone}.{bsuid}.{at}", "timestamp": str(int(at)), **word}


def became(
    old: tuple[str | None, str | None], new: tuple[str | None, str | None], at: float
) -> Json:
    """An entry of `messages`: a person has another number."""
    system = {"body": "User changed", "type": "user_changed_number"}
    who = named("from", *old, "from_user_id")
    now = named("wa_id", *new, "user_id")
    number = {"id": f"wamid.sys.{old}.{new}.{at}", "timestamp": str(int(at)), "type": "system"}
    return {**who, **number, "system": {**system, **now}}


def body(entries: list[Json], kind: str = "messages", sender: str = LIVE_SENDER) -> bytes:
    """A webhook's body with these entries."""
    metadata = {"display_phone_number": "628111000001", "phone_number_id": sender}
    value = {"messaging_product": "whatsapp", "metadata": metadata, kind: entries}
    entry = [{"id": ACCOUNT, "changes": [{"field": "messages", "value": value}]}]
    return msgspec.json.encode({"object": "whatsapp_business_account", "entry": entry})


async def tell(house: House, *entries: Json, kind: str = "messages") -> None:
    """Deliver these in one webhook each and let them be applied."""
    for entry in entries:
        assert await deliver(house, body([entry], kind)) == 200
    await house.service.until_idle()


async def everybody(house: House) -> list[Contact]:
    """All contacts, the oldest first."""
    async with house.terkirim.store.read() as db:
        rows = (await db.execute(contacts.select().order_by(contacts.c.created_at))).all()
    return [
        msgspec.convert(dict(zip(map(str, row._fields), row, strict=True)), Contact) for row in rows
    ]


async def history(house: House) -> set[tuple[str, str]]:
    """Whose which address was: contact's id and address."""
    async with house.terkirim.store.read() as db:
        rows = (await db.execute(identities.select())).all()
    return {(row.contact_id, row.value) for row in rows}
