"""The admin's login: made at the first start with a one-time link, then sessions of 12 hours."""

import asyncio
import secrets
from functools import cache
from hmac import compare_digest

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from terkirim.delivery.access.rules import (
    SESSION_LASTS,
    fingerprint,
    require_name,
    require_password,
)
from terkirim.errors import BadInput
from terkirim.store import Store, access
from terkirim.store.access import Session
from terkirim.store.engine import Connection
from terkirim.vocabulary.clock import Clock
from terkirim.vocabulary.text import Text

_SETUP = "setup"
_HASHER = PasswordHasher()
_WRONG = Text(id="Nama atau kata sandi tidak cocok.", en="The name or the password is wrong.")
_NO_SETUP = Text(
    id="Tautan ini tidak berlaku lagi. Jalankan ulang terkirim serve untuk mendapat yang baru.",
    en="This link is no longer valid. Start terkirim serve again to get a new one.",
)


async def setup_token(store: Store) -> str | None:
    """A new one-time token to make the admin with, or None where there is one already.

    An earlier token stops working. Only the token's hash is stored.
    """
    token = secrets.token_urlsafe(24)
    async with store.write() as db:
        if await access.count_users(db):
            return None
        await access.put_secret(db, _SETUP, fingerprint(token))
    return token


async def needs_admin(store: Store) -> bool:
    """Whether nobody can log in yet."""
    async with store.read() as db:
        return await access.count_users(db) == 0


async def may_set_up(store: Store, token: str) -> bool:
    """Whether `create_admin` would accept this token."""
    async with store.read() as db:
        return await _is_setup(db, token)


async def create_admin(store: Store, clock: Clock, token: str, name: str, password: str) -> None:
    """Make the admin and use the setup token up. Raises BadInput."""
    name = require_name(name)
    require_password(password)
    if not await may_set_up(store, token):
        raise BadInput(_NO_SETUP)
    hashed = await asyncio.to_thread(_HASHER.hash, password.encode("utf-8", "replace"))
    async with store.write() as db:
        if not await _is_setup(db, token):
            raise BadInput(_NO_SETUP)
        await access.add_user(db, name, hashed, clock.now())
        await access.drop_secret(db, _SETUP)


async def login(store: Store, clock: Clock, name: str, password: str) -> str:
    """Begin a session; answers its token, of which only the hash is stored.

    Raises BadInput, with the same words and after the same work whether or not the user exists.
    """
    name = name.strip()
    async with store.read() as db:
        known = await access.password_hash(db, name)
    if not await asyncio.to_thread(_matches, known, password) or known is None:
        raise BadInput(_WRONG)
    token, now = secrets.token_urlsafe(32), clock.now()
    begun = Session(name, secrets.token_urlsafe(24), now + SESSION_LASTS)
    async with store.write() as db:
        await access.drop_ended_sessions(db, now)
        await access.add_session(db, fingerprint(token), begun)
    return token


async def session_of(store: Store, clock: Clock, token: str) -> Session | None:
    """The session of a token, unless it has ended."""
    async with store.read() as db:
        return await access.session(db, fingerprint(token), clock.now())


async def logout(store: Store, token: str) -> None:
    """End a session; one that has ended already stays ended."""
    async with store.write() as db:
        await access.end_session(db, fingerprint(token))


async def _is_setup(db: Connection, token: str) -> bool:
    stored = await access.secret(db, _SETUP)
    if stored is None or await access.count_users(db):
        return False
    return compare_digest(stored, fingerprint(token))


def _matches(known: str | None, password: str) -> bool:
    stand_in = _stand_in()
    try:
        return _HASHER.verify(known or stand_in, password.encode("utf-8", "replace"))
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _stand_in() -> str:
    """What an unknown user's password is compared with, so that it takes as long."""
    return _HASHER.hash(secrets.token_bytes(32))
