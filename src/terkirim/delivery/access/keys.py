"""API keys: what programs show at the gateway."""

import secrets

from terkirim.delivery.access.rules import fingerprint, require_name
from terkirim.errors import BadInput
from terkirim.store import Store, access
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.text import Text

PREFIX = "tk_"


async def create_key(store: Store, clock: Clock, name: str) -> str:
    """A new key, shown this once: only its hash is stored. Raises BadInput if the name is taken."""
    name = require_name(name)
    key = PREFIX + secrets.token_urlsafe(32)
    async with store.write() as db:
        if await access.key_exists(db, name):
            raise BadInput(
                Text(
                    id=f"Sudah ada kunci bernama “{name}”.",
                    en=f"There already is a key named “{name}”.",
                )
            )
        await access.add_key(db, fingerprint(key), name, clock.now())
    return key


async def key_owner(store: Store, key: str) -> str | None:
    """The name a key was given, or None where the key is none of ours."""
    if not key.startswith(PREFIX):
        return None
    async with store.read() as db:
        return await access.key_owner(db, fingerprint(key))
