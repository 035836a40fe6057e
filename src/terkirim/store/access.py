"""Statements on who may do what: users, sessions, API keys. Only hashes are stored."""

from typing import NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from terkirim.store.bulk import InsertRows
from terkirim.store.tables import api_keys, secrets, sessions, users

_KEEP = InsertRows(secrets, ("name", "value_hash"), then="ON CONFLICT (name) DO NOTHING")


class Session(NamedTuple):
    """A browser that is logged in."""

    user: str
    csrf: str
    expires_at: float


async def count_users(db: AsyncConnection) -> int:
    """How many users there are."""
    return (await db.execute(select(func.count()).select_from(users))).scalar_one()


async def add_user(db: AsyncConnection, name: str, password_hash: str, now: float) -> None:
    """Write a user down."""
    values = {"name": name, "password_hash": password_hash, "created_at": now}
    await db.execute(insert(users), [values])


async def password_hash(db: AsyncConnection, name: str) -> str | None:
    """The stored password hash of a user."""
    query = select(users.c.password_hash).where(users.c.name == name)
    return (await db.execute(query)).scalar()


async def add_session(db: AsyncConnection, token_hash: str, session: Session) -> None:
    """Write a session down."""
    values = {"token_hash": token_hash, **session._asdict()}
    await db.execute(insert(sessions), [values])


async def session(db: AsyncConnection, token_hash: str, now: float) -> Session | None:
    """A session that has not ended."""
    query = select(sessions.c.user, sessions.c.csrf, sessions.c.expires_at).where(
        sessions.c.token_hash == token_hash, sessions.c.expires_at > now
    )
    row = (await db.execute(query)).one_or_none()
    return Session(*row) if row else None


async def end_session(db: AsyncConnection, token_hash: str) -> None:
    """Forget a session."""
    await db.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


async def drop_ended_sessions(db: AsyncConnection, now: float) -> None:
    """Forget the sessions that have ended."""
    await db.execute(delete(sessions).where(sessions.c.expires_at <= now))


async def add_key(db: AsyncConnection, key_hash: str, name: str, now: float) -> None:
    """Write an API key's hash down. Raises IntegrityError when the name is taken."""
    values = {"key_hash": key_hash, "name": name, "created_at": now}
    await db.execute(insert(api_keys), [values])


async def key_exists(db: AsyncConnection, name: str) -> bool:
    """Whether an API key of that name was made."""
    query = select(api_keys.c.name).where(api_keys.c.name == name)
    return (await db.execute(query)).first() is not None


async def key_owner(db: AsyncConnection, key_hash: str) -> str | None:
    """The name an API key was given."""
    query = select(api_keys.c.name).where(api_keys.c.key_hash == key_hash)
    return (await db.execute(query)).scalar()


async def put_secret(db: AsyncConnection, name: str, value_hash: str) -> None:
    """Store a one-time secret's hash, replacing an earlier one."""
    await db.execute(delete(secrets).where(secrets.c.name == name))
    await db.execute(insert(secrets), [{"name": name, "value_hash": value_hash}])


async def secret(db: AsyncConnection, name: str) -> str | None:
    """A one-time secret's hash."""
    return (await db.execute(select(secrets.c.value_hash).where(secrets.c.name == name))).scalar()


async def keep_secret(db: AsyncConnection, name: str, value: str) -> str:
    """The installation's secret of that name: the one there is, else this one, kept from now on.

    Unlike a one-time secret it is stored as it is: what it signs must be found again.
    """
    await _KEEP.run(db, [(name, value)])
    return await secret(db, name) or value


async def drop_secret(db: AsyncConnection, name: str) -> None:
    """Forget a one-time secret."""
    await db.execute(delete(secrets).where(secrets.c.name == name))
