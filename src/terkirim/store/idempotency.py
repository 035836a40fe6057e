"""Which messages idempotency keys were used for."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.messages import select_messages
from terkirim.store.records import Message
from terkirim.store.rows import among, chunks
from terkirim.store.tables import messages as table

Key = tuple[str, str]


async def used(db: AsyncConnection, keys: Iterable[Key]) -> dict[Key, Message]:
    """The messages of pairs of owner and key; a key says nothing about another owner's."""
    by_owner: dict[str, list[str]] = defaultdict(list)
    for owner, key in keys:
        by_owner[owner].append(key)
    found: dict[Key, Message] = {}
    for owner, own in sorted(by_owner.items()):
        for part in chunks(own):
            query = select(table).where(
                table.c.owner == owner, among(db, table.c.idempotency_key, part)
            )
            for message in await select_messages(db, query):
                found[owner, message.idempotency_key or ""] = message
    return found
